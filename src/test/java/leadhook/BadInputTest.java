package leadhook;

import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is told as the contract says, and a request that is refused has written nothing. */
class BadInputTest {
    private static final String MALFORMED = "Invalid JSON. Please verify your JSON payload.";
    private static final String NO_ACCESS = "Invalid API access";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();
    private Rows before = Rows.of(world.database());

    @BeforeEach
    void count() {
        before = Rows.of(world.database());
    }

    @AfterEach
    void nothing_was_written() {
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    // JSON

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"email\": \"ada@example.com\"",
                "{\"email\": \"ada@example.com\"}}",
                "{\"email\": \"ada@example.com\"} {}",
                "{\"email\": \"ada@example.com\",}",
                "{'email': 'ada@example.com'}",
                "{email: \"ada@example.com\"}",
                "{\"email\": NaN}",
                "[",
                "nope",
                "null",
                "true",
                "5",
                "\"email=ada@example.com\"",
                "\u0000"
            })
    void malformed_json_is_told_everywhere(String body) {
        for (var reply : onEveryDoor(body, "application/json")) {
            assertRefused(reply, 400, MALFORMED);
        }
    }

    @Test
    void nesting_a_thousand_deep_is_malformed() {
        var arrays = "{\"email\": \"ada@example.com\", \"a\": " + "[".repeat(1_000) + "]".repeat(1_000) + "}";
        var objects = "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000);

        for (var body : List.of(arrays, objects, "[".repeat(1_000))) {
            for (var reply : onEveryDoor(body, "application/json")) {
                assertRefused(reply, 400, MALFORMED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1]",
                "[[]]",
                "[\"email\"]",
                "[{\"email\": \"a@example.com\"}, {\"email\": \"b@example.com\"}]"
            })
    void an_array_that_is_not_one_object_is_refused(String body) {
        for (var reply : onEveryDoor(body, "application/json")) {
            assertRefused(reply, 409, "Please send one JSON object");
        }
    }

    @Test
    void bytes_that_are_no_utf_8_are_malformed_json() {
        var body = "{\"email\": \"ada@example.com\", \"city\": \"".getBytes(StandardCharsets.UTF_8);
        var broken = Arrays.copyOf(body, body.length + 4);
        System.arraycopy(new byte[] {(byte) 0xC3, (byte) 0x28, '"', '}'}, 0, broken, body.length, 4);

        var reply = Web.send(HttpRequest.newBuilder(URI.create(inbound))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(broken)));

        assertRefused(reply, 400, MALFORMED);
    }

    @Test
    void a_body_over_a_mebibyte_is_refused_with_a_length_and_without() {
        var body = "{\"email\": \"ada@example.com\", \"a\": \"" + "x".repeat(1 << 20) + "\"}";

        for (var reply : onEveryDoor(body, "application/json")) {
            assertRefused(reply, 413, "The request body is larger than 1 MiB");
        }
        var chunked = Web.send(HttpRequest.newBuilder(URI.create(inbound))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))));
        assertRefused(chunked, 413, "The request body is larger than 1 MiB");
    }

    private List<Reply> onEveryDoor(String body, String contentType) {
        var replies = new ArrayList<Reply>();
        replies.add(Web.send("POST", inbound, body, "Content-Type", contentType));
        for (var door : List.of(
                "POST ",
                "POST /leads",
                "POST /inbound-webhook",
                "POST /outbound-webhook",
                "DELETE /outbound-webhook")) {
            var words = door.split(" ", 2);
            replies.add(Web.send(
                    words[0],
                    campaign.url(words[1]),
                    body,
                    "Content-Type",
                    contentType,
                    "Authorization",
                    campaign.key()));
        }
        return replies;
    }

    // Lead fields

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                          | Please include an email or phone number
            {"email": ""}                                               | Please include an email or phone number
            {"email": null, "phone_number": " "}                        | Please include an email or phone number
            {"name": "Ada"}                                             | Please include an email or phone number
            {"email": "ada"}                                            | Invalid email address
            {"email": "ada@"}                                           | Invalid email address
            {"email": "@example.com"}                                   | Invalid email address
            {"email": "ada@example"}                                    | Invalid email address
            {"email": "ada@@example.com"}                               | Invalid email address
            {"email": "ada lovelace@example.com"}                       | Invalid email address
            {"email": "ada@exa mple.com"}                               | Invalid email address
            {"email": "ada@-example.com"}                               | Invalid email address
            {"email": "ada@example..com"}                               | Invalid email address
            {"email": "ada\\u0000@example.com"}                         | Invalid email address
            {"email": "ada\\ud800@example.com"}                         | Invalid email address
            {"email": 5}                                                | Invalid email address
            {"email": 1.5}                                              | Invalid email address
            {"email": true}                                             | Invalid email address
            {"email": {}}                                               | Invalid email address
            {"email": []}                                               | Invalid email address
            {"email": ["ada@example.com"]}                              | Invalid email address
            {"email": {"email": "ada@example.com"}}                     | Invalid email address
            {"phone_number": "123"}                                     | Invalid phone number
            {"phone_number": "no number"}                               | Invalid phone number
            {"phone_number": "+0123456789"}                             | Invalid phone number
            {"phone_number": "+1234567890123456"}                       | Invalid phone number
            {"phone_number": "12345678"}                                | Invalid phone number
            {"phone_number": "3105551234", "country_code": "XX"}        | Invalid phone number
            {"phone_number": "3105551234", "country_code": "12345"}     | Invalid phone number
            {"phone_number": 5}                                         | Invalid phone number
            {"phone_number": 3105551234.5}                              | Invalid phone number
            {"phone_number": true}                                      | Invalid phone number
            {"phone_number": {}}                                        | Invalid phone number
            {"phone_number": ["3105551234"]}                            | Invalid phone number
            {"email": "ada@example.com", "phone_number": "123"}         | Invalid phone number
            {"email": "ada", "phone_number": "+13105551234"}            | Invalid email address
            """)
    void an_invalid_lead_is_refused_at_both_its_doors(String body, String text) {
        assertRefused(campaign.post("", body), 409, text);
        assertRefused(Web.postJson(inbound, body), 409, text);
    }

    @Test
    void an_address_beyond_its_lengths_is_invalid() {
        var longLocal = "a".repeat(65) + "@example.com";
        var longWhole = "a".repeat(64) + "@" + "b".repeat(60) + "." + "c".repeat(60) + "." + "d".repeat(60) + "."
                + "e".repeat(20);

        for (var email : List.of(longLocal, longWhole)) {
            assertRefused(campaign.post("", "{\"email\": \"" + email + "\"}"), 409, "Invalid email address");
        }
    }

    @Test
    void custom_fields_beyond_their_sizes_are_refused() {
        var large = new StringBuilder("{\"email\": \"ada@example.com\"");
        for (int i = 0; i < 4; i++) {
            large.append(", \"field")
                    .append(i)
                    .append("\": \"")
                    .append("x".repeat(9_000))
                    .append('"');
        }

        assertRefused(
                campaign.post("", "{\"email\": \"ada@example.com\", \"a\": \"" + "x".repeat(10_001) + "\"}"),
                409,
                "Custom field value too long");
        assertRefused(
                campaign.post("", "{\"email\": \"ada@example.com\", \"" + "x".repeat(256) + "\": 1}"),
                409,
                "Custom field name too long");
        assertRefused(campaign.post("", large.append('}').toString()), 409, "Too many custom fields");
    }

    // Outbound webhooks

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "null",
                "5",
                "true",
                "{}",
                "[]",
                "[\"https://example.com\"]",
                "\"example.com\"",
                "\"//example.com\"",
                "\"ftp://example.com\"",
                "\"javascript:alert(1)\"",
                "\"httpx://example.com\"",
                "\"http:\"",
                "\"http://\"",
                "\"http:///path\"",
                "\"http:example.com\"",
                "\"https://exa mple.com\"",
                "\"https://example.com/a b\"",
                "\"https://example.com:0/\"",
                "\"https://example.com:70000/\"",
                "\"https://example.com/\\u0000\"",
                "\"https://example.com/\\n\"",
                "\"https://[::1/\""
            })
    void a_url_that_is_none_makes_and_deletes_nothing(String url) {
        // A line break at an end is trimmed away like any blank, so it stands inside.
        var sent = url.replace("\\n", "\\nx");
        var created = campaign.post("/outbound-webhook", "{\"event\": \"new_signup\", \"url\": " + sent + "}");
        var deleted = Web.send(
                "DELETE",
                campaign.url("/outbound-webhook"),
                "{\"url\": " + sent + "}",
                "Authorization",
                campaign.key());

        assertRefused(created, 409, "Please include a valid url");
        assertRefused(deleted, 409, "Please include a valid url");
    }

    @Test
    void a_missing_url_is_refused_and_so_is_one_without_end() {
        assertRefused(
                campaign.post("/outbound-webhook", "{\"event\": \"new_signup\"}"), 409, "Please include a valid url");
        assertRefused(
                campaign.post(
                        "/outbound-webhook",
                        "{\"event\": \"new_signup\", \"url\": \"https://example.com/" + "a".repeat(100_000) + "\"}"),
                409,
                "Please include a valid url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "x": 1                                  | Please include at least one event
            "event": null                           | Please include at least one event
            "event": ""                             | Please include at least one event
            "events": []                            | Please include at least one event
            "events": ["", " "]                     | Please include at least one event
            "event": [], "events": null             | Please include at least one event
            "event": "signup"                       | Invalid event type signup
            "event": "a", "events": ["b", "deleted"]| Invalid event type a, b
            "event": 5                              | Invalid event type 5
            "event": true                           | Invalid event type true
            "event": {}                             | Invalid event type {}
            "events": {"new_signup": true}          | Invalid event type {"new_signup":true}
            "events": [["new_signup"]]              | Invalid event type ["new_signup"]
            "events": [null]                        | Invalid event type null
            """)
    void a_subscription_to_nothing_or_to_what_is_no_event_is_refused(String events, String text) {
        var reply = campaign.post("/outbound-webhook", "{\"url\": \"https://example.com/\", " + events + "}");

        assertRefused(reply, 409, text);
    }

    // Keys, paths, methods

    @ParameterizedTest
    @ValueSource(strings = {"", "/leads", "/inbound-webhook", "/outbound-webhook"})
    void without_a_good_key_nothing_is_made(String operation) {
        var body = "{\"email\": \"ada@example.com\", \"url\": \"https://example.com/\", \"event\": \"new_signup\"}";

        assertRefused(Web.postJson(campaign.url(operation), body), 401, NO_ACCESS);
        assertRefused(Web.postJson(campaign.url(operation), body, "Authorization", "Bearer x"), 401, NO_ACCESS);
        assertRefused(Web.postJson(campaign.url(operation) + "?api_key[]=" + campaign.key(), body), 401, NO_ACCESS);
        assertRefused(
                Web.postJson(world.url() + "/v2/999999999" + operation, body, "Authorization", campaign.key()),
                401,
                NO_ACCESS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT     |                    | DELETE, GET, POST
            PATCH   | /                  | DELETE, GET, POST
            DELETE  | /points            | POST
            GET     | /optout            | POST
            GET     | /inbound-webhook   | POST
            DELETE  | /inbound-webhook/  | POST
            GET     | /outbound-webhook  | DELETE, POST
            PUT     | //outbound-webhook | DELETE, POST
            POST    | /leads/1TVVD7      | GET
            """)
    void a_wrong_method_is_told_with_those_allowed(String method, String operation, String allowed) {
        var reply =
                Web.send(method, campaign.url(operation == null ? "" : operation), "", "Authorization", campaign.key());

        assertRefused(reply, 405, "Method " + method + " is not allowed here");
        assertThat(reply.raw().headers().firstValue("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2",
                "/v3/1",
                "/v2/1/2/3/4",
                "/inbound",
                "/inbound/a/b",
                "/health",
                "/adminx",
                "/%2e%2e/etc",
                "/v2%2Fcampaigns"
            })
    void an_unknown_path_is_not_found(String path) {
        assertRefused(Web.get(world.url() + path), 404, "Not found");
    }

    @Test
    void only_under_admin_an_error_is_a_problem() {
        var unknown = Web.get(world.url() + "/admin/v1/nothing");
        var refused = Web.get(world.url() + "/admin/v1/campaigns");
        var malformed =
                Web.postJson(world.url() + "/admin/v1/campaigns", "{", "Authorization", "Bearer " + World.ADMIN_TOKEN);

        for (var reply : List.of(unknown, refused, malformed)) {
            assertThat(reply.contentType()).isEqualTo("application/problem+json");
            assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
            assertThat(reply.json().path("title").asText()).isNotBlank();
        }
        assertThat(malformed.json().path("detail").asText()).isEqualTo(MALFORMED);
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.contentType()).isEqualTo("application/json");
    }
}
