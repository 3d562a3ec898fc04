package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.Web;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do by the pages, with a browser that has no script. */
class PagesTest {
    private static World world;
    private static Visitor owner;
    private TestCampaign campaign;

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        owner = Visitor.of(world, "ada", "owner");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void begin() {
        campaign = world.campaign();
    }

    @AfterEach
    void holds() {
        world.verify(campaign);
    }

    private String page(String path) {
        return "/dashboard/campaigns/" + campaign.id() + path;
    }

    private static String found(String pattern, String html) {
        var matcher = Pattern.compile(pattern).matcher(html);
        assertThat(matcher.find()).as("%s in %s", pattern, html).isTrue();
        return matcher.group(1);
    }

    // Campaigns
    // -------------------------------------------------------------------------------------------

    @Test
    void a_campaign_is_made_and_named_anew() {
        var made = owner.submit("/dashboard", "/dashboard/campaigns", "name", "Autumn <b>launch</b>");
        assertThat(made.status()).isEqualTo(303);
        var shown = owner.get(made.location());
        assertThat(shown.html()).contains("<h1>Autumn &lt;b&gt;launch&lt;/b&gt;</h1>", "is there.");
        assertThat(owner.get(made.location()).html()).doesNotContain("is there.");

        owner.submit(made.location() + "/settings", made.location() + "/settings/name", "name", "Winter");
        assertThat(owner.get(made.location()).html()).contains("<h1>Winter</h1>");
    }

    @Test
    void a_form_sent_twice_does_it_once() {
        var page = owner.get("/dashboard");
        String[] fields = {"name", "Twice", "form", page.hidden("form"), "once", page.hidden("once")};

        var first = owner.post("/dashboard/campaigns", fields);
        var second = owner.post("/dashboard/campaigns", fields);

        assertThat(second.location()).isEqualTo(first.location());
        assertThat(world.database().list("select id from campaigns where name = 'Twice'", row -> row.getLong(1)))
                .hasSize(1);
    }

    @Test
    void a_form_with_other_contents_is_another_form() {
        var page = owner.get("/dashboard");

        var first = owner.post(
                "/dashboard/campaigns", "name", "One", "form", page.hidden("form"), "once", page.hidden("once"));
        var second = owner.post(
                "/dashboard/campaigns", "name", "Other", "form", page.hidden("form"), "once", page.hidden("once"));

        assertThat(second.location()).isNotEqualTo(first.location());
        assertThat(owner.get(second.location()).html()).contains("<h1>Other</h1>");
    }

    @Test
    void a_form_that_was_refused_can_be_sent_again() {
        var page = owner.get("/dashboard");
        var refused = owner.post(
                "/dashboard/campaigns", "name", " ", "form", page.hidden("form"), "once", page.hidden("once"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.html()).contains("A name has 1 to 255 characters", "Nothing was changed");

        assertThat(owner.post(
                                "/dashboard/campaigns",
                                "name",
                                "Mended",
                                "form",
                                page.hidden("form"),
                                "once",
                                page.hidden("once"))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void signups_are_drawn_by_the_hour_and_told_by_the_day() {
        campaign.signUp("a@example.com");
        campaign.signUp("b@example.com");
        world.advance(Duration.ofDays(1));
        campaign.signUp("c@example.com");
        campaign.signUp("c@example.com");

        var html = owner.get(page("")).html();

        assertThat(found("data-points=\"([^\"]*)\"", html)).matches("\\[\\[[0-9]+,2],\\[[0-9]+,1]]");
        assertThat(html).contains("<dt>Leads</dt><dd>3</dd>", "<dt>Last 7 days</dt><dd>3</dd>");
        assertThat(owner.get("/dashboard").html()).contains("id " + campaign.id() + "<");
    }

    @Test
    void an_empty_campaign_says_what_to_do_next() {
        assertThat(owner.get(page("")).html()).contains("What to do next", "Create an inbound webhook");
        assertThat(owner.get(page("/leads")).html()).contains("No leads yet");
        assertThat(owner.get(page("/inbound")).html()).contains("There is none yet");
        assertThat(owner.get(page("/outbound")).html()).contains("There is none yet");
    }

    @Test
    void a_key_is_shown_once_and_works_until_it_is_revoked() {
        var made = owner.submit(page("/settings"), page("/settings/keys"));
        var key = found("<code id=\"key\">([^<]+)</code>", made.html());

        assertThat(Web.get(campaign.url("/stats"), "Authorization", "Bearer " + key)
                        .status())
                .isEqualTo(200);
        var later = owner.get(page("/settings")).html();
        assertThat(later).doesNotContain(key);
        owner.submit(page("/settings"), page("/settings/keys/" + found("Key ([0-9]+)</th>", later) + "/revoke"));
        assertThat(Web.get(campaign.url("/stats"), "Authorization", "Bearer " + key)
                        .status())
                .isEqualTo(401);
    }

    // Leads
    // -------------------------------------------------------------------------------------------

    @Test
    void leads_are_found_by_the_beginning_of_what_they_are_called() {
        campaign.signUpWith("{\"email\": \"grace@example.com\", \"first_name\": \"Grace\", \"last_name\": \"Hopper\"}");
        campaign.signUpWith("{\"phone_number\": \"+14155550123\", \"first_name\": \"Ada\"}");
        var social = campaign.signUp("zoe@example.com").path("social_id").asText();

        assertThat(owner.get(page("/leads?q=GRA")).html())
                .contains("Grace Hopper")
                .doesNotContain("zoe@");
        assertThat(owner.get(page("/leads?q=hop")).html())
                .contains("Grace Hopper")
                .doesNotContain("zoe@");
        assertThat(owner.get(page("/leads?q=%2B1%20415")).html())
                .contains("+14155550123")
                .doesNotContain("zoe@");
        assertThat(owner.get(page("/leads?q=" + social)).html())
                .contains("zoe@example.com")
                .doesNotContain("Grace");
        campaign.signUpWith("{\"email\": \"mesut@example.com\", \"last_name\": \"Özil\"}");
        assertThat(owner.get(page("/leads?q=%C3%96z")).html()).contains("mesut@");
        assertThat(owner.get(page("/leads?q=race")).html()).contains("begins with “race”");
        assertThat(owner.get(page("/leads?q=%25")).html()).contains("begins with “%”");
    }

    @Test
    void all_leads_are_listed_the_newest_first_page_by_page() {
        for (int i = 0; i < 60; i++) {
            campaign.signUp("lead" + i + "@example.com");
        }
        campaign.post("/block", "{\"email\": \"lead58@example.com\"}");

        var first = owner.get(page("/leads")).html();
        assertThat(first).contains("lead59@", "lead58@", "flagged", "lead10@").doesNotContain("lead9@");
        var older = found("href=\"([^\"]*before=[0-9]+)\"", first);
        assertThat(owner.get(older).html()).contains("lead9@", "lead0@").doesNotContain("lead10@");
    }

    @Test
    void a_lead_has_all_that_happened_to_it_with_every_delivery() {
        try (var crm = Receiver.start()) {
            campaign.subscribe(crm.url(), "new_signup", "score_change");
            long tag = campaign.tag("vip", 5);
            var lead =
                    campaign.signUpWith("{\"email\": \"ada@example.com\", \"City\": \"London\", \"source\": \"hers\"}");
            var social = lead.path("social_id").asText();
            world.deliverDue();
            crm.answers(500);
            campaign.post("/tags/" + tag, "{\"email\": \"ada@example.com\"}");
            world.deliverDue();

            var html = owner.get(page("/leads/" + social)).html();

            assertThat(html.substring(html.indexOf("<ol class=\"timeline\">")))
                    .contains(
                            "<strong>Signed up</strong>",
                            "<strong>Tagged: “vip”</strong>",
                            "<strong>+5 points: tag, “vip”</strong>",
                            "<strong>Score changed</strong>");
            assertThat(html)
                    .contains(
                            "ada@example.com", "London", lead.path("social_url").asText())
                    .contains("<dt>source</dt><dd>API</dd>", "<dt>source (custom field)</dt><dd>hers</dd>")
                    .contains(">delivered</span>", "answered 200", "answered 500", ", place 1");
        }
    }

    @Test
    void a_long_timeline_goes_on_with_the_points_of_its_time() {
        long early = campaign.tag("early", 5);
        var page = page(
                "/leads/" + campaign.signUp("ada@example.com").path("social_id").asText());
        campaign.post("/tags/" + early, "{\"email\": \"ada@example.com\"}");
        for (int i = 0; i < 20; i++) {
            world.advance(Duration.ofSeconds(1));
            campaign.signUp("ada@example.com");
        }

        var latest = owner.get(page).html();
        assertThat(latest).contains("Signed up again").doesNotContain("<strong>Signed up</strong>", "+5 points");
        var before = owner.get(found("href=\"([^\"]*before=[0-9]+)\"", latest)).html();
        assertThat(before).contains("<strong>Signed up</strong>", "+5 points").doesNotContain("What happened before");
    }

    @Test
    void a_delivery_shows_where_the_clock_of_the_campaign_ran_ahead() {
        try (var crm = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            world.database()
                    .update(
                            "update campaign_state set last_at = last_at + interval '60 days' where campaign_id = ?",
                            campaign.id());
            var social = campaign.signUp("ada@example.com").path("social_id").asText();
            world.deliverDue();

            assertThat(owner.get(page("/leads/" + social)).html())
                    .contains(">delivered</span>")
                    .doesNotContain("not sent");
            assertThat(owner.get(webhook + "/events/1").html())
                    .contains("Event 1 (new_signup) was delivered", "answered 200");
        }
    }

    @Test
    void a_timeline_tells_of_webhooks_that_got_nothing_and_of_deleted_ones() {
        try (var crm = Receiver.start();
                var paused = Receiver.start()) {
            var gone = subscribe(crm).replace("/secret", "");
            var waits = subscribe(paused).replace("/secret", "");
            owner.submit(waits, waits + "/pause");
            var social = campaign.signUp("ada@example.com").path("social_id").asText();
            world.deliverDue();
            owner.submit(gone, gone + "/delete");

            var html = owner.get(page("/leads/" + social)).html();

            assertThat(html)
                    .contains("deleted meanwhile, answered 200, 1 attempt")
                    .doesNotContain(gone + "/events/1")
                    .contains(">not sent</span>", waits + "/events/1");
            assertThat(owner.get(waits + "/events/1").html()).contains("the webhook is paused");
            assertThat(owner.get("/dashboard").html()).contains("1 in trouble");
        }
    }

    // Inbound webhooks
    // -------------------------------------------------------------------------------------------

    @Test
    void an_inbound_webhook_waits_and_then_shows_what_came() {
        campaign.tag("from page", 1);
        var form = owner.get(page("/inbound")).html();
        var made = owner.submit(
                page("/inbound"),
                page("/inbound"),
                "name",
                "Landing page",
                "source",
                "landing",
                "tag",
                found("<option value=\"([0-9]+)\">from page", form));
        var one = owner.get(made.location());
        assertThat(one.html()).contains("Waiting for the first request");
        var url = found("<code id=\"url\">([^<]+)</code>", one.html());

        Web.postForm(url, Map.of("email", "ada@example.com"));
        var part =
                owner.get(made.location() + "/arrivals", "HX-Request", "true").html();
        assertThat(part).contains("<dt>Taken</dt><dd>1</dd>").doesNotContain("Waiting");
        assertThat(owner.get(made.location() + "/arrivals?seen=1-0", "HX-Request", "true")
                        .status())
                .as("nothing has come since")
                .isEqualTo(204);
        var lead = found("href=\"([^\"]*/leads/[^\"]+)\"", part);
        assertThat(owner.get(lead).html()).contains("ada@example.com", "landing", "from page");

        Web.postForm(url, Map.of("name", "nobody"));
        assertThat(owner.get(made.location()).html())
                .contains("<dt>Refused</dt><dd>1</dd>", "Please include an email or phone number");

        owner.submit(made.location(), made.location() + "/delete");
        assertThat(Web.postForm(url, Map.of("email", "late@example.com")).status())
                .isEqualTo(404);
        assertThat(owner.get(made.location()).status()).isEqualTo(404);
    }

    @Test
    void a_viewer_does_not_see_the_url_that_makes_leads() {
        var viewer = Visitor.of(world, "viewer of " + campaign.id(), "viewer");
        campaign.inbound();
        var one = found(
                "href=\"([^\"]*/inbound/[0-9]+)\"", owner.get(page("/inbound")).html());

        assertThat(owner.get(one).html()).contains(world.url() + "/inbound/");
        assertThat(viewer.get(one).html()).doesNotContain(world.url() + "/inbound/");
    }

    // Outbound webhooks
    // -------------------------------------------------------------------------------------------

    private String subscribe(Receiver receiver) {
        var made = owner.submit(
                page("/outbound"),
                page("/outbound"),
                "url",
                receiver.url(),
                "events",
                "new_signup",
                "events",
                "score_change");
        assertThat(made.status()).as(made.html()).isEqualTo(303);
        return made.location();
    }

    @Test
    void the_secret_of_a_new_webhook_is_shown_for_a_while_and_to_owners_only() {
        try (var crm = Receiver.start()) {
            var made = subscribe(crm);
            var secret =
                    found("<code id=\"secret\">([^<]+)</code>", owner.get(made).html());
            var id = Long.parseLong(found("/outbound/([0-9]+)/secret", made));
            assertThat(secret).isEqualTo(campaign.secretOf(id));
            assertThat(Visitor.of(world, "no secrets " + id, "viewer").get(made).html())
                    .doesNotContain(secret);

            world.advance(Duration.ofMinutes(11));

            assertThat(owner.get(made).html()).doesNotContain(secret).contains("was shown when");
        }
    }

    @Test
    void a_url_that_has_a_webhook_leads_to_it_and_skips_nothing() {
        try (var crm = Receiver.start()) {
            crm.answers(410);
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            campaign.signUp("grace@example.com");
            assertThat(owner.get(webhook).html()).contains("It is disabled");

            var again = owner.submit(page("/outbound"), page("/outbound"), "url", crm.url(), "events", "referral");

            assertThat(again.location()).isEqualTo(webhook);
            assertThat(owner.get(webhook).html())
                    .contains("There is a webhook with this URL already", "It is disabled");
            crm.answers(200);
            owner.submit(webhook, webhook + "/resume", "from", "position");
            world.deliverDue();
            assertThat(crm.accepted()).extracting("email").contains("grace@example.com");
        }
    }

    @Test
    void a_changed_url_is_not_held_to_what_the_old_receiver_asked_for() {
        try (var crm = Receiver.start();
                var other = Receiver.start()) {
            crm.answersWith(429, Map.of("Retry-After", "3600"), "");
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            campaign.signUp("grace@example.com");
            world.deliverDue();
            assertThat(owner.get(webhook).html()).contains("asked to be left alone");

            world.advance(Duration.ofSeconds(1));
            owner.submit(
                    webhook, webhook + "/change", "url", other.url(), "events", "new_signup", "events", "score_change");

            world.deliverDue();
            assertThat(other.accepted()).extracting("email").containsExactly("grace@example.com");
            assertThat(owner.get(webhook).html())
                    .contains("tried again when it is due")
                    .doesNotContain("nothing waits");
            assertThat(owner.get(webhook + "/events/1").html()).contains("what was sent before went to another");
            world.advance(Duration.ofHours(2)).deliverDue();
            assertThat(other.accepted()).extracting("email").containsExactly("grace@example.com", "ada@example.com");
        }
    }

    @Test
    void ticks_that_were_not_touched_take_nothing_away_that_was_added_meanwhile() {
        try (var crm = Receiver.start();
                var other = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            long id = Long.parseLong(found("/outbound/([0-9]+)", webhook));
            var form = owner.get(webhook);
            campaign.subscribe(crm.url(), "referral");

            owner.post(
                    webhook + "/change",
                    "form",
                    form.hidden("form"),
                    "once",
                    form.hidden("once"),
                    "had",
                    form.hidden("had") + ",new_signup",
                    "url",
                    other.url(),
                    "events",
                    "new_signup",
                    "events",
                    "score_change");

            assertThat(campaign.webhook(id).path("events").toString()).contains("referral");
            assertThat(campaign.webhook(id).path("url").asText()).isEqualTo(other.url());
        }
    }

    @Test
    void what_was_given_up_lately_needs_attention() {
        try (var crm = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            long id = Long.parseLong(found("/outbound/([0-9]+)", webhook));
            world.database().update("""
                            insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                            select ?, 1, 1, 'given up', last_at from campaign_state where campaign_id = ?
                            """, id, campaign.id());

            assertThat(owner.get(page("")).html())
                    .contains("did not get everything: 1 event given up in the last 7 days");
            assertThat(owner.get(webhook).html()).contains("It did not get everything", "/events/1\">event 1</a>.");
            assertThat(owner.get(page("/outbound")).html()).contains("missed some");
            world.advance(Duration.ofDays(8));
            owner.signIn("ada", Visitor.PASSWORD);
            assertThat(owner.get(page("")).html()).doesNotContain("did not get everything");

            world.database().update("delete from gaps where webhook_id = ?", id);
        }
    }

    @Test
    void what_expired_needs_attention_though_nobody_can_send_it_and_ten_webhooks_come_before_it() {
        try (var crm = Receiver.start()) {
            for (int i = 0; i < 11; i++) {
                campaign.subscribe(crm.url("/" + i), "new_signup");
            }
            long last = campaign.subscribe(crm.url("/last"), "new_signup");
            world.database().update("""
                            insert into gaps (webhook_id, from_seq, to_seq, reason, at)
                            select ?, 1, 8000, 'expired', last_at from campaign_state where campaign_id = ?
                            """, last, campaign.id());

            assertThat(owner.get(page("")).html())
                    .contains("/outbound/" + last + "\"", "up to 8,000 events expired before they were delivered")
                    .doesNotContain("given up");
            assertThat(owner.get(page("/outbound/" + last)).html())
                    .contains("What expired is no longer kept.")
                    .doesNotContain("send them again");

            world.database().update("delete from gaps where webhook_id = ?", last);
        }
    }

    @Test
    void why_it_did_not_arrive_is_explained_and_mended_and_sent_again() {
        try (var crm = Receiver.start()) {
            crm.answersWith(500, Map.of(), "<script>alert('no disk')</script>");
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();

            assertThat(owner.get(page("")).html()).contains("Needs attention", "fails at the moment");
            var asked = owner.get(webhook + "/explain?about=ada%40example.com");
            var events = owner.get(asked.location());
            assertThat(events.html()).contains("1 of its attempts failed", "the receiver answered 500");
            var event = owner.get(found("href=\"([^\"]*/events/1)\"", events.html()));
            assertThat(event.html())
                    .contains(
                            "&lt;script&gt;alert('no disk')&lt;/script&gt;", "webhook-id: evt-" + campaign.id() + "-1")
                    .contains("ada@example.com")
                    .doesNotContain("<script>alert");

            crm.answers(200);
            var sent = owner.submit(webhook + "/events/1", webhook + "/events/1/resend");
            assertThat(owner.get(sent.location()).html())
                    .contains("Event 1 was delivered: the receiver answered 200", "was delivered at");
            world.advance(Duration.ofDays(1)).deliverDue();
            assertThat(crm.accepted()).hasSize(1);
        }
    }

    @Test
    void an_event_is_asked_about_by_the_phone_number_of_its_lead_too() {
        try (var crm = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUpWith("{\"phone_number\": \"+14155550123\"}");

            for (var asked : List.of("%2B1%20(415)%20555-0123", "14155550123")) {
                assertThat(owner.get(webhook + "/explain?about=" + asked).location())
                        .contains("/leads/");
            }
            assertThat(owner.get(webhook + "/explain?about=1").location()).endsWith("/events/1");
            assertThat(owner.get(webhook + "/events/999999").status()).isEqualTo(404);
            assertThat(owner.get(webhook + "/events/0").status()).isEqualTo(404);
        }
    }

    @Test
    void a_viewer_gets_no_link_that_opts_a_lead_out() {
        try (var crm = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            var viewer = Visitor.of(world, "no links " + campaign.id(), "viewer");
            campaign.signUp("ada@example.com");

            assertThat(owner.get(webhook + "/events/1").html()).contains("/opt-out/");
            assertThat(viewer.get(webhook + "/events/1").html())
                    .contains("ada@example.com")
                    .doesNotContain("/opt-out/");
        }
    }

    @Test
    void a_webhook_whose_failure_was_mended_by_hand_needs_no_attention() {
        try (var crm = Receiver.start()) {
            crm.answers(500);
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            assertThat(owner.get(page("")).html()).contains("Needs attention");

            crm.answers(200);
            owner.submit(webhook + "/events/1", webhook + "/events/1/resend");

            assertThat(owner.get(page("")).html()).doesNotContain("Needs attention");
        }
    }

    @Test
    void a_webhook_is_tested_paused_resumed_changed_and_deleted() {
        try (var crm = Receiver.start();
                var other = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            owner.submit(webhook, webhook + "/test", "event", "new_signup");
            assertThat(owner.get(webhook).html()).contains("The test event was delivered", "The latest tests");

            owner.submit(webhook, webhook + "/pause");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            assertThat(owner.get(webhook).html()).contains("It is paused", "<dt>Waiting</dt><dd>up to 2</dd>");
            owner.submit(webhook, webhook + "/change", "url", other.url(), "events", "new_signup");
            owner.submit(webhook, webhook + "/resume");
            world.deliverDue();
            assertThat(other.accepted()).extracting("email").containsExactly("ada@example.com");

            owner.submit(webhook, webhook + "/delete");
            assertThat(owner.get(webhook).status()).isEqualTo(404);
        }
    }

    @Test
    void attempts_are_filtered_by_their_outcome() {
        try (var crm = Receiver.start()) {
            var webhook = subscribe(crm).replace("/secret", "");
            campaign.signUp("ada@example.com");
            world.deliverDue();
            crm.answers(503);
            campaign.signUp("grace@example.com");
            world.deliverDue();

            var refused = "Event "
                    + world.database()
                            .first(
                                    "select max(seq) from events where campaign_id = ? and type = 'new_signup'",
                                    row -> row.getLong(1),
                                    campaign.id())
                            .orElseThrow()
                    + "</a>";
            assertThat(owner.get(webhook).html()).contains("Event 1</a>", refused);
            assertThat(owner.get(webhook + "?outcome=failed").html())
                    .contains(refused)
                    .doesNotContain("Event 1</a>");
            assertThat(owner.get(webhook + "?outcome=delivered").html())
                    .contains("Event 1</a>")
                    .doesNotContain(refused);
        }
    }

    @Test
    void what_is_missing_from_a_form_is_told() {
        assertThat(owner.submit(page("/outbound"), page("/outbound"), "url", "https://example.org/")
                        .html())
                .contains("Tick at least one event");
        assertThat(owner.submit(page("/outbound"), page("/outbound"), "url", "nowhere", "events", "new_signup")
                        .html())
                .contains("Please include a valid url");
        assertThat(owner.submit(page("/inbound"), page("/inbound"), "name", "x".repeat(256))
                        .html())
                .contains("at most 255 characters");
    }

    // What happens
    // -------------------------------------------------------------------------------------------

    @Test
    void without_a_script_the_live_page_shows_the_latest_events() {
        campaign.signUp("ada@example.com");

        assertThat(owner.get(page("/live")).html()).contains("Signed up", "ada@example.com");
    }
}
