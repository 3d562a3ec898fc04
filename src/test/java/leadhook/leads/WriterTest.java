package leadhook.leads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import leadhook.log.News;
import leadhook.platform.Refusal;
import leadhook.platform.database.DatabaseException;
import leadhook.testkit.HeldRows;
import leadhook.testkit.PostgresProxy;
import leadhook.testkit.PostgresProxy.Moment;
import leadhook.testkit.PostgresProxy.Work;
import leadhook.testkit.ReusedNumbers;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches on a real PostgreSQL: how much they cost, and what becomes of them when something is in their way. */
@Timeout(120)
class WriterTest {
    /** Of a lead that nobody referred: new_signup, new_signup_not_excluded. */
    private static final int EVENTS_OF_A_LEAD = 2;

    private static final WriterWorld WORLD = new WriterWorld();

    private final WriterWorld world = WORLD;
    private final long campaign = world.campaign();

    @AfterAll
    static void close() {
        WORLD.close();
    }

    private static int status(Command command) {
        try {
            command.answer().join();
            return 200;
        } catch (CompletionException e) {
            return e.getCause() instanceof Refusal refusal ? refusal.status() : 500;
        }
    }

    private Command signUp(String email) {
        return world.signUp(campaign, email).command();
    }

    // What it costs
    // -----------------------------------------------------------------------------------------------------

    private long statements(List<Command> commands) {
        long before = world.hot.statements();
        var result = world.runBatch(commands);
        assertThat(result.replies())
                .hasSameSizeAs(commands)
                .allMatch(reply -> reply.done().isPresent());
        return world.hot.statements() - before;
    }

    /** A newcomer whom somebody referred, one with a tag, a repeat that moves somebody's score: every table is written. */
    private List<Command> everything(long of, long tag, String suffix) {
        var ada = world.signUp(of, "ada" + suffix).command();
        var bob = world.signUp(of, "bob" + suffix).referredBy(ada.newId()).command();
        var again = world.signUp(of, "ada" + suffix).tagged(tag).command();
        return List.of(ada, bob, again);
    }

    @Test
    void the_statements_of_a_batch_grow_neither_with_its_campaigns_nor_with_its_leads() {
        var one = world.campaign();
        long few = statements(everything(one, world.tag(one, 5).id(), "@example.com"));

        var commands = new ArrayList<Command>();
        for (int i = 0; i < 100; i++) {
            long each = world.campaign();
            commands.addAll(everything(each, world.tag(each, 5).id(), "@example.com"));
        }
        long many = statements(commands);

        // The first of an hour writes where its campaign stood when the hour began.
        statements(List.of(signUp("first@example.com")));
        long least = statements(List.of(signUp("plain@example.com")));
        assertThat(many).isEqualTo(few).isLessThanOrEqualTo(17);
        assertThat(least).isLessThanOrEqualTo(10);
    }

    @Test
    void a_phone_number_that_a_lead_gives_up_may_be_taken_by_a_new_one_in_the_same_batch() {
        world.write(
                world.signUp(campaign, "bob@example.com").phone("+420777000001").command());

        world.runBatch(List.of(
                world.signUp(campaign, "bob@example.com").phone("+420777000003").command(),
                world.signUp(campaign, "eve@example.com").phone("+420777000001").command()));

        assertThat(world.leads(campaign)).isEqualTo(2);
    }

    @Test
    void ranks_and_standings_go_beyond_the_first_block_of_scores() {
        var thousands = world.tag(campaign, 70_000);
        var some = world.tag(campaign, 1_500);
        world.write(
                world.signUp(campaign, "ada@example.com").tagged(some.id()).command(),
                world.signUp(campaign, "bob@example.com").tagged(thousands.id()).command(),
                world.signUp(campaign, "eve@example.com").tagged(some.id()).command());

        assertThat(world.count(
                        "select leads[1 + 1] from standings where campaign_id = ? and width = 65536 and number = 0",
                        campaign))
                .isEqualTo(1);
        assertThat(world.count(
                        "select leads[1 + 5] from standings where campaign_id = ? and width = 256 and number = 0",
                        campaign))
                .isEqualTo(2);
        assertThat(world.everyday.list(
                        "select body::json ->> 'contest_score_rank' from events where campaign_id = ? and type = 'new_signup' order by seq",
                        row -> row.getString(1),
                        campaign))
                .containsExactly("1", "1", "2");
    }

    @Test
    void what_a_batch_writes_is_what_its_answers_say() {
        var tag = world.tag(campaign, 5);
        world.write(everything(campaign, tag.id(), "@example.com").toArray(Command[]::new));

        assertThat(world.leads(campaign)).isEqualTo(2);
        assertThat(world.everyday.list(
                        "select type from events where campaign_id = ? order by seq",
                        row -> row.getString(1),
                        campaign))
                .containsExactly(
                        "new_signup",
                        "new_signup_not_excluded",
                        "new_signup",
                        "new_signup_not_excluded",
                        "referral",
                        "score_change",
                        "repeat_signup",
                        "tagged",
                        "score_change");
        assertThat(world.everyday.list(
                        "select coalesce(body_seq, seq) from events where campaign_id = ? order by seq",
                        row -> row.getLong(1),
                        campaign))
                .as("the event that holds the body: the first of the lead in its request")
                .containsExactly(1L, 1L, 3L, 3L, 5L, 5L, 7L, 7L, 7L);
        assertThat(world.count("select count(*) from events where campaign_id = ? and body is not null", campaign))
                .isEqualTo(4);
        assertThat(world.count(
                        "select counter from leads where campaign_id = ? and email = 'ada@example.com'", campaign))
                .as("signed up again in the batch that made it")
                .isEqualTo(2);
        assertThat(world.count("select score from tallies where campaign_id = ?", campaign))
                .isEqualTo(6);
        assertThat(world.count("select sum(points) from points where campaign_id = ?", campaign))
                .isEqualTo(6);
        assertThat(world.count(
                        "select leads[1 + 6] from standings where campaign_id = ? and width = 1 and number = 0",
                        campaign))
                .isEqualTo(1);
        assertThat(world.count(
                        "select leads[1 + 0] from standings where campaign_id = ? and width = 16 and number = 0",
                        campaign))
                .isEqualTo(1);
        assertThat(world.news).contains(new News(campaign, 1, 9, 1));
    }

    // Campaigns that cannot be had
    // --------------------------------------------------------------------------------------

    @Test
    void a_campaign_that_somebody_holds_holds_up_nobody_else_and_has_its_turn_when_it_is_free() {
        long other = world.campaign();
        var held = signUp("ada@example.com");
        try (var _ = HeldRows.ofCampaign(world.address, campaign)) {
            var free = world.signUp(other, "bob@example.com").command();
            world.send(held, free);
            assertThat(status(free)).isEqualTo(200);

            // By now it is waited for, which others must not do.
            var later = world.signUp(other, "cid@example.com").command();
            world.write(later);
            assertThat(status(later)).isEqualTo(200);
            assertThat(held.answer()).isNotDone();
        }
        assertThat(status(held)).isEqualTo(200);
        assertThat(world.leads(campaign)).isEqualTo(1);
    }

    @Test
    void a_campaign_held_for_longer_than_a_lock_is_waited_for_is_refused_to_nobody() {
        long other = world.campaign();
        var held = signUp("ada@example.com");
        try (var _ = HeldRows.ofCampaign(world.address, campaign)) {
            world.send(held);
            // Each of these has a round of its own, some of them after a lock that was not to be had.
            for (int i = 0; i < 6; i++) {
                var free = world.signUp(other, "lead-" + i + "@example.com").command();
                world.write(free);
                assertThat(status(free)).isEqualTo(200);
            }
            assertThat(held.answer()).isNotDone();
        }
        assertThat(status(held)).isEqualTo(200);
    }

    @Test
    void of_two_campaigns_that_somebody_held_the_one_that_is_free_again_does_not_wait_for_the_other() {
        long longer = world.campaign();
        var first = signUp("ada@example.com");
        var second = world.signUp(longer, "ada@example.com").command();
        try (var _ = HeldRows.ofCampaign(world.address, longer)) {
            try (var _ = HeldRows.ofCampaign(world.address, campaign)) {
                world.send(first, second);
                var free = world.signUp(world.campaign(), "bob@example.com").command();
                world.write(free);
                assertThat(status(free)).isEqualTo(200);
            }
            assertThat(status(first)).isEqualTo(200);
            assertThat(second.answer()).isNotDone();
        }
        assertThat(status(second)).isEqualTo(200);
    }

    @Test
    void a_batch_that_waits_for_a_lock_gives_up_soon_and_one_that_skips_is_bound_as_usual() {
        try (var _ = HeldRows.ofCampaign(world.address, campaign)) {
            assertThatThrownBy(() -> lockTimeout(signUp("ada@example.com"), true))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.isLockTimeout()).isTrue());
            assertThat(lockTimeout(signUp("ada@example.com"), false)).isEqualTo("2s");
        }
        assertThat(lockTimeout(signUp("ada@example.com"), true)).isEqualTo("200ms");
        assertThat(lockTimeout(signUp("bob@example.com"), false)).isEqualTo("2s");
    }

    /** How long a batch waits for a lock, as its transaction says at its end. */
    private String lockTimeout(Command command, boolean waiting) {
        return world.hot.transaction(transaction -> {
            world.batch.run(transaction, List.of(command), waiting, _ -> {});
            return transaction
                    .first("show lock_timeout", row -> row.getString(1))
                    .orElseThrow();
        });
    }

    @Test
    void an_unknown_campaign_is_not_found() {
        var unknown = world.signUp(987_654_321, "ada@example.com").command();
        var known = signUp("bob@example.com");

        world.write(unknown, known);

        assertThat(status(unknown)).isEqualTo(404);
        assertThat(status(known)).isEqualTo(200);
    }

    @Test
    void a_new_lead_whose_id_is_taken_gets_another() {
        var first = signUp("ada@example.com");
        world.write(first);
        var second =
                Commands.of(campaign, first.newId()).email("bob@example.com").command();

        world.write(second);

        assertThat(status(second)).isEqualTo(200);
        assertThat(world.leads(campaign)).isEqualTo(2);
    }

    // Data at fault
    // -----------------------------------------------------------------------------------------------------

    @Test
    void data_that_cannot_be_stored_harms_neither_its_campaign_nor_others() {
        long other = world.campaign();
        var poison = signUp("ada\0@example.com");
        var neighbours = IntStream.range(0, 5)
                .mapToObj(i -> signUp("neighbour-" + i + "@example.com"))
                .toList();
        var elsewhere = world.signUp(other, "bob@example.com").command();
        var all = new ArrayList<Command>(neighbours);
        all.add(2, poison);
        all.add(elsewhere);

        world.write(all.toArray(Command[]::new));

        assertThat(status(poison)).isEqualTo(409);
        assertThat(neighbours).allMatch(command -> status(command) == 200);
        assertThat(status(elsewhere)).isEqualTo(200);
        assertThat(world.leads(campaign)).isEqualTo(5);
        assertThat(world.count("select last_number from campaign_state where campaign_id = ?", campaign))
                .isEqualTo(5);
        assertThat(world.count("select last_seq from campaign_state where campaign_id = ?", campaign))
                .isEqualTo(5 * EVENTS_OF_A_LEAD);
    }

    // Faults of the database
    // --------------------------------------------------------------------------------------------

    /** Whoever signs up as {@code fault@…} meets it, as many times as said. */
    private AutoCloseable fault(String body, int times) {
        world.everyday.update("create sequence faults");
        world.everyday.update("""
                create function fault() returns trigger language plpgsql as $$ begin
                    if nextval('faults') <= %d then %s end if;
                    return new;
                end $$
                """.formatted(times, body));
        world.everyday.update("""
                create trigger fault before insert on leads for each row
                when (new.email like 'fault%') execute function fault()
                """);
        return () -> {
            world.everyday.update("drop trigger fault on leads");
            world.everyday.update("drop function fault");
            world.everyday.update("drop sequence faults");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03"})
    void a_conflict_that_passes_is_tried_again_whole(String state) throws Exception {
        var command = signUp("fault@example.com");
        var neighbour = signUp("bob@example.com");
        try (var _ = fault("raise exception using errcode = '" + state + "';", 2)) {
            world.write(command, neighbour);
        }

        assertThat(status(command)).isEqualTo(200);
        assertThat(status(neighbour)).isEqualTo(200);
        assertThat(world.events(campaign)).isEqualTo(2 * EVENTS_OF_A_LEAD);
    }

    @Test
    void a_conflict_that_does_not_pass_is_answered_with_503_and_nothing_has_happened() throws Exception {
        var command = signUp("fault@example.com");
        try (var _ = fault("raise exception using errcode = '40001';", 1_000)) {
            world.write(command);
        }

        assertThat(status(command)).isEqualTo(503);
        assertThat(world.leads(campaign)).isZero();
    }

    @Test
    void a_check_that_fails_is_the_fault_of_the_one_whose_data_it_was() throws Exception {
        var command = signUp("fault@example.com");
        var neighbour = signUp("bob@example.com");
        try (var _ = fault("raise exception using errcode = '23514', constraint = 'a_rule';", 1_000)) {
            world.write(command, neighbour);
        }

        assertThat(status(command)).isEqualTo(409);
        assertThat(status(neighbour)).isEqualTo(200);
    }

    @Test
    void a_connection_lost_before_the_commit_is_answered_with_503_and_nothing_has_happened() throws Exception {
        var command = signUp("fault@example.com");
        try (var _ = fault("perform pg_terminate_backend(pg_backend_pid());", 1)) {
            world.write(command);
        }
        assertThat(status(command)).isEqualTo(503);
        assertThat(world.leads(campaign)).isZero();

        var later = signUp("fault@example.com");
        world.write(later);
        assertThat(status(later)).isEqualTo(200);
        assertThat(world.events(campaign)).isEqualTo(EVENTS_OF_A_LEAD);
    }

    @Test
    void a_commit_that_was_carried_out_and_could_not_be_told_is_found_out() {
        var address = TestPostgres.database();
        try (var proxy = PostgresProxy.before(address);
                var cut = new WriterWorld(address, proxy.address())) {
            long of = cut.campaign();
            var command = cut.signUp(of, "ada@example.com").command();
            proxy.cutNextCommit();

            cut.write(command);

            assertThat(proxy.isCutting()).isFalse();
            assertThat(command.answer().join().created()).isTrue();
            assertThat(cut.leads(of)).isEqualTo(1);
            assertThat(cut.events(of)).isEqualTo(EVENTS_OF_A_LEAD);
            assertThat(cut.news).containsExactly(new News(of, 1, EVENTS_OF_A_LEAD, 0));
        }
    }

    @Test
    void a_commit_that_was_lost_is_not_taken_for_another_one_of_its_number() {
        try (var proxy = PostgresProxy.before(world.address);
                var cut = new WriterWorld(ReusedNumbers.on(world.address), proxy.address())) {
            long of = cut.campaign();
            var lost = cut.signUp(of, "ada@example.com").command();
            var stored = cut.signUp(of, "bob@example.com").command();
            proxy.cutNext(Work.BATCH, Moment.BEFORE_IT);
            cut.write(lost);
            proxy.cutNext(Work.BATCH, Moment.AFTER_IT);
            cut.write(stored);

            assertThat(status(lost)).isEqualTo(503);
            assertThat(status(stored)).isEqualTo(200);
            assertThat(cut.leads(of)).isEqualTo(1);
        }
    }

    @Test
    void a_commit_that_broke_off_is_answered_with_503_and_nothing_has_happened() {
        world.everyday.update("""
                create function broken_commit() returns trigger language plpgsql as $$ begin
                    perform pg_terminate_backend(pg_backend_pid());
                    return null;
                end $$
                """);
        world.everyday.update("""
                create constraint trigger broken_commit after insert on leads deferrable initially deferred
                for each row when (new.email like 'broken%') execute function broken_commit()
                """);
        var command = signUp("broken@example.com");

        world.write(command);

        assertThat(status(command)).isEqualTo(503);
        assertThat(world.leads(campaign)).isZero();
        world.everyday.update("drop trigger broken_commit on leads");
        world.everyday.update("drop function broken_commit");
    }

    /** A signup that our own code fails at, wherever it looks at its utm. */
    private Command faulty(String email) {
        var utm = new AbstractMap<String, String>() {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                throw new IllegalStateException("a fault of the test");
            }
        };
        var sound = signUp(email).request().made().orElseThrow();
        var signup = new Signup(
                sound.contact(),
                sound.customFields(),
                utm,
                null,
                null,
                null,
                null,
                null,
                null,
                sound.origin(),
                false,
                false,
                false,
                false);
        return new Command(
                campaign,
                world.signUp(campaign, email).newId(),
                new Request.SignUp(signup, Optional.empty()),
                Optional.empty(),
                0,
                1,
                new CompletableFuture<>());
    }

    @Test
    void a_fault_of_our_own_code_harms_only_the_signup_that_meets_it() {
        var faulty = faulty("ada@example.com");
        var neighbours = List.of(signUp("bob@example.com"), signUp("cid@example.com"));
        var elsewhere = world.signUp(world.campaign(), "dan@example.com").command();

        world.write(neighbours.getFirst(), faulty, neighbours.getLast(), elsewhere);

        assertThat(status(faulty)).isEqualTo(500);
        assertThat(neighbours).allMatch(command -> status(command) == 200);
        assertThat(status(elsewhere)).isEqualTo(200);
        assertThat(world.leads(campaign)).isEqualTo(2);
        assertThat(world.events(campaign)).isEqualTo(2 * EVENTS_OF_A_LEAD);
    }

    @Test
    void a_writer_outlives_an_error_that_should_not_be() {
        var answer = new CompletableFuture<Done>() {
            @Override
            public boolean complete(Done value) {
                throw new StackOverflowError("an error of the test");
            }
        };
        var strange = new Command(
                campaign,
                world.signUp(campaign, "x").newId(),
                signUp("ada@example.com").request(),
                Optional.empty(),
                0,
                1,
                answer);
        world.write(strange);
        var later = signUp("bob@example.com");

        world.write(later);

        assertThat(status(later)).isEqualTo(200);
    }

    // Days
    // --------------------------------------------------------------------------------------------------------------

    private List<LocalDate> days() {
        return world.everyday.list(
                "select day from events where campaign_id = ? and type = 'new_signup' order by seq",
                row -> row.getObject(1, LocalDate.class),
                campaign);
    }

    @Test
    void a_day_that_has_no_partition_yet_gets_one_and_days_never_go_back() {
        var today = LocalDate.parse("2026-03-02");
        world.write(signUp("ada@example.com"), signUp("bob@example.com"));

        world.clock.advance(Duration.ofDays(10));
        world.write(signUp("cid@example.com"));
        world.clock.advance(Duration.ofDays(-10));
        world.write(signUp("dan@example.com"), signUp("eva@example.com"));

        var later = today.plusDays(10);
        assertThat(days()).containsExactly(today, today, later, later, later);
        assertThat(world.count(
                        "select count(*) from events a join events b on a.campaign_id = b.campaign_id and b.seq = a.seq + 1"
                                + " where a.campaign_id = ? and b.at < a.at",
                        campaign))
                .isZero();
        assertThat(world.everyday.list(
                        "select day, first_seq from log_days where campaign_id = ? order by day",
                        row -> row.getObject(1, LocalDate.class) + " from " + row.getLong(2),
                        campaign))
                .containsExactly(today + " from 1", later + " from " + (2 * EVENTS_OF_A_LEAD + 1));
    }

    @Test
    void a_campaign_made_while_the_clock_ran_ahead_takes_signups_when_it_is_right_again() {
        world.clock.advance(Duration.ofDays(60));
        long early = world.campaign();
        world.clock.advance(Duration.ofDays(-60));
        var command = world.signUp(early, "ada@example.com").command();

        world.write(command);

        assertThat(status(command)).isEqualTo(200);
        assertThat(world.events(early)).isEqualTo(EVENTS_OF_A_LEAD);
    }
}
