package leadhook.leads;

import static leadhook.leads.CampaignInMemory.ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import leadhook.campaigns.Domains;
import leadhook.campaigns.FraudRules;
import leadhook.campaigns.Scoring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signups are held for fraudulent (contract 7.5, Q40). */
class FraudCheckTest {
    private static final String HOME = "203.0.113.7";
    private static final FraudCheck FRAUD = new FraudCheck(Domains.of(List.of("minute.example", "throw.away.example")));

    private final CampaignInMemory campaign = with(FraudRules.USUAL);

    private static CampaignInMemory with(FraudRules rules) {
        return new CampaignInMemory(CampaignInMemory.rules(Scoring.BASIC, rules, List.of(), List.of()), FRAUD);
    }

    private static CampaignInMemory letting(int signups, String... trusted) {
        return with(new FraudRules(signups, List.of(trusted), Domains.NONE, Domains.NONE));
    }

    private static CampaignInMemory blocking(List<String> emailDomains, List<String> referrerDomains) {
        return with(new FraudRules(5, List.of(), Domains.of(emailDomains), Domains.of(referrerDomains)));
    }

    private static Commands lead(long id) {
        return Commands.of(ID, id).email("lead" + id + "@example.com");
    }

    private static Command from(long id, String ip) {
        return lead(id).from(ip).command();
    }

    /** Signs up with these ids from one address, one batch for all. */
    private static List<Command> many(int first, int last, String ip) {
        return IntStream.rangeClosed(first, last).mapToObj(id -> from(id, ip)).toList();
    }

    private static List<Long> flagged(CampaignInMemory of) {
        return of.leads.values().stream()
                .filter(profile -> profile.lead().fraudulent())
                .map(Profile::id)
                .toList();
    }

    // Many from one address

    @Test
    void five_signups_from_one_address_are_let_pass_and_only_those_above_are_flagged() {
        campaign.batch(many(101, 107, HOME));

        assertThat(flagged(campaign)).containsExactly(106L, 107L);
        assertThat(campaign.flags(106)).containsExactly("duplicate_ip");
    }

    @Test
    void signups_of_one_batch_and_of_those_before_are_counted_together() {
        for (int id = 101; id <= 104; id++) {
            campaign.batch(from(id, HOME));
        }
        campaign.batch(many(105, 106, HOME));
        campaign.batch(from(107, HOME));

        assertThat(flagged(campaign)).containsExactly(106L, 107L);
    }

    @Test
    void each_address_is_counted_by_itself() {
        campaign.batch(many(101, 105, HOME));
        campaign.batch(many(201, 205, "203.0.113.8"));

        assertThat(flagged(campaign)).isEmpty();
    }

    @Test
    void who_signs_up_again_is_not_counted_again() {
        campaign.batch(many(101, 104, HOME));
        for (int i = 0; i < 5; i++) {
            campaign.batch(lead(101).from(HOME).command());
        }
        campaign.batch(from(105, HOME));

        assertThat(flagged(campaign)).isEmpty();
    }

    @Test
    void ipv6_is_counted_by_its_first_64_bits() {
        var strict = letting(2);
        strict.batch(
                from(101, "2001:db8:1:2::1"),
                from(102, "2001:db8:1:2:ffff:ffff:ffff:ffff"),
                from(103, "2001:db8:1:2::1"),
                from(104, "2001:db8:1:3::1"),
                from(105, "2001:db8:1:2:3::"));

        assertThat(flagged(strict)).containsExactly(103L, 105L);
        assertThat(strict.lead(101).origin().address()).isEqualTo("2001:db8:1:2::/64");
        assertThat(strict.lead(104).origin().address()).isEqualTo("2001:db8:1:3::/64");
    }

    @Test
    void an_ipv4_address_inside_of_ipv6_is_counted_as_the_ipv4_address() {
        var strict = letting(1);
        strict.batch(
                from(101, IpText.normalise("::ffff:203.0.113.7").orElseThrow()),
                from(102, IpText.normalise("::ffff:203.0.113.8").orElseThrow()),
                from(103, HOME));

        assertThat(flagged(strict)).containsExactly(103L);
    }

    @Test
    void the_limit_is_the_campaigns_and_0_is_none() {
        var strict = letting(1);
        strict.batch(many(101, 103, HOME));
        var free = letting(0);
        free.batch(many(101, 150, HOME));

        assertThat(flagged(strict)).containsExactly(102L, 103L);
        assertThat(flagged(free)).isEmpty();
    }

    @Test
    void a_limit_set_lower_holds_for_signups_to_come() {
        campaign.batch(many(101, 103, HOME));
        campaign.ruledBy(letting(2).rules);
        campaign.batch(from(104, HOME));

        assertThat(flagged(campaign)).containsExactly(104L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "203.0.113.0/24", "203.0.113.99/24", "203.0.0.0/16", "0.0.0.0/0"})
    void from_a_trusted_address_any_number_may_come(String trusted) {
        var trusting = letting(1, "198.51.100.1", trusted);
        trusting.batch(many(101, 110, HOME));

        assertThat(flagged(trusting)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.8", "203.0.112.0/24", "::/0"})
    void and_from_one_that_is_not_trusted_none(String trusted) {
        var trusting = letting(1, trusted);
        trusting.batch(many(101, 102, HOME));

        assertThat(flagged(trusting)).containsExactly(102L);
    }

    @Test
    void a_trusted_block_of_ipv6_is_one_too() {
        var trusting = letting(1, "2001:db8::/32");
        trusting.batch(many(101, 103, "2001:db8:1:2::1"));
        trusting.batch(many(201, 202, "2001:db9:1:2::1"));

        assertThat(flagged(trusting)).containsExactly(202L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"API", "api", "Api"})
    void signups_by_source_api_are_neither_flagged_nor_counted(String source) {
        campaign.batch(IntStream.rangeClosed(101, 120)
                .mapToObj(id -> lead(id).from(HOME).by(source).command())
                .toList());
        campaign.batch(many(201, 206, HOME));

        assertThat(flagged(campaign)).containsExactly(206L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "modal.123", "APIs", "kf"})
    @NullSource
    void signups_by_any_other_source_are_counted(@Nullable String source) {
        campaign.batch(IntStream.rangeClosed(101, 106)
                .mapToObj(id -> lead(id).from(HOME).by(source).command())
                .toList());

        assertThat(flagged(campaign)).containsExactly(106L);
    }

    @Test
    void a_signup_without_an_address_is_not_counted() {
        campaign.batch(IntStream.rangeClosed(101, 120)
                .mapToObj(id -> lead(id).command())
                .toList());

        assertThat(flagged(campaign)).isEmpty();
    }

    // Addresses and pages that are not accepted

    @ParameterizedTest
    @ValueSource(strings = {"ada@minute.example", "ada@mail.minute.example", "ada@a.b.throw.away.example"})
    void a_disposable_domain_and_all_below_it_are_flagged(String email) {
        campaign.batch(Commands.signUp(ID, 101, email));

        assertThat(campaign.flags(101)).containsExactly("bad_email_domain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@notminute.example", "ada@example", "ada@away.example", "ada@minute.example.org"})
    void a_domain_beside_or_above_it_is_not(String email) {
        campaign.batch(Commands.signUp(ID, 101, email));

        assertThat(flagged(campaign)).isEmpty();
    }

    @Test
    void a_campaign_blocks_email_domains_of_its_own() {
        var strict = blocking(List.of("rival.example", "münchen.example"), List.of());
        strict.batch(
                Commands.signUp(ID, 101, "ada@rival.example"),
                Commands.signUp(ID, 102, "ada@mail.rival.example"),
                Commands.signUp(ID, 103, Email.normalise("Eve@MAIL.Rival.EXAMPLE")),
                Commands.signUp(ID, 104, Email.normalise("ada@MÜNCHEN.example")),
                Commands.signUp(ID, 105, "ada@example.com"),
                Commands.of(ID, 106).phone("+420777000111").command());

        assertThat(flagged(strict)).containsExactly(101L, 102L, 103L, 104L);
    }

    @Test
    void a_campaigns_own_list_is_no_other_campaigns() {
        campaign.batch(Commands.signUp(ID, 101, "ada@rival.example"));

        assertThat(flagged(campaign)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sweeps.example/",
                "https://sweeps.example",
                "HTTPS://SWEEPS.example/Win?a=b",
                "http://www.sweeps.example:8080/x#y",
                "http://user:secret@sweeps.example/",
                "https://sweeps.example./",
                "//sweeps.example/win",
                "sweeps.example",
                "sweeps.example/win",
                "sweeps.example:8080/win",
                "www.sweeps.example?x",
                "  https://sweeps.example/  ",
                "https://sweeps.example/a b|c",
                "https://sweeps.example/{id}",
                "https://user@my_page.sweeps.example/ ",
                "https://my_page.sweeps.example:443/",
                "android-app://sweeps.example/",
                "android-app://my_page.sweeps.example/"
            })
    void a_page_of_a_blocked_domain_is_flagged_however_it_is_written(String page) {
        var strict = blocking(List.of(), List.of("sweeps.example"));
        strict.batch(lead(101).after(page).command());

        assertThat(strict.flags(101)).containsExactly("bad_referrer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/?from=sweeps.example",
                "https://example.com/sweeps.example",
                "https://example.com#sweeps.example",
                "https://sweeps.example@example.com/",
                "https://sweeps.example.com/",
                "https://notsweeps.example/",
                "https:///sweeps",
                "mailto:ada@sweeps",
                "http://[2001:db8::1]/",
                "http://[sweeps",
                "://",
                "%",
                "."
            })
    @NullSource
    void and_a_page_elsewhere_is_not_whatever_it_says(@Nullable String page) {
        var strict = blocking(List.of(), List.of("sweeps.example"));
        strict.batch(lead(101).after(page).command());

        assertThat(flagged(strict)).isEmpty();
    }

    @Test
    void the_flags_stand_in_the_order_of_detection_and_the_event_names_them() {
        var strict = with(new FraudRules(1, List.of(), Domains.NONE, Domains.of(List.of("sweeps.example"))));
        strict.batch(from(101, HOME));
        strict.news();
        strict.batch(Commands.of(ID, 102)
                .email("ada@minute.example")
                .from(HOME)
                .after("https://sweeps.example/")
                .command());

        assertThat(strict.flags(102)).containsExactly("duplicate_ip", "bad_email_domain", "bad_referrer");
        assertThat(strict.news())
                .containsExactly(
                        "new_signup 102",
                        "marked_as_fraudulent 102 \"__fraudulent\":[\"duplicate_ip\",\"bad_email_domain\",\"bad_referrer\"]");
    }

    @Test
    void a_lead_with_only_a_phone_that_gains_a_bad_address_is_flagged_then() {
        campaign.batch(Commands.of(ID, 101).phone("+420777000111").command());
        campaign.news();
        campaign.batch(Commands.of(ID, 102)
                .phone("+420777000111")
                .email("ada@minute.example")
                .command());

        assertThat(campaign.flags(101)).containsExactly("bad_email_domain");
        assertThat(campaign.news())
                .containsExactly(
                        "repeat_signup 101", "marked_as_fraudulent 101 \"__fraudulent\":[\"bad_email_domain\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "@rival.example, rival.example",
        "*.rival.example, rival.example",
        ".rival.example, rival.example",
        "' rival.example ', rival.example",
        "MÜNCHEN.example, münchen.example",
        "localhost, -",
        "rival..example, -",
        "https://rival.example, -",
        "ada@rival.example, -",
        "rival.example/, -",
        "'', -"
    })
    void a_list_may_write_a_domain_in_the_usual_ways(String written, String read) {
        assertThat(Domains.normal(written).orElse("-")).isEqualTo(read);
    }
}
