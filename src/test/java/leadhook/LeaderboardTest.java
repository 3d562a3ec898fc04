package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who leads the contest (contract 2.14, 7.3, Q18, Q48). */
class LeaderboardTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign =
            world.campaign().set("{\"fraud\": {\"blocked_email_domains\": [\"spam.example\"]}}");

    @AfterEach
    void verify() {
        world.verify(campaign);
    }

    @Test
    void each_row_has_a_place_a_score_and_a_face_and_no_way_to_reach_it() {
        var mira = signUp("mira@example.com", 0, "\"first_name\": \"Mira\", \"phone_number\": \"+13105551234\"");
        campaign.signUpWith("{\"email\": \"bob@example.com\", \"kid\": " + mira.path("social_id") + ", \"points\": 1}");
        var bob = campaign.get("?email=bob@example.com").json();
        campaign.post("/points", "{\"email\": \"mira@example.com\", \"points\": 43}");

        var reply = campaign.get("/leaderboard?limit=10");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(json("""
                { "leads": [
                    { "rank": 1, "social_id": %s, "description": "Mira", "contest_score": 44, "referrals": 1,
                      "avatar": %s, "current": false },
                    { "rank": 2, "social_id": %s, "description": %s, "contest_score": 1, "referrals": 0,
                      "avatar": %s, "current": false } ] }""".formatted(
                        mira.path("social_id"),
                        mira.path("avatar"),
                        bob.path("social_id"),
                        bob.path("social_id"),
                        bob.path("avatar"))));
        assertThat(reply.json().toString()).doesNotContain("@", "3105551234");
    }

    @Test
    void equal_scores_share_a_rank_and_come_by_earlier_signup_and_who_is_flagged_is_left_out() {
        signUp("zero@example.com", 0, "");
        signUp("low@example.com", 5, "");
        signUp("first@example.com", 10, "");
        signUp("spam@spam.example", 99, "");
        signUp("second@example.com", 10, "");
        signUp("none@example.com", 0, "");
        signUp("blocked@example.com", 50, "");
        campaign.post("/block", "{\"email\": \"blocked@example.com\"}");

        assertThat(board("")).containsExactly("1 first 10", "1 second 10", "3 low 5", "4 zero 0", "4 none 0");

        campaign.post("/approve", "{\"emails\": [\"blocked@example.com\", \"spam@spam.example\"]}");
        assertThat(board("?limit=3")).containsExactly("1 spam 99", "2 blocked 50", "3 first 10");
    }

    @Test
    void a_place_is_that_of_the_lead_itself() {
        signUp("first@example.com", 10, "");
        signUp("second@example.com", 10, "");
        signUp("low@example.com", 5, "");
        signUp("zero@example.com", 0, "");

        for (var row : campaign.get("/leaderboard").json().path("leads")) {
            assertThat(campaign.get("?kid=" + row.path("social_id").asText())
                            .json()
                            .path("contest_score_rank"))
                    .isEqualTo(row.path("rank"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10",
        "?limit=, 10",
        "?limit=1, 1",
        "?limit=12, 12",
        "?limit=50, 50",
        "?limit=51, 50",
        "?limit=999999999, 50",
        "?limit=0, 1"
    })
    void there_are_ten_rows_or_as_many_as_asked_for_up_to_fifty(String query, int rows) {
        IntStream.range(0, 52).forEach(i -> signUp("lead" + i + "@example.com", i % 3, ""));

        assertThat(campaign.get("/leaderboard" + query).json().path("leads")).hasSize(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "-1", "1.5", "9999999999", "%00"})
    void a_limit_that_is_no_number_is_refused(String limit) {
        assertRefused(campaign.get("/leaderboard?limit=" + limit), 409, "limit is a whole number from 1 to 50");
    }

    @ParameterizedTest
    @CsvSource({
        "first_name, Mira",
        "full_name, Mira Novak",
        "city, Brno",
        "City, Brno",
        "age, 7",
        "social_id, ID",
        "email, ID",
        "phone_number, ID",
        "unheard_of, ID",
        "plan, ID",
        "empty, ID",
        "'', Mira"
    })
    void a_row_is_called_by_what_is_asked_for_else_by_its_social_id(String label, String description) {
        var mira = signUp("mira@example.com", 0, """
                "first_name": "Mira", "last_name": "Novak", "city": "Brno", "age": 7, "plan": {"seats": 3}, "empty": " ",
                "phone_number": "+13105551234\"""");

        assertThat(campaign.get("/leaderboard?lead_description=" + label)
                        .json()
                        .at("/leads/0/description")
                        .asText())
                .isEqualTo(description.replace("ID", mira.path("social_id").asText()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', identicon",
        "?avatar_default=identicon, identicon",
        "?avatar_default=icon, mp",
        "?avatar_default=ui, initials",
        "?avatar_default=dragon, identicon",
        "?avatar_default[]=ui, identicon"
    })
    void a_row_without_a_picture_gets_the_one_that_is_asked_for(String query, String picture) {
        signUp("mira@example.com", 0, "");

        assertThat(campaign.get("/leaderboard" + query.replace("[]", "%5B%5D"))
                        .json()
                        .at("/leads/0/avatar")
                        .asText())
                .contains("d=" + picture + "&");
    }

    @Test
    void one_lead_may_be_pointed_out() {
        signUp("ada@example.com", 5, "");
        var bob = signUp("bob@example.com", 3, "").path("social_id").asText();

        assertThat(current("?social_id=" + bob)).containsExactly(false, true);
        assertThat(current("?social_id=" + bob.toLowerCase(Locale.ROOT))).containsExactly(false, true);
        assertThat(current("?social_id=ZZZZZZ")).containsExactly(false, false);
        assertThat(current("?social_id=!")).containsExactly(false, false);
        assertThat(current("?social_id=" + "Z".repeat(3_000))).containsExactly(false, false);
    }

    private List<Boolean> current(String query) {
        return rows(campaign.get("/leaderboard" + query)).stream()
                .map(row -> row.path("current").asBoolean())
                .toList();
    }

    @Test
    void only_referrals_that_count_are_shown() {
        campaign.set("{\"scoring\": {\"needs_verification\": true}}");
        var ada = signUp("ada@example.com", 0, "");
        for (var name : List.of("bob", "cid")) {
            campaign.signUpWith("{\"email\": \"%s@example.com\", \"kid\": %s}".formatted(name, ada.path("social_id")));
        }
        campaign.post("/verify", "{\"email\": \"bob@example.com\"}");

        var first = campaign.get("/leaderboard").json().at("/leads/0");

        assertThat(first.path("social_id")).isEqualTo(ada.path("social_id"));
        assertThat(first.path("referrals").asInt()).isEqualTo(1);
        assertThat(first.path("contest_score").asInt()).isEqualTo(1);
    }

    @Test
    void a_campaign_without_leads_has_an_empty_board() {
        assertThat(campaign.get("/leaderboard/").json()).isEqualTo(json("{\"leads\": []}"));
    }

    @Test
    void the_board_needs_a_key_of_the_campaign() {
        var elsewhere = world.campaign().key();

        assertRefused(Web.get(campaign.url("/leaderboard")), 401, "Invalid API access");
        assertRefused(Web.get(campaign.url("/leaderboard?limit=ten&api_key=wrong")), 401, "Invalid API access");
        assertRefused(Web.get(campaign.url("/leaderboard"), "Authorization", elsewhere), 401, "Invalid API access");
    }

    private JsonNode signUp(String email, long points, String fields) {
        return campaign.signUpWith("{\"email\": \"%s\", \"points\": %d%s}"
                .formatted(email, points, fields.isEmpty() ? "" : ", " + fields));
    }

    private List<String> board(String query) {
        return rows(campaign.get("/leaderboard" + query)).stream()
                .map(row -> {
                    var lead = campaign.get("?kid=" + row.path("social_id").asText())
                            .json();
                    var name = lead.path("email").asText().replaceFirst("@.*", "");
                    return row.path("rank").asText() + " " + name + " "
                            + row.path("contest_score").asText();
                })
                .toList();
    }

    private static List<JsonNode> rows(Reply reply) {
        return StreamSupport.stream(reply.json().path("leads").spliterator(), false)
                .toList();
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.json()).isEqualTo(message(text));
        assertThat(reply.status()).isEqualTo(status);
    }
}
