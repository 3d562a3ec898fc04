package leadhook.dashboard;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import leadhook.platform.http.Answer;

/** Renders pages from their templates; what is put into them is escaped for where it stands. */
final class Html {
    /** Nothing inline, nothing from elsewhere, in nobody's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Html.class.getClassLoader(), Html.class.getPackageName());

    Answer page(String template, Object page) {
        return page(200, template, page);
    }

    Answer page(int status, String template, Object page) {
        var output = new Utf8ByteOutput();
        engine.render(template + ".jte", page, output);
        return guarded(Answer.html(status, output.toByteArray())).with("Cache-Control", "no-store");
    }

    /** The headers with which a browser does nothing but what the page needs. */
    static Answer guarded(Answer answer) {
        return answer.with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "same-origin")
                .with("Cross-Origin-Opener-Policy", "same-origin");
    }
}
