package leadhook.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.platform.secrets.Tokens;
import leadhook.testkit.ManualClock;
import leadhook.testkit.Mentions;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
    private static final Database DATABASE = Database.everyday(TestPostgres.database(), 6);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T09:15:44Z"));
    private final Sessions sessions = new Sessions(DATABASE, clock);
    private User ada = new User(0, "", Role.VIEWER, null);

    @BeforeAll
    static void make_tables() {
        Migrations.apply(DATABASE, "LEADHOOK_DATABASE_URL");
    }

    @BeforeEach
    void there_is_one_user() {
        DATABASE.update("truncate users restart identity cascade");
        ada = user("Ada");
    }

    private User user(String name) {
        return new Users(DATABASE, clock).create(name, "correct horse", Role.VIEWER, null);
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void a_session_is_found_by_its_token_and_by_no_other() {
        var token = sessions.start(ada);
        var other = sessions.start(user("Grace"));

        assertThat(token).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(other);
        assertThat(sessions.find(token).orElseThrow().user()).isEqualTo(ada);
        assertThat(sessions.find(other).orElseThrow().user().name()).isEqualTo("Grace");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0", "unknown", "\ud800", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatever_else_a_browser_sends_is_no_session(String token) {
        sessions.start(ada);

        assertThat(sessions.find(token)).isEmpty();
        sessions.end(token);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void of_a_token_and_of_what_its_forms_bring_only_the_hash_of_the_first_is_kept() {
        var token = sessions.start(ada);
        var form = sessions.find(token).orElseThrow().formToken();

        assertThat(new Mentions(List.of(token, form)).in(DATABASE)).isEmpty();
        assertThat(DATABASE.list("select hash from sessions", row -> row.getBytes(1)))
                .containsExactly(Tokens.hash(token));
    }

    @Test
    void a_form_belongs_to_one_session() {
        var token = sessions.start(ada);
        var session = sessions.find(token).orElseThrow();
        var other = sessions.find(sessions.start(ada)).orElseThrow();

        assertThat(session.isForm(session.formToken())).isTrue();
        assertThat(sessions.find(token).orElseThrow()).isEqualTo(session);
        for (var wrong : List.of("", token, other.formToken(), session.formToken() + "A")) {
            assertThat(session.isForm(wrong)).isFalse();
        }
        assertThat(session.toString()).doesNotContain(session.formToken());
    }

    @Test
    void a_session_that_is_used_goes_on_and_one_that_was_unused_for_a_week_has_ended() {
        var used = sessions.start(ada);
        var unused = sessions.start(ada);

        for (int day = 0; day < 6; day++) {
            clock.advance(Duration.ofDays(1));
            assertThat(sessions.find(used)).isPresent();
        }
        clock.advance(Duration.ofDays(1).minusSeconds(1));
        assertThat(sessions.find(used)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.find(unused)).isEmpty();

        clock.advance(Duration.ofDays(7).minusSeconds(2));
        assertThat(sessions.find(used)).isPresent();
    }

    @Test
    void a_session_ends_after_30_days_however_much_it_is_used() {
        var token = sessions.start(ada);

        for (int day = 0; day < 29; day++) {
            clock.advance(Duration.ofDays(1));
            assertThat(sessions.find(token)).isPresent();
        }
        clock.advance(Duration.ofDays(1).minusSeconds(1));
        assertThat(sessions.find(token)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sessions.find(token)).isEmpty();
    }

    @Test
    void that_it_is_used_is_written_every_five_minutes_at_most() {
        var token = sessions.start(ada);
        var start = clock.instant();

        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        long before = DATABASE.statements();
        sessions.find(token);
        assertThat(DATABASE.statements() - before).isEqualTo(1);
        assertThat(seenAt()).isEqualTo(start);

        clock.advance(Duration.ofSeconds(1));
        sessions.find(token);
        assertThat(seenAt()).isEqualTo(clock.instant());
    }

    @Test
    void who_signs_out_is_signed_out_in_that_browser() {
        var here = sessions.start(ada);
        var there = sessions.start(ada);

        sessions.end(here);

        assertThat(sessions.find(here)).isEmpty();
        assertThat(sessions.find(there)).isPresent();
    }

    @Test
    void who_signs_out_everywhere_is_signed_out_everywhere_and_nobody_else() {
        var tokens = List.of(sessions.start(ada), sessions.start(ada));
        var other = sessions.start(user("Grace"));

        sessions.endAll(ada.id());

        assertThat(tokens).allMatch(token -> sessions.find(token).isEmpty());
        assertThat(sessions.find(other)).isPresent();
    }

    @Test
    void of_more_than_fifty_the_oldest_goes() {
        var other = sessions.start(user("Grace"));
        var tokens = IntStream.range(0, 52)
                .mapToObj(_ -> {
                    clock.advance(Duration.ofSeconds(1));
                    return sessions.start(ada);
                })
                .toList();

        assertThat(tokens.subList(0, 2)).allMatch(token -> sessions.find(token).isEmpty());
        assertThat(tokens.subList(2, 52)).allMatch(token -> sessions.find(token).isPresent());
        assertThat(sessions.find(other)).isPresent();
    }

    @Test
    void those_who_sign_in_at_the_same_moment_count_each_other() {
        IntStream.range(0, 48).forEach(_ -> sessions.start(ada));

        Stream.generate(() -> CompletableFuture.supplyAsync(() -> sessions.start(ada)))
                .limit(6)
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(count()).isEqualTo(50);
    }

    @Test
    void those_that_have_ended_are_deleted_when_somebody_signs_in() {
        sessions.start(ada);
        sessions.start(ada);
        clock.advance(Duration.ofDays(7));

        var token = sessions.start(user("Grace"));

        assertThat(count()).isEqualTo(1);
        assertThat(sessions.find(token)).isPresent();
    }

    @Test
    void one_that_is_too_old_is_deleted_a_week_later_whoever_still_brings_it() {
        var token = sessions.start(ada);
        for (int day = 0; day < 37; day++) {
            clock.advance(Duration.ofDays(1));
            sessions.find(token);
        }

        sessions.start(user("Grace"));

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void nobody_signs_in_as_somebody_who_is_gone() {
        var gone = new User(ada.id() + 1, "Gone", Role.OWNER, null);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> sessions.start(gone))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(404));
    }

    private long count() {
        return DATABASE.first("select count(*) from sessions", row -> row.getLong(1))
                .orElseThrow();
    }

    private Instant seenAt() {
        return DATABASE.first(
                        "select seen_at from sessions",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .orElseThrow();
    }
}
