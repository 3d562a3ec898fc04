package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leads made, updated and looked up over the API, parameter by parameter (contract 2.1, 2.2, 2.16). */
class LeadCallsTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();

    // 2.1 create or update

    @Test
    void creating_and_updating_both_answer_200() {
        assertThat(campaign.post("", "{\"email\": \"ada@example.com\"}").status())
                .isEqualTo(200);
        assertThat(campaign.post("", "{\"email\": \"ada@example.com\"}").status())
                .isEqualTo(200);
    }

    @Test
    void the_published_path_ends_in_a_slash_clients_leave_it_out_or_double_one_and_some_say_leads() {
        for (var path : List.of("", "/", "//", "/leads", "/leads/")) {
            assertThat(campaign.post(path, "{\"email\": \"ada@example.com\"}").status())
                    .as(path)
                    .isEqualTo(200);
        }
        var doubled = world.url() + "//v2//" + campaign.id() + "//";
        assertThat(Web.get(doubled + "?email=ada@example.com", "Authorization", campaign.key())
                        .json()
                        .path("counter")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void the_campaign_of_the_path_counts_whatever_the_body_says() {
        var other = world.campaign();

        var lead = campaign.post("", """
                {"email": "ada@example.com", "campaign_id": %1$d, "campaignId": %1$d, "list_id": %1$d, "__lid": "%1$d"}""".formatted(other.id()));

        assertThat(lead.json().path("campaign_id").asLong()).isEqualTo(campaign.id());
        assertThat(lead.json().path("custom_fields")).isEmpty();
    }

    @Test
    void a_lead_may_come_as_a_form_or_in_the_query_as_well() {
        var form = Web.postForm(
                campaign.url(""), Map.of("email", "form@example.com", "City", "Brno", "api_key", campaign.key()));
        var query = Web.send(
                "POST", campaign.url("?email=query@example.com&City=Brno+%C5%BD&api_key=" + campaign.key()), "");

        assertThat(form.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno\"}"));
        assertThat(query.json().path("custom_fields")).isEqualTo(json("{\"city\": \"Brno Ž\"}"));
    }

    @Test
    void the_address_is_one_lead_however_it_is_written() {
        var first = campaign.signUp("Ada+x@Example.com");
        var again = campaign.signUp("  ada+X@EXAMPLE.com ");

        assertThat(first.path("email").asText()).isEqualTo("ada+x@example.com");
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(campaign.signUp("ada@example.com").path("id")).isNotEqualTo(first.path("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            (310) 555-1234      | -     | +13105551234
            310.555.1234        | US    | +13105551234
            3105551234          | 1     | +13105551234
            3105551234          | +1    | +13105551234
            3105551234          | 001   | +13105551234
            0777 123 456        | CZ    | +420777123456
            777123456           | 420   | +420777123456
            +420777123456       | US    | +420777123456
            00420777123456      | US    | +420777123456
            +18779211031        | -     | +18779211031
            """)
    void a_phone_number_is_stored_with_its_country(String sent, String countryCode, String stored) {
        var lead = campaign.signUpWith(
                countryCode == null
                        ? "{\"phone_number\": \"%s\"}".formatted(sent)
                        : "{\"phone_number\": \"%s\", \"country_code\": \"%s\"}".formatted(sent, countryCode));

        assertThat(lead.path("phone_number").asText()).isEqualTo(stored);
        assertThat(lead.path("custom_fields")).isEmpty();
    }

    @Test
    void a_lead_without_email_is_shown_by_its_masked_phone() {
        var lead = campaign.signUpWith("{\"phone_number\": 3105551234}");

        assertThat(lead.path("email").isNull()).isTrue();
        assertThat(lead.path("display_name").asText()).isEqualTo("********1234");
    }

    @Test
    void email_wins_over_phone_and_a_phone_stays_with_its_owner() {
        var ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        var grace = campaign.signUp("grace@example.com");

        var updated = campaign.signUpWith("{\"email\": \"grace@example.com\", \"phone_number\": \"+13105551234\"}");

        assertThat(updated.path("id")).isEqualTo(grace.path("id"));
        assertThat(updated.path("phone_number").isNull()).isTrue();
        assertThat(lookedUp("?phone_number=%2B13105551234").path("id")).isEqualTo(ada.path("id"));
    }

    @Test
    void a_lead_with_only_a_phone_gains_an_email_that_is_free() {
        var phoneOnly = campaign.signUpWith("{\"phone_number\": \"+13105551234\"}");

        var updated = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");

        assertThat(updated.path("id")).isEqualTo(phoneOnly.path("id"));
        assertThat(updated.path("email").asText()).isEqualTo("ada@example.com");
    }

    @Test
    void the_referrer_is_taken_from_the_first_of_its_four_names() {
        var leads = Stream.of("a", "b", "c", "d")
                .map(name -> campaign.signUp(name + "@example.com"))
                .toList();
        var ids = leads.stream().map(lead -> lead.path("social_id").asText()).toList();
        var page = "\"__url\": \"https://launch.example.org/?kid=" + ids.get(3).toLowerCase(Locale.ROOT) + "\"";
        var socialId = "\"social_id\": \"" + ids.get(2) + "\", " + page;
        var kid = "\"kid\": \"" + ids.get(1) + "\", " + socialId;
        var formKid = "\"__kid\": \"" + ids.get(0) + "\", " + kid;

        assertThat(parentOf("e1", formKid)).isEqualTo(leads.get(0).path("id"));
        assertThat(parentOf("e2", kid)).isEqualTo(leads.get(1).path("id"));
        assertThat(parentOf("e3", socialId)).isEqualTo(leads.get(2).path("id"));
        assertThat(parentOf("e4", page)).isEqualTo(leads.get(3).path("id"));
        assertThat(parentOf("e5", "\"__kid\": \"\", \"kid\": null, " + page))
                .isEqualTo(leads.get(3).path("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"null\"", "\"undefined\"", "\"\"", "null", "\"ZZZZZZ\"", "\"!\"", "{}", "[]", "true", "5"})
    void a_referrer_that_is_none_stops_no_signup(String kid) {
        assertThat(campaign.signUpWith("{\"email\": \"ada@example.com\", \"kid\": " + kid + "}")
                        .path("parent_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void a_lead_of_another_campaign_refers_nobody_here() {
        var elsewhere =
                world.campaign().signUp("ada@example.com").path("social_id").asText();

        assertThat(parentOf("grace", "\"kid\": \"" + elsewhere + "\"").isNull()).isTrue();
    }

    @Test
    void the_referrer_is_that_of_the_first_signup() {
        var first = campaign.signUp("first@example.com");
        var second = campaign.signUp("second@example.com").path("social_id").asText();
        parentOf("ada", "\"kid\": \"" + first.path("social_id").asText() + "\"");

        assertThat(parentOf("ada", "\"kid\": \"" + second + "\"")).isEqualTo(first.path("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "203.0.113.7"              | 203.0.113.7
            " 203.0.113.7 , 10.0.0.1"  | 203.0.113.7
            "2001:DB8:0:0::1"          | 2001:db8::1
            "localhost"                | 127.0.0.1
            "300.1.1.1"                | 127.0.0.1
            null                       | 127.0.0.1
            {}                         | 127.0.0.1
            """)
    void the_ip_is_the_one_sent_else_that_of_the_request(String sent, String shown) {
        var lead = campaign.signUpWith("{\"email\": \"ada@example.com\", \"ip\": " + sent + "}");

        assertThat(lead.path("ip").asText()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"__referrer", "referrer", "__ref"})
    void the_referring_url_has_three_names(String name) {
        var lead =
                campaign.signUpWith("{\"email\": \"ada@example.com\", \"%s\": \"https://a.example/\"}".formatted(name));

        assertThat(lead.path("referrer").asText()).isEqualTo("https://a.example/");
    }

    @Test
    void where_a_signup_came_from_is_stored_with_the_source_api_by_default() {
        campaign.signUp("plain@example.com");
        campaign.signUpWith("""
                {"email": "full@example.com", "__source": "modal.123", "__sid": "session-1", "__rid": "request-1",
                 "__user_agent": "Mozilla/5.0", "__url": "https://launch.example.org/?a=b"}""");
        campaign.signUpWith("{\"email\": \"sid@example.com\", \"__session_id\": \"session-2\"}");

        assertThat(origin("plain@example.com")).isEqualTo("API|-|-|-|-");
        assertThat(origin("full@example.com"))
                .isEqualTo("modal.123|session-1|request-1|Mozilla/5.0|https://launch.example.org/?a=b");
        assertThat(origin("sid@example.com")).isEqualTo("API|session-2|-|-|-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "\"true\"", "\"1\"", "\"yes\"", "\"on\"", "\"TRUE\""})
    void a_flag_has_many_ways_to_be_true(String yes) {
        var lead = campaign.signUpWith("""
                {"email": "ada@example.com", "__skip_urls": %s, "__skip_actions": %s}""".formatted(yes, yes));

        assertThat(lead.has("social_url")).isFalse();
        assertThat(lead.has("completed_actions")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "\"false\"", "\"no\"", "\"\"", "null", "2", "{}"})
    void and_many_to_be_false(String no) {
        var lead = campaign.signUpWith("""
                {"email": "ada@example.com", "__skip_urls": %s, "__skip_actions": %s, "must_exist": %s}""".formatted(no, no, no));

        assertThat(lead.has("social_url")).isTrue();
        assertThat(lead.has("completed_actions")).isTrue();
    }

    @Test
    void skipping_leaves_out_urls_and_actions_and_nothing_else() {
        var whole = campaign.signUp("ada@example.com");

        var urls = lookedUp("?email=ada@example.com&__skip_urls=1");
        var actions = lookedUp("?email=ada@example.com&__skip_actions=1");

        assertThat(missing(whole, urls))
                .containsExactlyInAnyOrder(
                        "social_url", "redirect_url", "thankyou_url", "status_url", "unsubscribe_url");
        assertThat(missing(whole, actions)).containsExactly("completed_actions");
    }

    private static List<String> missing(JsonNode whole, JsonNode part) {
        assertThat(whole.properties()).containsAll(part.properties());
        return whole.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> !part.has(name))
                .toList();
    }

    @Test
    void a_lead_that_must_exist_is_updated_and_never_made() {
        var before = Rows.of(world.database());

        var refused = campaign.post("", "{\"email\": \"ada@example.com\", \"must_exist\": true}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.json()).isEqualTo(message("No lead found"));
        assertThat(Rows.of(world.database())).isEqualTo(before);
        campaign.signUp("ada@example.com");
        assertThat(campaign.signUpWith("{\"email\": \"ada@example.com\", \"must_exist\": \"1\"}")
                        .path("counter")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void signing_up_again_clears_an_opt_out_unless_told_not_to() {
        campaign.signUp("ada@example.com");
        world.database().update("update leads set opted_out = true where campaign_id = ?", campaign.id());

        var kept = campaign.signUpWith("{\"email\": \"ada@example.com\", \"__do_not_reset_opt_out\": 1}");
        var cleared = campaign.signUp("ada@example.com");

        assertThat(kept.path("opted_out").asBoolean()).isTrue();
        assertThat(cleared.path("opted_out").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://a.example/done         | https://a.example/done?kolid=ID
            https://a.example/?kolid=x&b=c | https://a.example/?b=c&kolid=ID
            http://a.example/#top          | http://a.example/?kolid=ID#top
            javascript:alert(1)            | https://launch.example.org/thanks?kolid=ID
            /done                          | https://launch.example.org/thanks?kolid=ID
            """)
    void a_redirect_url_is_given_back_with_the_lead_if_it_is_one(String sent, String shown) {
        var lead = campaign.signUpWith("{\"email\": \"ada@example.com\", \"redirect_url\": \"" + sent + "\"}");

        assertThat(lead.path("redirect_url").asText())
                .isEqualTo(shown.replace("ID", lead.path("social_id").asText()));
    }

    @Test
    void names_fill_their_columns_and_stay_custom_fields() {
        var one = campaign.signUpWith("{\"email\": \"a@example.com\", \"name\": \"Ada King Noel\"}");
        var two = campaign.signUpWith(
                "{\"email\": \"b@example.com\", \"given_name\": \"Ada\", \"family_name\": \"King\"}");

        assertThat(one.path("first_name").asText()).isEqualTo("Ada");
        assertThat(one.path("given_name").asText()).isEqualTo("Ada");
        assertThat(one.path("family_name").asText()).isEqualTo("King Noel");
        assertThat(one.path("custom_fields")).isEqualTo(json("{\"name\": \"Ada King Noel\"}"));
        assertThat(two.path("display_name").asText()).isEqualTo("Ada King");
        assertThat(two.path("custom_fields")).isEqualTo(json("{\"given_name\": \"Ada\", \"family_name\": \"King\"}"));
    }

    @Test
    void a_payload_can_be_posted_back_and_its_custom_fields_stay_as_they_were() {
        var lead = campaign.signUpWith("""
                {"email": "ada@example.com", "phone_number": "+13105551234", "plan": {"seats": 3}, "x": null, "y": ""}""");

        var again = campaign.signUpWith(lead.toString());

        assertThat(again.path("custom_fields").path("plan"))
                .isEqualTo(lead.path("custom_fields").path("plan"));
        assertThat(again.path("id")).isEqualTo(lead.path("id"));
        assertThat(again.path("counter").asInt()).isEqualTo(2);
    }

    // 2.2 look up

    @Test
    void a_lead_is_found_by_email_phone_number_kid_and_social_id() {
        var lead = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        var id = lead.path("social_id").asText();

        for (var query : List.of(
                "?email=ADA@example.com",
                "?phone_number=%2B13105551234",
                "?phone_number=310-555-1234",
                "?phone_number=3105551234&country_code=US",
                "?kid=" + id,
                "?social_id=" + id.toLowerCase(Locale.ROOT),
                "/leads/" + id,
                "/leads/ada@example.com",
                "/leads/ada%40example.com/")) {
            assertThat(lookedUp(query)).as(query).isEqualTo(lead);
        }
    }

    @Test
    void of_several_names_the_first_of_email_phone_and_social_id_counts() {
        var ada = campaign.signUp("ada@example.com");
        var grace = campaign.signUpWith("{\"phone_number\": \"+13105551234\"}");
        var ids = "&kid=" + campaign.signUp("kid@example.com").path("social_id").asText();

        assertThat(lookedUp("?phone_number=%2B13105551234&email=ada@example.com" + ids))
                .isEqualTo(lookedUp("?kid=" + ada.path("social_id").asText()));
        assertThat(lookedUp("?phone_number=%2B13105551234&email=" + ids).path("id"))
                .isEqualTo(grace.path("id"));
    }

    @Test
    void a_look_up_without_a_name_is_refused() {
        for (var query : List.of("", "?", "?email=", "?name=ada", "?__skip_urls=1")) {
            assertRefused(campaign.get(query), 409, "Please include a lead id or email");
        }
    }

    @Test
    void a_name_of_nobody_is_not_found() {
        campaign.signUp("ada@example.com");
        var elsewhere =
                world.campaign().signUp("grace@example.com").path("social_id").asText();

        for (var query : List.of(
                "?email=grace@example.com",
                "?email=no-address",
                "?phone_number=%2B13105550000",
                "?phone_number=abc",
                "?kid=ZZZZZZ",
                "?social_id=!",
                "?kid=" + elsewhere,
                "/leads/ZZZZZZ",
                "/leads/grace@example.com",
                "/leads/a@b@c",
                "/leads/%00")) {
            assertRefused(campaign.get(query), 404, "No lead found");
        }
    }

    @Test
    void a_look_up_changes_nothing() {
        var lead = campaign.signUp("ada@example.com");
        var before = Rows.of(world.database());

        lookedUp("?email=ada@example.com");

        assertThat(lookedUp("?email=ada@example.com")).isEqualTo(lead);
        assertThat(Rows.of(world.database())).isEqualTo(before);
    }

    // 2.16 campaigns

    @Test
    void campaigns_of_a_key_are_a_bare_array_with_the_count_of_their_leads() {
        campaign.signUp("ada@example.com");
        campaign.signUp("grace@example.com");
        campaign.signUp("grace@example.com");

        var reply = Web.get(world.url() + "/v2/campaigns", "Authorization", "Bearer " + campaign.key());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(json("""
                [ { "id": %d, "name": "Spring launch", "lead_count": 2 } ]""".formatted(campaign.id())));
    }

    @Test
    void campaigns_without_a_good_key_are_refused() {
        assertRefused(Web.get(world.url() + "/v2/campaigns"), 401, "Invalid API access");
        assertRefused(Web.get(world.url() + "/v2/campaigns?api_key=wrong"), 401, "Invalid API access");
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json()).isEqualTo(message(text));
    }

    private JsonNode lookedUp(String query) {
        var reply = campaign.get(query);
        assertThat(reply.status()).as(query + reply.json()).isEqualTo(200);
        return reply.json();
    }

    private JsonNode parentOf(String name, String fields) {
        return campaign.signUpWith("{\"email\": \"%s@example.com\", %s}".formatted(name, fields))
                .path("parent_id");
    }

    private String origin(String email) {
        return world.database()
                .first("""
                        select concat_ws('|', coalesce(source, '-'), coalesce(session_id, '-'), coalesce(request_id, '-'),
                            coalesce(user_agent, '-'), coalesce(page_url, '-'))
                        from leads where campaign_id = ? and email = ?
                        """, row -> row.getString(1), campaign.id(), email)
                .orElseThrow();
    }
}
