package leadhook;

import static leadhook.testkit.Literal.json;
import static leadhook.testkit.Literal.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
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

/** {@code DELETE /v2/{campaign}}: whom it means and what it answers (contract 2.3). */
class DeletionCallTest {
    private final World world = World.shared(HandOver.MEMORY);
    private final TestCampaign campaign = world.campaign();
    private final Receiver crm = Receiver.start();
    private String ada = "";
    private String bob = "";

    @BeforeEach
    void people() {
        campaign.subscribe(crm.url(), "deleted");
        ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}")
                .path("social_id")
                .asText();
        bob = campaign.signUpWith("{\"email\": \"bob@example.com\", \"phone_number\": \"+13105551235\"}")
                .path("social_id")
                .asText();
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private Reply delete(String query, String body) {
        return Web.send("DELETE", campaign.url(query), body, "Authorization", "Bearer " + campaign.key());
    }

    private static void assertRefused(Reply reply, int status, String text) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json()).isEqualTo(message(text));
    }

    private List<Object> told() {
        world.deliverDue();
        return crm.accepted().stream().map(payload -> payload.get("email")).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", emptyValue = "", textBlock = """
            ?email=ada@example.com                             | ''                                            | 1
            ?email[]=ada@example.com&email[]=bob@example.com   | ''                                            | 2
            ?email=ADA@Example.com                             | ''                                            | 1
            ''                                                 | email=ada@example.com                         | 1
            ''                                                 | email[]=ada@example.com&email[]=bob@example.com | 2
            ''                                                 | {"email": ["ada@example.com", "bob@example.com"]} | 2
            ''                                                 | {"email": ["ada@example.com", "ada@example.com", "nobody@example.com", "no address"]} | 1
            ''                                                 | {"phone_number": "+13105551234"}              | 1
            ''                                                 | {"phone_number": ["+13105551234", "(310) 555-1235"]} | 2
            """)
    void leads_are_named_by_email_or_phone_one_or_many_in_query_or_body(String query, String body, int count) {
        var reply = delete(query, body);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json())
                .isEqualTo(json("{\"message\": \"Your leads have been equeued for deletion\", \"deleted\": %d}"
                        .formatted(count)));
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
        assertThat(campaign.get("?email=bob@example.com").status()).isEqualTo(count == 2 ? 404 : 200);
        assertThat(told())
                .containsExactlyElementsOf(
                        count == 2 ? List.of("ada@example.com", "bob@example.com") : List.of("ada@example.com"));
    }

    @Test
    void and_by_social_id() {
        assertThat(delete("?social_id[]=" + ada + "&social_id[]=" + bob, "")
                        .json()
                        .path("deleted")
                        .asInt())
                .isEqualTo(2);
        assertThat(told()).containsExactly("ada@example.com", "bob@example.com");
    }

    @Test
    void two_hundred_and_fifty_may_be_named_and_no_more() {
        var most = Collections.nCopies(249, "email[]=nobody@example.com");

        assertRefused(
                delete("", String.join("&", most) + "&email[]=ada@example.com&email[]=bob@example.com"),
                413,
                "Too many items to update or delete");
        assertThat(told()).isEmpty();
        assertThat(delete("", String.join("&", most) + "&email[]=ada@example.com")
                        .json()
                        .path("deleted")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void all_of_two_hundred_and_fifty_go_in_one_call() {
        var emails = IntStream.range(0, 250)
                .mapToObj(n -> "lead" + n + "@example.com")
                .toList();
        emails.forEach(campaign::signUp);

        var reply = delete("", "email[]=" + String.join("&email[]=", emails));

        assertThat(reply.json().path("deleted").asInt()).isEqualTo(250);
        assertThat(told()).containsExactlyInAnyOrderElementsOf(emails);
        assertThat(campaign.get("/stats").json().path("leads").path("total").asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"email=nobody@example.com", "email=no+address", "social_id=ZZZZZZ", "phone_number=12"})
    void when_nobody_is_meant_there_is_nothing_to_delete(String body) {
        assertRefused(delete("", body), 400, "No leads to delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "first_name=Ada", "email=", "email[]="})
    void without_an_identifier_it_is_refused(String body) {
        assertRefused(delete("", body), 409, "Please include a lead id or email");
        assertThat(told()).isEmpty();
    }

    @Test
    void with_two_kinds_of_identifiers_it_is_refused() {
        assertRefused(
                delete("", "email=ada@example.com&phone_number=%2B13105551235"),
                409,
                "Please use only one type of lead identifier");
        assertThat(told()).isEmpty();
    }

    @Test
    void without_a_key_or_with_that_of_another_campaign_nobody_goes() {
        for (var key : List.of("wrong", world.campaign().key())) {
            assertRefused(
                    Web.send("DELETE", campaign.url("?email=ada@example.com"), "", "Authorization", "Bearer " + key),
                    401,
                    "Invalid API access");
        }
        campaign.keyless();
        assertRefused(Web.send("DELETE", campaign.url("?email=ada@example.com"), ""), 401, "Invalid API access");
        assertThat(told()).isEmpty();
    }

    @Test
    void whoever_brought_whom_they_can_go_together_and_in_any_order() {
        var cid = campaign.signUpWith("{\"email\": \"cid@example.com\", \"kid\": \"%s\"}".formatted(ada))
                .path("social_id")
                .asText();
        campaign.signUpWith("{\"email\": \"dan@example.com\", \"kid\": \"%s\"}".formatted(cid));
        campaign.signUpWith("{\"email\": \"eve@example.com\", \"kid\": \"%s\"}".formatted(cid));

        assertThat(delete("", "email[]=cid@example.com&email[]=ada@example.com&email[]=dan@example.com")
                        .json()
                        .path("deleted")
                        .asInt())
                .isEqualTo(3);

        assertThat(told()).containsExactlyInAnyOrder("cid@example.com", "ada@example.com", "dan@example.com");
        assertThat(campaign.get("?email=eve@example.com")
                        .json()
                        .path("parent_id")
                        .isNull())
                .isTrue();
        assertThat(campaign.get("/stats").json().path("leads").path("referred").asInt())
                .isZero();
    }

    @Test
    void a_lead_of_another_campaign_with_the_same_address_stays() {
        var other = world.campaign();
        other.signUp("ada@example.com");

        delete("?email=ada@example.com", "");

        assertThat(other.get("?email=ada@example.com").status()).isEqualTo(200);
    }

    @Test
    void a_number_that_was_given_is_not_given_again() {
        delete("?email=bob@example.com", "");

        assertThat(campaign.signUp("cid@example.com")
                        .path("subscription_number")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void who_has_left_too_much_to_be_erased_at_once_goes_by_a_job() {
        long ada = campaign.signUp("ada@example.com").path("id").asLong();
        world.database().update("""
                insert into events (campaign_id, seq, day, at, lead_id, type, body)
                select campaign_id, last_seq + n, last_at::date, last_at, ?, 'repeat_signup', '{}'
                from campaign_state, generate_series(1, 1500) n where campaign_id = ?
                """, ada, campaign.id());
        world.database()
                .update("update campaign_state set last_seq = last_seq + 1500 where campaign_id = ?", campaign.id());

        assertThat(campaign.delete("", List.of("email=ada@example.com")).status())
                .isEqualTo(202);
        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(200);
        world.work();

        assertThat(campaign.get("?email=ada@example.com").status()).isEqualTo(404);
        assertThat(world.database()
                        .list(
                                "select type from events where campaign_id = ? and lead_id = ? and body is not null",
                                row -> row.getString(1),
                                campaign.id(),
                                ada))
                .containsExactly("deleted");
    }
}
