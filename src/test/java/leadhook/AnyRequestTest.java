package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import leadhook.platform.Json;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is sent to whatever door: never a fault of ours, and what is refused leaves nothing behind. */
class AnyRequestTest {
    private static final World WORLD = World.shared(HandOver.MEMORY);
    private static final TestCampaign CAMPAIGN = WORLD.campaign().keyless();
    private static final String INBOUND = CAMPAIGN.inbound();
    private static final String ADMIN = WORLD.url() + "/admin/v1/campaigns/" + CAMPAIGN.id();
    private static final long TAG = CAMPAIGN.tag("Beta", 1);
    private static final String WEBHOOKS = ADMIN + "/outbound-webhooks/";
    private static final long CHANGED = CAMPAIGN.subscribe("http://127.0.0.1:1/changed", "new_signup");
    private static final long SENT = CAMPAIGN.subscribe("http://127.0.0.1:1/sent", "new_signup");
    private static final String USER = WORLD.url() + "/admin/v1/users/" + user();
    private static final List<String> NAMES = List.of(
            "email",
            "phone_number",
            "country_code",
            "api_key",
            "kid",
            "social_id",
            "ip",
            "__url",
            "__source",
            "__uid",
            "must_exist",
            "redirect_url",
            "points",
            "custom_fields",
            "utm_source",
            "tag_id",
            "name",
            "url",
            "event",
            "events",
            "jsonp",
            "limit",
            "after",
            "order",
            "outcome",
            "campaign_id",
            "keyless",
            "password",
            "role",
            "campaigns",
            "City",
            "\u0000",
            "a[]",
            "");

    private record Door(String method, String url) {}

    private static List<Door> doors() {
        return List.of(
                new Door("POST", INBOUND),
                new Door("POST", CAMPAIGN.url("")),
                new Door("GET", CAMPAIGN.url("")),
                new Door("GET", CAMPAIGN.url("/leads/x")),
                new Door("POST", CAMPAIGN.urlV1("/subscribe")),
                new Door("GET", CAMPAIGN.urlV1("/subscribe")),
                new Door("POST", CAMPAIGN.url("/inbound-webhook")),
                new Door("POST", CAMPAIGN.url("/outbound-webhook")),
                new Door("DELETE", CAMPAIGN.url("/outbound-webhook")),
                new Door("DELETE", CAMPAIGN.url("")),
                new Door("POST", CAMPAIGN.url("/optout")),
                new Door("POST", CAMPAIGN.url("/verify")),
                new Door("POST", CAMPAIGN.url("/approve")),
                new Door("POST", CAMPAIGN.url("/block")),
                new Door("POST", CAMPAIGN.url("/unwaitlist")),
                new Door("POST", CAMPAIGN.url("/tag")),
                new Door("POST", CAMPAIGN.url("/points")),
                new Door("POST", CAMPAIGN.url("/actions")),
                new Door("POST", CAMPAIGN.url("/actions/1")),
                new Door("POST", CAMPAIGN.url("/actions/1/parent")),
                new Door("POST", CAMPAIGN.url("/tags/" + TAG + "/lead")),
                new Door("POST", CAMPAIGN.url("/tags/" + TAG + "/lead-parent")),
                new Door("POST", CAMPAIGN.url("/verify-phone-number")),
                new Door("POST", CAMPAIGN.url("/nonsense")),
                new Door("GET", CAMPAIGN.url("/leaderboard")),
                new Door("GET", CAMPAIGN.url("/stats")),
                new Door("POST", WORLD.url() + "/lead/" + CAMPAIGN.id()),
                new Door("GET", WORLD.url() + "/lead/" + CAMPAIGN.id() + "/x"),
                new Door("POST", WORLD.url() + "/action/" + CAMPAIGN.id()),
                new Door("GET", WORLD.url() + "/verify-email"),
                new Door("POST", WORLD.url() + "/opt-out/x"),
                new Door("PATCH", WEBHOOKS + CHANGED),
                new Door("POST", WEBHOOKS + SENT + "/resend"),
                new Door("POST", WEBHOOKS + SENT + "/test"),
                new Door("GET", WEBHOOKS + SENT + "/attempts"),
                new Door("POST", ADMIN + "/actions"),
                new Door("POST", ADMIN + "/reward-levels"),
                new Door("PATCH", ADMIN + "/tags/" + TAG),
                new Door("GET", WORLD.url() + "/v2/campaigns"),
                new Door("GET", CAMPAIGN.urlV1("/info?api_key=" + CAMPAIGN.key())),
                new Door("GET", WORLD.url() + "/admin/v1/campaigns"),
                new Door("POST", WORLD.url() + "/admin/v1/campaigns"),
                new Door("PATCH", ADMIN),
                new Door("POST", ADMIN + "/tags"),
                new Door("GET", WORLD.url() + "/admin/v1/users"),
                new Door("POST", WORLD.url() + "/admin/v1/users"),
                new Door("PATCH", USER));
    }

    private static long user() {
        return Web.postJson(
                        WORLD.url() + "/admin/v1/users",
                        "{\"name\": \"Anybody\"}",
                        "Authorization",
                        "Bearer " + World.ADMIN_TOKEN)
                .json()
                .path("id")
                .asLong();
    }

    @Property(tries = 600)
    void no_body_is_a_fault_of_ours(
            @ForAll("bodies") byte[] body,
            @ForAll("contentTypes") String contentType,
            @ForAll("doorNumbers") int door,
            @ForAll boolean withKey) {
        assertNoFault(doors().get(door), body, contentType, withKey);
    }

    @Property(tries = 600)
    void no_fields_are_a_fault_of_ours(
            @ForAll("objects") ObjectNode fields, @ForAll("doorNumbers") int door, @ForAll boolean withKey) {
        assertNoFault(doors().get(door), Json.bytes(fields), "application/json", withKey);
    }

    private static void assertNoFault(Door door, byte[] body, String contentType, boolean withKey) {
        var before = Rows.of(WORLD.database());

        var request = HttpRequest.newBuilder(URI.create(door.url()))
                .header("Content-Type", contentType)
                .method(door.method(), BodyPublishers.ofByteArray(body));
        if (withKey) {
            var key = door.url().contains("/admin/") ? World.ADMIN_TOKEN : CAMPAIGN.key();
            request.header("Authorization", "Bearer " + key);
        }
        var reply = Web.sendAny(request);

        assertThat(reply.statusCode()).isBetween(200, 499);
        boolean onlyLooks = door.method().equals("GET") && !door.url().contains("/subscribe");
        if (reply.statusCode() >= 400 || onlyLooks) {
            assertThat(Rows.of(WORLD.database())).isEqualTo(before);
        }
    }

    @Provide
    Arbitrary<Integer> doorNumbers() {
        return Arbitraries.integers().between(0, doors().size() - 1);
    }

    @Provide
    Arbitrary<String> contentTypes() {
        return Arbitraries.of(
                "application/json",
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=windows-1252",
                "multipart/form-data; boundary=b",
                "multipart/form-data",
                "multipart/form-data; boundary=\"b",
                "multipart/form-data; boundary=\"b\"x",
                "application/json; charset=\"",
                "text/plain; charset=utf-16",
                "*");
    }

    @Provide
    Arbitrary<byte[]> bodies() {
        var bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        var text = Arbitraries.strings()
                .withChars("{}[]\":,\\=&%+-0123456789.eE\u0000\ud800\ufeff \r\n<>'email@x.io")
                .ofMaxLength(120)
                .map(string -> string.getBytes(StandardCharsets.UTF_8));
        var parts = Arbitraries.of(NAMES)
                .list()
                .ofMaxSize(5)
                .map(names -> String.join(
                        "",
                        names.stream()
                                .map(name -> "--b\r\nContent-Disposition: form-data; name=\"" + name
                                        + "\"\r\n\r\na@b.co\r\n")
                                .toList()))
                .map(string -> (string + "--b--\r\n").getBytes(StandardCharsets.UTF_8));
        var cut = Arbitraries.integers().between(0, 400);
        return Arbitraries.oneOf(bytes, text, parts)
                .flatMap(body -> cut.map(length -> Arrays.copyOf(body, Math.min(length, body.length))));
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        var values = Arbitraries.oneOf(
                Arbitraries.of(
                        "\"ada@example.com\"",
                        "\"+13105551234\"",
                        "null",
                        "true",
                        "5",
                        "-1",
                        "1.5",
                        "1e400",
                        "[]",
                        "{}",
                        "[\"new_signup\"]",
                        "\"new_signup\"",
                        "\"https://example.com/\"",
                        "{\"a\":{\"b\":[1]}}",
                        "123456789012345678901234567890",
                        "\"\\ud800\"",
                        "\"\\u0000\"",
                        "\"203.0.113.7\"",
                        "\"::1\""),
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .map(text -> Json.text(Json.object().put("a", text).path("a"))));
        return Arbitraries.maps(Arbitraries.of(NAMES), values).ofMaxSize(8).map(fields -> {
            var object = Json.object();
            fields.forEach((name, value) -> object.set(name, leadhook.testkit.Literal.json(value)));
            return object;
        });
    }
}
