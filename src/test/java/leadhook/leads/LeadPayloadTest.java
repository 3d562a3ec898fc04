package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import leadhook.leads.Tally.Parts;
import leadhook.platform.Json;
import leadhook.testkit.Literal;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LeadPayloadTest {
    /** The response of contract 2.1, word for word. */
    private static final String PUBLISHED = Literal.text("lead.json");

    @Test
    void the_published_example_is_rendered_field_by_field_in_its_order() throws IOException {
        var published = Json.text(Json.read(PUBLISHED.getBytes(StandardCharsets.UTF_8)));

        assertThat(LeadPayload.render(ExampleLead.asPublished().view()))
                .asString()
                .isEqualTo(published);
    }

    @Property(tries = 300)
    void whatever_the_custom_fields_all_keys_are_there_and_the_fields_are_exact(@ForAll("objects") ObjectNode fields)
            throws IOException {
        var lead = ExampleLead.asPublished().with(CustomFields.read(Json.text(fields)));

        var payload = payload(lead);

        assertThat(keys(payload)).isEqualTo(keys(Json.read(PUBLISHED.getBytes(StandardCharsets.UTF_8))));
        assertThat(Json.text(payload.get("custom_fields"))).isEqualTo(Json.text(fields));
    }

    @Test
    void a_campaign_without_verification_shows_no_verified_leads() {
        var payload = payload(ExampleLead.asPublished()
                .with(new Tally(7, Parts.NONE, new Counts(3, 1, 3, 1), new Counts(5, 2, 5, 2))));

        assertThat(payload.get("contest_score").asLong()).isEqualTo(7);
        assertThat(payload.get("referrals").asLong()).isEqualTo(3);
        assertThat(payload.get("influence")).hasToString("{\"indirect\":5,\"direct\":3}");
        assertThat(payload.get("verified_leads")).hasToString("{\"indirect\":null,\"direct\":null}");
        assertThat(payload.get("unverified_leads")).hasToString("{\"indirect\":0,\"direct\":0}");
    }

    @Test
    void with_verification_the_unverified_are_the_rest() {
        var payload = payload(ExampleLead.asPublished()
                .with(new Tally(7, Parts.NONE, new Counts(3, 1, 3, 1), new Counts(5, 2, 5, 2)))
                .verifying());

        assertThat(payload.get("verified_leads")).hasToString("{\"indirect\":2,\"direct\":1}");
        assertThat(payload.get("unverified_leads")).hasToString("{\"indirect\":3,\"direct\":2}");
    }

    @Test
    void tags_are_objects_and_actions_are_ids() {
        var tagged = ExampleLead.asPublished().with(List.of(new LeadTag(731, "Beta tester", 20)), List.of(7L, 9L));

        assertThat(payload(tagged).get("tags"))
                .hasToString("[{\"tag_id\":731,\"name\":\"Beta tester\",\"points\":20}]");
        assertThat(payload(tagged).get("completed_actions")).hasToString("[7,9]");
    }

    @Test
    void a_flagged_lead_is_fraudulent() {
        assertThat(payload(ExampleLead.asPublished().flagged("duplicate_ip"))
                        .get("fraudulent")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void the_redirect_is_that_of_the_request_with_the_lead_named_once() {
        var first = payload(ExampleLead.asPublished().redirectingTo("https://shop.example.org/hi?lang=cs#top"));
        var postedBack = payload(ExampleLead.asPublished()
                .redirectingTo(first.get("redirect_url").asText()));

        assertThat(first.get("redirect_url").asText())
                .isEqualTo("https://shop.example.org/hi?lang=cs&kolid=1TVVD7#top");
        assertThat(postedBack.get("redirect_url")).isEqualTo(first.get("redirect_url"));
    }

    @Test
    void a_lead_without_a_name_goes_by_its_email_else_by_the_end_of_its_number() {
        assertThat(shown(ExampleLead.reachedBy("me@example.org", null, "Tomas", "Novak")))
                .isEqualTo("Tomas Novak");
        assertThat(shown(ExampleLead.reachedBy("me@example.org", null, null, "Novak")))
                .isEqualTo("Novak");
        assertThat(shown(ExampleLead.reachedBy("me@example.org", "+18779211031", null, null)))
                .isEqualTo("me");
        assertThat(shown(ExampleLead.reachedBy(null, "+18779211031", null, null)))
                .isEqualTo("********1031");
    }

    @Test
    void a_lead_without_an_email_still_has_a_picture() {
        var avatar = payload(ExampleLead.reachedBy(null, "+18779211031", null, null))
                .get("avatar")
                .asText();

        assertThat(avatar).matches("https://www\\.gravatar\\.com/avatar/[0-9a-f]{32}\\?r=g&d=identicon&s=600");
    }

    @Test
    void an_answer_can_leave_out_urls_and_actions_and_nothing_else() {
        var whole = LeadPayload.render(ExampleLead.asPublished().view());

        assertThat(LeadPayload.without(whole, false, false)).isEqualTo(whole);
        assertThat(missing(whole, true, false))
                .containsExactly("social_url", "redirect_url", "thankyou_url", "status_url", "unsubscribe_url");
        assertThat(missing(whole, false, true)).containsExactly("completed_actions");
        assertThat(missing(whole, true, true)).hasSize(6);
    }

    @Property(tries = 100)
    void what_is_left_of_an_answer_stays_exact(@ForAll("objects") ObjectNode fields) {
        var whole = LeadPayload.render(ExampleLead.asPublished()
                .with(CustomFields.read(Json.text(fields)))
                .view());

        var rest = (ObjectNode) read(LeadPayload.without(whole, false, true));

        assertThat(Json.text(rest.get("custom_fields"))).isEqualTo(Json.text(fields));
    }

    @Test
    void the_deepest_custom_field_can_be_read_back_from_its_payload() {
        var deepest = CustomFields.read("{\"a\":" + "[".repeat(90) + "]".repeat(90) + "}");
        var whole = LeadPayload.render(ExampleLead.asPublished().with(deepest).view());

        assertThat(missing(whole, false, true)).containsExactly("completed_actions");
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        return AnyJson.customFields();
    }

    private static String shown(ExampleLead lead) {
        return payload(lead).get("display_name").asText();
    }

    private static List<String> missing(byte[] whole, boolean skipUrls, boolean skipActions) {
        var missing = keys(read(whole));
        missing.removeAll(keys(read(LeadPayload.without(whole, skipUrls, skipActions))));
        return missing;
    }

    private static List<String> keys(JsonNode object) {
        var keys = new ArrayList<String>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static JsonNode payload(ExampleLead lead) {
        return read(LeadPayload.render(lead.view()));
    }

    private static JsonNode read(byte[] payload) {
        return Json.readOwn(new String(payload, StandardCharsets.UTF_8));
    }
}
