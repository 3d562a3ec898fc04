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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code multipart/form-data}, as browsers and form tools send it (contract 1.3). */
class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=----form7MA4YWxk";
    private static final String END = "------form7MA4YWxk--\r\n";

    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final String inbound = campaign.inbound();

    @Test
    void its_texts_are_fields_and_its_files_are_passed_over() {
        var reply = post(
                TYPE,
                part("name=\"email\"", "ada@example.com")
                        + part("name=\"City\"", "Žďár nad Sázavou")
                        + part("name=\"cv\"; filename=\"cv.pdf\"", "%PDF-1.7")
                        + part("name=\"photo\"; filename=\"\"", "")
                        + part("name=\"choice[]\"", "a")
                        + part("name=\"choice[]\"", "b")
                        + part("name=\"note\"", "two\r\nlines")
                        + END);

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("custom_fields"))
                .isEqualTo(json(
                        "{\"city\": \"Žďár nad Sázavou\", \"choice\": [\"a\", \"b\"], \"note\": \"two\\r\\nlines\"}"));
    }

    @Test
    void it_lies_over_the_query_and_may_bring_the_key() {
        var reply = Web.send(request(
                campaign.url("?email=query@example.com&plan=pro"),
                TYPE,
                part("name=\"email\"", "body@example.com") + part("name=\"api_key\"", campaign.key()) + END));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("email").asText()).isEqualTo("body@example.com");
        assertThat(reply.json().path("custom_fields")).isEqualTo(json("{\"plan\": \"pro\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "------form7MA4YWxk\r\nContent-Disposition: form-data; name=\"city\"\r\n\r\nBrno",
                "------form7MA4YWxk\r\nContent-Disposition: form-data; name=\"city\"",
                "no boundary at all",
                "------other\r\n\r\n\r\n------other--\r\n"
            })
    void a_body_without_its_end_is_refused(String rest) {
        var reply = post(TYPE, part("name=\"email\"", "ada@example.com") + rest);

        assertThat(reply.json()).isEqualTo(message("The multipart body is malformed"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
    }

    @Test
    void without_a_boundary_it_is_malformed_unless_it_is_json_after_all() {
        assertThat(post("multipart/form-data", part("name=\"email\"", "ada@example.com") + END)
                        .status())
                .isEqualTo(400);
        assertThat(post("multipart/form-data", "{\"email\": \"ada@example.com\"}")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"b",
                "multipart/form-data; boundary=\"b\"x",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary",
                "multipart/form-data;;;=;"
            })
    void a_boundary_that_is_none_is_refused(String contentType) {
        var reply = post(contentType, part("name=\"email\"", "ada@example.com") + END);

        assertThat(reply.json()).isEqualTo(message("The multipart body is malformed"));
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void a_boundary_may_have_any_word_in_it() {
        var body = part("name=\"email\"", "ada@example.com").replace("------form7MA4YWxk", "--my-json-upload")
                + "--my-json-upload--\r\n";

        assertThat(post("multipart/form-data; boundary=my-json-upload", body).status())
                .isEqualTo(201);
    }

    @Test
    void a_part_without_a_name_is_passed_over() {
        var reply = post(
                TYPE,
                "------form7MA4YWxk\r\nContent-Type: text/plain\r\n\r\nnameless\r\n"
                        + part("name=\"email\"", "ada@example.com")
                        + END);

        assertThat(reply.status()).isEqualTo(201);
    }

    private static String part(String disposition, String content) {
        return "------form7MA4YWxk\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private Reply post(String contentType, String body) {
        return Web.send(request(inbound, contentType, body));
    }

    private static HttpRequest.Builder request(String url, String contentType, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    }
}
