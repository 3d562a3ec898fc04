package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import leadhook.testkit.HandOver;
import leadhook.testkit.Journey;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the links in a lead's mails do, and what nothing else does (contract 2.24, Q37, Q38). */
@Journey
class PeoplePagesTest {
    private static final String GONE = "<h1>This link is no longer valid</h1>";

    private final World world;
    private final TestCampaign campaign;
    private final Receiver crm = Receiver.start();
    private final JsonNode ada;
    private final JsonNode bob;

    PeoplePagesTest(HandOver handOver) {
        world = World.shared(handOver);
        campaign = world.campaign();
        campaign.subscribe(crm.url(), "verified", "opted_out", "phone_number_opt_out");
        ada = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        bob = campaign.signUp("bob@example.com");
    }

    @AfterEach
    void close() {
        world.verify(campaign);
        crm.close();
    }

    private HttpResponse<byte[]> ask(String method, String link) {
        var uri = URI.create(link);
        // The port of the server is free, the public address is what links begin with.
        var here = world.url().resolve(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        return Web.sendAny(HttpRequest.newBuilder(here).method(method, BodyPublishers.noBody()));
    }

    private HttpResponse<byte[]> visit(String link) {
        return ask("GET", link);
    }

    private static String page(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private String verificationLink(JsonNode lead) {
        var asOperator =
                campaign.admin("GET", "/leads/" + lead.path("social_id").asText(), "");
        assertThat(asOperator.status()).isEqualTo(200);
        assertThat(asOperator.json().path("email")).isEqualTo(lead.path("email"));
        return asOperator.json().path("verification_url").asText();
    }

    private static String optOutLink(JsonNode lead) {
        return lead.path("unsubscribe_url").path("default").asText();
    }

    private static String askingLink(JsonNode lead) {
        return lead.path("unsubscribe_url").path("safe").asText();
    }

    private JsonNode lookedUp(JsonNode lead) {
        return campaign.get("?social_id=" + lead.path("social_id").asText()).json();
    }

    private List<String> told() {
        world.deliverDue();
        return crm.accepted().stream()
                .map(payload -> payload.get("__event") + " " + payload.get("email"))
                .toList();
    }

    private void assertNothingHappened() {
        assertThat(told()).isEmpty();
        assertThat(lookedUp(ada))
                .isEqualTo(campaign.get("?email=ada@example.com").json());
        assertThat(List.of(lookedUp(ada), lookedUp(bob)))
                .noneMatch(lead -> lead.path("verified").asBoolean())
                .noneMatch(lead -> lead.path("verified_email").asBoolean())
                .noneMatch(lead -> lead.path("opted_out").asBoolean());
    }

    private void assertGone(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertIsPage(answer);
        assertThat(page(answer)).contains(GONE);
    }

    private static void assertIsPage(HttpResponse<byte[]> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
                        .doesNotContain("script-src"));
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page(answer)).startsWith("<!doctype html>");
    }

    // /verify-email

    @Test
    void the_link_verifies_the_address_once_and_leads_to_the_thank_you_page() {
        var link = verificationLink(ada);
        assertThat(URI.create(link).getPath()).isEqualTo("/verify-email");
        assertThat(URI.create(link).getQuery())
                .matches("c=%d&t=[A-Za-z0-9_-]{22}&s=%s".formatted(campaign.id(), ada.path("id")));

        for (int visits = 0; visits < 2; visits++) {
            var answer = visit(link);
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("https://launch.example.org/thanks?kolid="
                            + ada.path("social_id").asText());
        }

        assertThat(told()).containsExactly("verified ada@example.com");
        assertThat(lookedUp(ada).path("verified").asBoolean()).isTrue();
        assertThat(lookedUp(ada).path("verified_email").asBoolean()).isTrue();
        assertThat(lookedUp(ada).path("verified_phone_number").asBoolean()).isFalse();
        assertThat(lookedUp(bob).path("verified").asBoolean()).isFalse();
    }

    @Test
    void it_leads_to_the_page_for_that_where_there_is_one() {
        campaign.admin("PATCH", "", "{\"verified_url\": \"https://launch.example.org/verified?from=mail\"}");

        assertThat(visit(verificationLink(ada)).headers().firstValue("Location"))
                .hasValue("https://launch.example.org/verified?from=mail&kolid="
                        + ada.path("social_id").asText());
    }

    @Test
    void a_social_id_in_the_link_says_who_it_is_as_well() {
        var link = verificationLink(ada)
                .replace(
                        "s=" + ada.path("id").asText(),
                        "s=" + ada.path("social_id").asText());

        assertThat(visit(link).statusCode()).isEqualTo(302);
        assertThat(told()).containsExactly("verified ada@example.com");
    }

    @Test
    void a_code_that_is_not_that_of_the_lead_verifies_nobody() {
        var link = verificationLink(ada);
        var code = link.replaceFirst(".*&t=([^&]*)&.*", "$1");
        var bobs = verificationLink(bob).replaceFirst(".*&t=([^&]*)&.*", "$1");
        var optOut = optOutLink(ada).replaceFirst(".*/opt-out/[0-9]+-[^-]+-", "");
        var other = world.campaign();
        assertThat(optOut).hasSize(code.length()).isNotEqualTo(code);

        for (var wrong : List.of(
                link.replace(code, bobs),
                link.replace(code, optOut),
                link.replace(code, ""),
                link.replace(code, code.substring(1)),
                link.replace(code, code + "A"),
                link.replace(code, code.toUpperCase(Locale.ROOT) + "a"),
                link.replace("c=" + campaign.id(), "c=" + other.id()),
                link.replace(
                        "s=" + ada.path("id").asText(), "s=" + bob.path("id").asText()),
                link.replace("&s=" + ada.path("id").asText(), ""),
                link.replace("c=" + campaign.id() + "&", ""),
                link.replace("t=" + code + "&", ""),
                link.replaceFirst("\\?.*", ""),
                link.replace("c=" + campaign.id(), "c=99999999999999999999"),
                link.replace("s=" + ada.path("id").asText(), "s=-1"))) {
            assertGone(visit(wrong));
        }

        assertNothingHappened();
    }

    @Test
    void what_only_looks_whether_a_link_is_there_verifies_and_opts_out_nobody() {
        for (var link : List.of(verificationLink(ada), optOutLink(ada), askingLink(ada))) {
            assertThat(ask("HEAD", link).statusCode()).as(link).isEqualTo(405);
            assertThat(ask("OPTIONS", link).statusCode()).as(link).isEqualTo(405);
        }
        assertThat(ask("POST", verificationLink(ada)).statusCode()).isEqualTo(405);

        assertNothingHappened();
    }

    // /opt-out

    @Test
    void the_default_link_opts_out_on_the_visit_once() {
        for (int visits = 0; visits < 2; visits++) {
            var answer = visit(optOutLink(ada));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertIsPage(answer);
            assertThat(page(answer))
                    .contains("<h1>You have opted out</h1>", "<strong>Spring launch</strong>")
                    .doesNotContain("ada@example.com");
        }

        assertThat(told()).containsExactly("opted_out ada@example.com");
        assertThat(lookedUp(ada).path("opted_out").asBoolean()).isTrue();
        assertThat(lookedUp(ada).path("sms_opted_out").asBoolean()).isFalse();
        assertThat(lookedUp(bob).path("opted_out").asBoolean()).isFalse();
    }

    @Test
    void the_safe_link_asks_first_and_opts_out_by_its_button() {
        var asked = visit(askingLink(ada));
        assertThat(asked.statusCode()).isEqualTo(200);
        assertIsPage(asked);
        assertThat(page(asked))
                .contains("<h1>Opt out?</h1>", "<strong>Spring launch</strong>", "<form method=\"post\">")
                .doesNotContain("action=");
        assertNothingHappened();

        var pressed = ask("POST", askingLink(ada));
        assertThat(pressed.statusCode()).isEqualTo(200);
        assertThat(page(pressed)).contains("<h1>You have opted out</h1>");
        assertThat(ask("POST", askingLink(ada)).statusCode()).isEqualTo(200);

        assertThat(told()).containsExactly("opted_out ada@example.com");
        assertThat(lookedUp(ada).path("opted_out").asBoolean()).isTrue();
    }

    @Test
    void a_link_that_was_cut_off_or_made_up_opts_out_nobody() {
        var link = optOutLink(ada);
        var code = link.replaceFirst(".*-", "");
        var verifying = verificationLink(ada).replaceFirst(".*&t=([^&]*)&.*", "$1");
        var bobs = optOutLink(bob).replaceFirst(".*/opt-out/[0-9]+-[^-]+-", "");
        var start = link.substring(0, link.indexOf("/opt-out/") + "/opt-out/".length());
        var whose = campaign.id() + "-" + ada.path("social_id").asText() + "-";
        assertThat(link).startsWith(start + whose);

        for (var wrong : List.of(
                link.substring(0, link.length() - 1),
                start + whose,
                start + whose + verifying,
                start + whose + bobs,
                start + campaign.id(),
                start + campaign.id() + "-" + ada.path("social_id").asText(),
                start + "x",
                start + "--",
                start + "99999999999999999999-" + ada.path("social_id").asText() + "-" + code,
                start + world.campaign().id() + "-" + ada.path("social_id").asText() + "-" + code,
                start + "%3Cscript%3E",
                link + "A")) {
            assertGone(visit(wrong));
            assertGone(visit(wrong + "?confirm=1"));
            assertGone(ask("POST", wrong));
        }

        assertNothingHappened();
    }

    @Test
    void the_links_of_a_lead_that_is_gone_are_no_longer_valid_nor_are_they_those_of_who_comes_after_it() {
        var verification = verificationLink(ada);
        campaign.delete("", List.of("email=ada@example.com"));
        var anew = campaign.signUp("ada@example.com");

        assertGone(visit(verification));
        assertGone(visit(optOutLink(ada)));
        assertGone(ask("POST", askingLink(ada)));

        assertThat(told()).isEmpty();
        assertThat(lookedUp(anew).path("opted_out").asBoolean()).isFalse();
        assertThat(lookedUp(anew).path("verified").asBoolean()).isFalse();
    }

    @Test
    void the_name_of_a_campaign_is_text_and_never_markup() {
        campaign.admin("PATCH", "", "{\"name\": \"<script>alert('1')</script> & \\\"Co\\\"\"}");

        for (var answer : List.of(visit(askingLink(ada)), visit(optOutLink(ada)))) {
            assertThat(page(answer))
                    .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;Co&quot;")
                    .doesNotContain("<script");
        }
    }

    @Test
    void signing_up_again_takes_an_opt_out_back_and_the_same_link_opts_out_again() {
        visit(optOutLink(ada));
        campaign.signUp("ada@example.com");
        assertThat(lookedUp(ada).path("opted_out").asBoolean()).isFalse();

        visit(optOutLink(ada));

        assertThat(told()).containsExactly("opted_out ada@example.com", "opted_out ada@example.com");
    }

    // SMS (contract 7.7)

    @Test
    void an_operator_opts_a_lead_out_of_messages_which_is_told_once_and_no_signup_takes_back() {
        var path = "/leads/" + ada.path("social_id").asText() + "/sms-opt-out";

        var first = campaign.admin("POST", path, "{}");
        var second = campaign.admin("POST", "/leads/ada@example.com/sms-opt-out", "{}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().path("sms_opted_out").asBoolean()).isTrue();
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(told()).containsExactly("phone_number_opt_out ada@example.com");
        var again = campaign.signUpWith("{\"email\": \"ada@example.com\", \"phone_number\": \"+13105551234\"}");
        assertThat(again.path("sms_opted_out").asBoolean()).isTrue();
        assertThat(again.path("opted_out").asBoolean()).isFalse();
        assertThat(again.path("contest_score")).isEqualTo(ada.path("contest_score"));
    }

    @Test
    void only_an_operator_can_and_only_for_a_lead_that_is_there() {
        var path = "/admin/v1/campaigns/" + campaign.id() + "/leads/ada@example.com/sms-opt-out";

        assertThat(Web.postJson(world.url() + path, "{}", "Authorization", "Bearer " + campaign.key())
                        .status())
                .isEqualTo(401);
        assertThat(campaign.admin("POST", "/leads/nobody@example.com/sms-opt-out", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(world.campaign()
                        .admin("POST", "/leads/ada@example.com/sms-opt-out", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(lookedUp(ada).path("sms_opted_out").asBoolean()).isFalse();
        assertThat(told()).isEmpty();
    }
}
