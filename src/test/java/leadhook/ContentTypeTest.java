package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is read as what it is: the content type may have a charset, be missing, or lie (contract 1.3, Q59). */
class ContentTypeTest {
    private static final String JSON = "{\"email\": \"ada@example.com\", \"City\": \"Žďár\"}";
    private static final String FORM = "email=ada%40example.com&City=%C5%BD%C4%8F%C3%A1r";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "APPLICATION/JSON;charset=UTF-8",
                "application/vnd.api+json",
                "application/x-www-form-urlencoded",
                "text/plain",
                "nonsense"
            })
    void json_is_read_as_json_whatever_its_type_says(@Nullable String contentType) {
        assertRead(post(JSON, contentType));
        assertRead(post("\uFEFF \r\n\t" + JSON + "\n", contentType));
        assertRead(post("[" + JSON + "]", contentType));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "application/json",
                "text/plain",
                "nonsense"
            })
    void a_form_is_read_as_a_form_whatever_its_type_says(@Nullable String contentType) {
        assertRead(post(FORM, contentType));
        assertRead(post("\uFEFF" + FORM + "&&=", contentType));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/json", "application/x-www-form-urlencoded"})
    void an_empty_body_says_nothing_and_leaves_the_query_to_speak(@Nullable String contentType) {
        for (var empty : new String[] {"", " ", "\r\n", "\uFEFF"}) {
            var refused = post(empty, contentType);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json()).isEqualTo(message("Please include an email or phone number"));
        }
        assertRead(post(inbound + "?" + FORM, "", contentType));
    }

    @Test
    void what_cannot_be_stored_in_a_custom_field_is_replaced() {
        var received = post(
                "{\"email\": \"ada@example.com\", \"a\": \"x\\u0000y\\ud800z\", \"b\\u0000\": [\"\\udc00\"]}", null);

        assertThat(received.json().path("custom_fields"))
                .isEqualTo(json("{\"a\": \"x\uFFFDy\uFFFDz\", \"b\uFFFD\": [\"\uFFFD\"]}"));
    }

    @Test
    void an_escape_that_is_none_stays_as_it_is() {
        var received = post("email=ada%40example.com&city=100%&zip=%4&plan=%zz", null);

        assertThat(received.json().path("custom_fields"))
                .isEqualTo(json("{\"city\": \"100%\", \"zip\": \"%4\", \"plan\": \"%zz\"}"));
    }

    private static void assertRead(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
        assertThat(reply.json().path("email").asText()).isEqualTo("ada@example.com");
        assertThat(reply.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Žďár\"}"));
    }

    private Reply post(String body, @Nullable String contentType) {
        return post(inbound, body, contentType);
    }

    private static Reply post(String url, String body, @Nullable String contentType) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
        return Web.send(contentType == null ? request : request.header("Content-Type", contentType));
    }
}
