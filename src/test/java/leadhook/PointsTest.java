package leadhook;

import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code points} with a signup: whoever has a key sets the lead's custom points (contract 2.1, Q29). */
class PointsTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    @Test
    void they_set_the_custom_points_and_leave_all_others() {
        long tag = campaign.tag("Beta tester", 20);
        Web.postJson(campaign.inbound("{\"tag_id\": " + tag + "}"), "{\"email\": \"ada@example.com\"}");

        assertScore(signUp("15"), 35);
        assertScore(signUp("15"), 35);
        assertScore(signUp("\"5\""), 25);
        assertScore(signUp("null"), 25);
        assertScore(signUp("\"\""), 25);
        assertScore(signUp("0"), 20);
        assertScore(signUp("-5"), 15);
    }

    @Test
    void a_score_never_falls_below_zero_and_what_was_not_taken_is_not_given_back() {
        assertScore(signUp("5"), 5);
        assertScore(signUp("-10"), 0);
        assertScore(signUp("0"), 0);
        assertScore(signUp("7"), 7);
    }

    @ParameterizedTest
    @CsvSource({"99999, 99999", "'\"20\"', 20", "2e1, 20", "20.0, 20", "'\"+3\"', 3", "-0, 0"})
    void a_whole_number_is_read_however_it_is_written(String points, int score) {
        assertScore(signUp(points), score);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"many\"", "true", "[5]", "{}", "\"1,5\"", "\"0x10\"", "1e-5", "\"5 points\""})
    void what_is_no_whole_number_is_refused(String points) {
        assertRefused(signUp(points), "No points value found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100000", "-100000", "1e9", "1e400", "99999999999999999999999999999999999999999999999999"})
    void more_than_the_most_is_refused(String points) {
        assertRefused(signUp(points), "Max Points Exceeded");
    }

    @Test
    void over_the_inbound_url_they_count_only_with_a_key_of_the_campaign() {
        var url = campaign.inbound();
        var elsewhere = world.campaign().key();

        assertScore(Web.postJson(url, "{\"email\": \"ada@example.com\", \"points\": 9}"), 0);
        assertScore(Web.postJson(url + "?api_key=wrong", "{\"email\": \"ada@example.com\", \"points\": 9}"), 0);
        assertScore(
                Web.postJson(url, "{\"email\": \"ada@example.com\", \"points\": 9}", "Authorization", elsewhere), 0);
        assertScore(Web.postJson(url, "{\"email\": \"ada@example.com\", \"points\": \"x\"}"), 0);
        assertScore(Web.postForm(url, Map.of("email", "ada@example.com", "points", "9", "api_key", campaign.key())), 9);
    }

    private Reply signUp(String points) {
        return campaign.post("", "{\"email\": \"ada@example.com\", \"points\": " + points + "}");
    }

    private static void assertScore(Reply reply, int score) {
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
        assertThat(reply.json().path("contest_score").asInt()).isEqualTo(score);
    }

    private void assertRefused(Reply reply, String text) {
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
    }
}
