package leadhook.leads;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import leadhook.campaigns.Doors.Visitor;
import leadhook.platform.Refusal;
import leadhook.platform.http.Fields;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a create request, from whichever door it came (contract 2.1, 4). */
public final class SignupForm {
    private static final int MAX_ID_CHARACTERS = 255;
    private static final int MAX_URL_CHARACTERS = 2_048;
    private static final int MAX_UTM = 20;
    private static final String UTM = "utm_";

    private static final Pattern HTTP_URL = Pattern.compile("https?://[^\\s\\p{Cc}/?#]\\S*", Pattern.CASE_INSENSITIVE);

    /** The source of calls with a key, which no other may claim (contract 2.1). */
    private static final String BY_KEY = "API";

    private static final String BY_STRANGER = "embed";

    private SignupForm() {}

    /** The signup of somebody who came in at a campaign's door from that address. */
    static Signup read(Fields fields, Visitor visitor, String peer) {
        var signup = read(fields, visitor.hasKey(), visitor.campaign()::defaultCountry);
        var ip = IpText.normalise(peer).orElse(null);
        // A stranger is counted by where he comes from, whatever he says; whoever has a key is a server of the
        // operator's.
        return (visitor.hasKey() ? signup : signup.countedBy(ip))
                .withDefaults(visitor.hasKey() ? BY_KEY : BY_STRANGER, ip);
    }

    /**
     * The signup that these fields ask for.
     *
     * @param hasKey whether a key came along: else {@code points} counts for nothing (contract Q29)
     * @param defaultCountry dial or ISO code of the campaign for national phone numbers; asked for only with a phone number
     * @throws Refusal 409 without a valid email or phone number, with bad points, or with custom fields beyond their limits
     */
    public static Signup read(Fields fields, boolean hasKey, Supplier<@Nullable String> defaultCountry) {
        var page = fields.text("__url").map(UrlQuery::read).orElse(Fields.empty());
        var ip = fields.text("ip").flatMap(IpText::normalise).orElse(null);
        return new Signup(
                contact(fields, defaultCountry),
                CustomFields.sent(fields),
                utm(fields, page),
                referrerId(fields, page),
                hasKey ? Points.read(fields).orElse(null) : null,
                ip,
                text(fields, MAX_ID_CHARACTERS, "__uid"),
                text(fields, MAX_URL_CHARACTERS, "__referrer", "referrer", "__ref"),
                redirectUrl(fields),
                new Origin(
                        source(fields, hasKey),
                        text(fields, MAX_ID_CHARACTERS, "__sid", "__session_id"),
                        text(fields, MAX_ID_CHARACTERS, "__rid"),
                        text(fields, MAX_URL_CHARACTERS, "__user_agent"),
                        text(fields, MAX_URL_CHARACTERS, "__url"),
                        ip),
                fields.flag("must_exist"),
                fields.flag("__do_not_reset_opt_out"),
                fields.flag("__skip_urls"),
                fields.flag("__skip_actions"));
    }

    /** Whether there is an email or phone number, be it a valid one or not. */
    static boolean saysHowToReach(Fields fields) {
        return fields.text("email").or(() -> fields.text("phone_number")).isPresent();
    }

    private static @Nullable String source(Fields fields, boolean hasKey) {
        var source = text(fields, MAX_ID_CHARACTERS, "__source");
        return !hasKey && BY_KEY.equalsIgnoreCase(source) ? null : source;
    }

    private static Contact contact(Fields fields, Supplier<@Nullable String> defaultCountry) {
        var email = scalar(fields, "email", Email::invalid).map(Email::normalise);
        var countryCode = fields.text("country_code").orElse(null);
        var phoneNumber = scalar(fields, "phone_number", PhoneNumber::invalid)
                .map(number -> PhoneNumber.normalise(number, countryCode, defaultCountry.get()));
        return new Contact(email.orElse(null), phoneNumber.orElse(null));
    }

    private static Optional<String> scalar(Fields fields, String name, Supplier<Refusal> refusal) {
        // The point of a fraction would pass for one of the dots that people put between the groups of a phone number.
        if (fields.value(name)
                .filter(value -> value.isContainerNode() || value.isFloatingPointNumber())
                .isPresent()) {
            throw refusal.get();
        }
        return fields.text(name);
    }

    /** Parameters named {@code utm_…}; one that the form left empty is taken from the page's URL. */
    private static Map<String, String> utm(Fields fields, Fields page) {
        var utm = new LinkedHashMap<String, String>();
        page.with(fields).all().keySet().stream()
                .filter(name -> name.startsWith(UTM) && name.length() <= MAX_ID_CHARACTERS)
                .limit(MAX_UTM)
                .forEach(name -> fields.text(name)
                        .or(() -> page.text(name))
                        .ifPresent(
                                text -> utm.put(StoredText.clean(name), StoredText.clean(text, MAX_URL_CHARACTERS))));
        return Collections.unmodifiableMap(utm);
    }

    /** The first that can be a lead's id: a stale link or the text {@code null} of an old form must not stop a signup. */
    private static @Nullable Long referrerId(Fields fields, Fields page) {
        return Stream.of(fields.text("__kid"), fields.text("kid"), fields.text("social_id"), page.text("kid"))
                .flatMap(Optional::stream)
                .map(SocialId::id)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    /** A URL that was cut would lead somewhere else, so one that is too long counts as none. */
    private static @Nullable String redirectUrl(Fields fields) {
        return fields.text("redirect_url")
                .filter(url -> url.length() <= MAX_URL_CHARACTERS)
                .filter(url -> HTTP_URL.matcher(url).matches() && StoredText.isClean(url))
                .orElse(null);
    }

    private static @Nullable String text(Fields fields, int maxCharacters, String... names) {
        return Stream.of(names)
                .map(fields::text)
                .flatMap(Optional::stream)
                .findFirst()
                .map(text -> StoredText.clean(text, maxCharacters))
                .orElse(null);
    }
}
