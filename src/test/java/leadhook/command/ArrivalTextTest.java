package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalTextTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @Test
    void a_delivery_is_written_out_for_a_person() {
        assertThat(text(
                        "application/json",
                        "{\"__event\":\"new_signup\",\"tags\":[],\"custom_fields\":{\"city\":\"Brno\"}}"))
                .isEqualTo("""
                        10:30:15 POST /hook
                        Content-Type: application/json
                        User-Agent: KickoffLabs
                        webhook-id: evt-48213-1
                        webhook-timestamp: 1764066615
                        __event: new_signup
                        signature valid
                          {
                            "__event" : "new_signup",
                            "tags" : [ ],
                            "custom_fields" : {
                              "city" : "Brno"
                            }
                          }
                        answer: 200
                        """);
    }

    @Test
    void a_form_is_decoded_line_by_line() {
        assertThat(text(FORM, "__event=tagged&custom_fields%5Bcity%5D=N%C3%BCrnberg&bad=%zz"))
                .contains("__event: tagged\n", "  custom_fields[city]=Nürnberg\n  bad=%zz\n");
    }

    @Test
    void what_is_neither_is_shown_as_it_came() {
        assertThat(text("text/plain", "{ not json")).contains("__event: (none)\n", "{ not json\n");
        assertThat(text("application/json", "")).contains("(no body)\n");
    }

    @Test
    void nobody_commands_the_terminal() {
        var text = text("text/plain", "a\u001b[2Jb\rc\u0007d\u009be\u202ef\u2028g");

        assertThat(text).contains("a\\u001b[2Jb\n  c\\u0007d\\u009be\\u202ef\\u2028g");
        assertThat(text("application/json", "{\"a\":\"\u009b\u202e\\u001b[2J\"}"))
                .contains("\\u009b\\u202e\\u001B[2J");
        assertThat(text("a/\u001b]0;title\u0007", "")).doesNotContain("\u001b");
    }

    @Test
    void nobody_forges_a_line_of_ours() {
        assertThat(text(FORM, "__event=a%0Asignature+valid&b=c%0D%0Aanswer"))
                .contains("__event: a\\u000asignature valid\n", "  b=c\\u000d\\u000aanswer\n");
        assertThat(text("application/json", "{\"__event\":\"a\\nsignature valid\"}"))
                .contains("__event: a\\u000asignature valid\n");
        assertThat(text("text/plain", "a\nsignature valid\rb")).contains("\n  a\n  signature valid\n  b\n");
    }

    private static String text(String contentType, String body) {
        var headers = Map.of(
                "content-type", List.of(contentType),
                "user-agent", List.of("KickoffLabs"),
                "webhook-id", List.of("evt-48213-1"),
                "webhook-timestamp", List.of("1764066615"));
        var arrival = new Arrival(
                Instant.parse("2026-11-25T10:30:15.9Z"),
                "POST",
                "/hook",
                headers,
                body.getBytes(StandardCharsets.UTF_8));
        return ArrivalText.of(arrival, ZoneOffset.UTC, new Signature.Valid(), "200");
    }
}
