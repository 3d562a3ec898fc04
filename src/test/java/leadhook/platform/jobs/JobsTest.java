package leadhook.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.testkit.ManualClock;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server at a time has a job, and whoever lost it moves nothing. */
@Timeout(60)
class JobsTest {
    private static final Set<String> KINDS = Set.of("import");

    private final Database database = Database.everyday(TestPostgres.database(), 3);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T09:15:44Z"));
    private final Jobs one = new Jobs(database, "one", clock);
    private final Jobs other = new Jobs(database, "other", clock);

    @BeforeEach
    void make_tables() {
        Migrations.apply(database, "LEADHOOK_DATABASE_URL");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Job advance(Jobs jobs, Job job, String cursor) {
        return database.transaction(transaction -> jobs.advance(transaction, job, cursor, 1, 2L));
    }

    @Test
    void what_is_to_do_is_made_once_until_it_is_done() {
        one.add("import", 7L, "leads.csv");
        other.add("import", 7L, "leads.csv");
        other.add("import", 8L, "leads.csv");
        assertThat(one.list(0, 10)).hasSize(2);

        var job = one.claim(KINDS).orElseThrow();
        database.transaction(transaction -> one.end(transaction, job));
        assertThat(one.knows("import", "leads.csv")).isTrue();
        one.add("import", 7L, "leads.csv");

        assertThat(one.list(0, 10)).extracting(Job::state).containsExactly("done", "waiting", "waiting");
    }

    @Test
    void nobody_else_has_it_until_its_lease_ends_and_it_goes_on_where_it_stood() {
        one.add("import", null, "a");
        var first = one.claim(KINDS).orElseThrow();
        var moved = advance(one, first, "row 100");
        assertThat(other.claim(KINDS)).isEmpty();

        database.update("update jobs set until = now() - interval '1 second'");
        var taken = other.claim(KINDS).orElseThrow();

        assertThat(taken.cursor()).isEqualTo("row 100");
        assertThatThrownBy(() -> advance(one, moved, "row 200")).isInstanceOf(LostJob.class);
        assertThatThrownBy(() -> database.transaction(transaction -> one.end(transaction, moved)))
                .isInstanceOf(LostJob.class);
        one.putOff(moved, "too late");
        one.release(moved);
        assertThat(one.list(0, 1)).first().satisfies(job -> {
            assertThat(job.owner()).isEqualTo("other");
            assertThat(job.cursor()).isEqualTo("row 100");
            assertThat(job.error()).isNull();
        });
    }

    @Test
    void what_is_given_back_is_taken_at_once() {
        one.add("import", null, "a");
        one.release(one.claim(KINDS).orElseThrow());

        assertThat(other.claim(KINDS)).isPresent();
    }

    @Test
    void what_fails_is_left_alone_longer_each_time_until_it_comes_on() {
        one.add("import", null, "a");
        one.putOff(one.claim(KINDS).orElseThrow(), "locked");
        assertThat(one.claim(KINDS)).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        one.putOff(one.claim(KINDS).orElseThrow(), "locked");
        clock.advance(Duration.ofMinutes(1));
        assertThat(one.claim(KINDS)).isEmpty();
        clock.advance(Duration.ofMinutes(1));

        var job = one.claim(KINDS).orElseThrow();
        assertThat(job.failures()).isEqualTo(2);
        assertThat(job.error()).isEqualTo("locked");
        assertThat(advance(one, job, "row 1").failures()).isZero();
        assertThat(Job.waitAfter(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Job.waitAfter(6)).isEqualTo(Duration.ofMinutes(32));
        assertThat(Job.waitAfter(1_000)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void what_fails_is_counted_until_it_comes_on_or_ends() {
        one.add("import", null, "a");
        one.add("import", null, "b");
        one.add("import", null, "c");
        for (int i = 0; i < 2; i++) {
            one.putOff(one.claim(KINDS).orElseThrow(), "locked");
        }
        assertThat(failing()).isEqualTo(2);

        clock.advance(Duration.ofMinutes(1));
        advance(one, one.claim(KINDS).orElseThrow(), "row 1");
        assertThat(failing()).isEqualTo(1);
        var job = one.claim(KINDS).orElseThrow();
        assertThat(job.failures()).isEqualTo(1);
        database.transaction(transaction -> one.end(transaction, job));
        assertThat(failing()).isZero();
    }

    private long failing() {
        return database.transaction(Jobs::failing);
    }

    @Test
    void what_ended_is_forgotten_after_30_days() {
        one.add("import", null, "a");
        var job = one.claim(KINDS).orElseThrow();
        database.transaction(transaction -> one.end(transaction, job));
        one.add("import", null, "b");
        clock.advance(Duration.ofDays(30));
        one.forget();
        assertThat(one.list(0, 10)).hasSize(2);

        clock.advance(Duration.ofSeconds(1));
        one.forget();

        assertThat(one.list(0, 10)).extracting(Job::subject).containsExactly("b");
    }
}
