package leadhook.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Migrations;
import leadhook.testkit.ManualClock;
import leadhook.testkit.Mentions;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
    private static final String PASSWORD = "correct horse";

    private static final Database DATABASE = Database.everyday(TestPostgres.database(), 6);
    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T09:15:44Z"));
    private final Passwords passwords = new Passwords();
    private final Users users = new Users(DATABASE, clock, passwords);
    private final Sessions sessions = new Sessions(DATABASE, clock);

    @BeforeAll
    static void make_tables() {
        Migrations.apply(DATABASE, "LEADHOOK_DATABASE_URL");
    }

    @BeforeEach
    void forget_everybody() {
        DATABASE.update("truncate users restart identity cascade");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void a_user_is_known_by_name_and_password_and_by_nothing_less() {
        var ada = users.create("Ada", PASSWORD, Role.VIEWER, Set.of(7L, 9L));

        assertThat(users.check("Ada", PASSWORD)).contains(ada);
        assertThat(users.check(" aDA ", PASSWORD)).contains(ada);
        assertThat(users.check("Ada", "wrong horse")).isEmpty();
        assertThat(users.check("Grace", PASSWORD)).isEmpty();
        assertThat(users.find(ada.id())).contains(ada);
        assertThat(users.find(ada.id() + 1)).isEmpty();
    }

    @Test
    void a_name_that_nobody_has_is_as_much_work_as_a_wrong_password() {
        users.create("Ada", PASSWORD, Role.VIEWER, null);

        assertThat(work("Ada")).isEqualTo(work("Grace")).isEqualTo(new Work(1, 1));
    }

    private record Work(long hashes, long statements) {}

    private Work work(String name) {
        long hashes = passwords.computed();
        long statements = DATABASE.statements();
        assertThat(users.check(name, "wrong horse")).isEmpty();
        return new Work(passwords.computed() - hashes, DATABASE.statements() - statements);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0", "A\0da", "a\nb", "\ud800", "drop table users; --", "' or ''='"})
    void whatever_is_typed_as_a_name_is_nobody(String typed) {
        assertThat(users.check(typed, PASSWORD)).isEmpty();
        assertThat(users.check("x".repeat(1 << 20), PASSWORD)).isEmpty();
    }

    @Test
    void the_password_itself_is_nowhere_in_the_database() {
        var ada = users.create("Ada", PASSWORD, Role.OWNER, null);
        users.changePassword(ada.id(), "battery staple");

        assertThat(new Mentions(List.of(PASSWORD, "battery staple")).in(DATABASE))
                .isEmpty();
    }

    @Test
    void of_two_with_one_name_in_whatever_case_there_is_one() {
        users.create("Zo\u00eb", PASSWORD, Role.VIEWER, null);

        for (var taken : List.of("Zo\u00eb", "zO\u00eb", "  Zo\u00eb", "Zoe\u0308")) {
            assertRefused(
                    "There is a user of this name already", () -> users.create(taken, PASSWORD, Role.OWNER, null));
        }
        assertThat(users.list()).hasSize(1);
    }

    @Test
    void those_who_are_made_at_the_same_moment_under_one_name_are_one() {
        var made = Stream.generate(() -> CompletableFuture.supplyAsync(() -> {
                    try {
                        users.create("Ada", PASSWORD, Role.VIEWER, null);
                        return true;
                    } catch (Refusal refusal) {
                        return false;
                    }
                }))
                .limit(4)
                .toList();

        assertThat(made.stream().map(CompletableFuture::join)).containsOnlyOnce(true);
    }

    @Test
    void a_name_has_1_to_100_characters_that_can_be_seen() {
        for (var bad : List.of("", "  ", "x".repeat(101), "A\nda", "A\0da", "A\u0085da", "A\u2028da", "A\ud800")) {
            assertRefused(
                    "A name has 1 to 100 characters, none of them a control character",
                    () -> users.create(bad, PASSWORD, Role.VIEWER, null));
        }
        assertThat(users.create("x".repeat(100), PASSWORD, Role.VIEWER, null).name())
                .hasSize(100);
    }

    @Test
    void a_password_that_is_too_short_or_too_long_makes_nobody() {
        for (var bad : List.of("123456789", "x".repeat(201))) {
            assertRefused("A password has 10 to 200 characters", () -> users.create("Ada", bad, Role.VIEWER, null));
        }
        assertThat(users.list()).isEmpty();
    }

    @Test
    void a_user_may_be_made_as_part_of_a_larger_change() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> DATABASE.transaction(transaction -> {
                    assertThat(users.areNone(transaction)).isTrue();
                    users.create(transaction, "Ada", PASSWORD, Role.OWNER, null);
                    assertThat(users.areNone(transaction)).isFalse();
                    throw new IllegalStateException("broken off");
                }));

        assertThat(users.list()).isEmpty();
    }

    @Test
    void what_a_user_sees_is_all_some_or_none() {
        var all = users.create("All", PASSWORD, Role.OWNER, null);
        var some = users.create("Some", PASSWORD, Role.VIEWER, Set.of(7L));
        var none = users.create("None", PASSWORD, Role.VIEWER, Set.of());

        assertThat(users.list()).containsExactly(all, none, some);
        assertThat(all.sees(7) && all.seesAll() && all.isOwner()).isTrue();
        assertThat(some.sees(7)).isTrue();
        assertThat(some.sees(8) || some.seesAll() || some.isOwner()).isFalse();
        assertThat(none.sees(7) || none.seesAll()).isFalse();
    }

    @Test
    void another_password_signs_him_out_everywhere_and_nobody_else() {
        var ada = users.create("Ada", PASSWORD, Role.OWNER, null);
        var grace = users.create("Grace", PASSWORD, Role.VIEWER, null);
        var his = List.of(sessions.start(ada), sessions.start(ada));
        var hers = sessions.start(grace);

        users.changePassword(ada.id(), "battery staple");

        assertThat(his).allMatch(token -> sessions.find(token).isEmpty());
        assertThat(sessions.find(hers)).isPresent();
        assertThat(users.check("Ada", PASSWORD)).isEmpty();
        assertThat(users.check("Ada", "battery staple")).contains(ada);
    }

    @Test
    void who_signs_in_with_the_old_password_while_it_changes_is_not_signed_in() {
        var ada = users.create("Ada", PASSWORD, Role.OWNER, null);
        var signingIn = new AtomicReference<CompletableFuture<Optional<String>>>();

        DATABASE.transaction(transaction -> {
            UsersTable.update(transaction, ada, passwords.hash("battery staple"));
            signingIn.set(CompletableFuture.supplyAsync(() -> users.signIn(sessions, "Ada", PASSWORD)));
            while (!signingIn.get().isDone() && nobodyWaits()) {
                Thread.onSpinWait();
            }
            return Sessions.endAll(transaction, ada.id());
        });

        assertThat(signingIn.get().join()).isEmpty();
        assertThat(DATABASE.list("select 1 from sessions", _ -> 1)).isEmpty();
        assertThat(users.signIn(sessions, "Ada", "battery staple").flatMap(sessions::find))
                .isPresent();
    }

    private static boolean nobodyWaits() {
        return DATABASE.list("""
                select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                """, _ -> 1).isEmpty();
    }

    @Test
    void a_password_that_is_refused_signs_nobody_out() {
        var ada = users.create("Ada", PASSWORD, Role.OWNER, null);
        var token = sessions.start(ada);

        assertRefused("A password has 10 to 200 characters", () -> users.changePassword(ada.id(), "short"));

        assertThat(sessions.find(token)).isPresent();
        assertThat(users.check("Ada", PASSWORD)).contains(ada);
    }

    @Test
    void what_he_may_do_and_see_changes_without_signing_him_out() {
        users.create("Owner", PASSWORD, Role.OWNER, null);
        var ada = users.create("Ada", PASSWORD, Role.VIEWER, null);
        var token = sessions.start(ada);

        var changed = users.change(ada.id(), before -> before.with(Role.OWNER, Set.of(7L)), null);

        assertThat(changed).isEqualTo(new User(ada.id(), "Ada", Role.OWNER, Set.of(7L)));
        assertThat(sessions.find(token).orElseThrow().user()).isEqualTo(changed);
        assertThat(users.check("Ada", PASSWORD)).contains(changed);
    }

    @Test
    void a_user_who_is_deleted_is_signed_out() {
        users.create("Owner", PASSWORD, Role.OWNER, null);
        var ada = users.create("Ada", PASSWORD, Role.VIEWER, null);
        var token = sessions.start(ada);

        users.delete(ada.id());

        assertThat(sessions.find(token)).isEmpty();
        assertThat(users.check("Ada", PASSWORD)).isEmpty();
        assertThat(users.list()).extracting(User::name).containsExactly("Owner");
    }

    @Test
    void the_last_owner_of_all_campaigns_stays_one() {
        var last = users.create("Last", PASSWORD, Role.OWNER, null);
        users.create("Of some", PASSWORD, Role.OWNER, Set.of(7L));
        users.create("Viewer", PASSWORD, Role.VIEWER, null);
        var sentence = "This is the last owner of all campaigns: make another first";

        assertRefused(sentence, () -> users.delete(last.id()));
        assertRefused(sentence, () -> users.change(last.id(), user -> user.with(Role.VIEWER, null), null));
        assertRefused(sentence, () -> users.change(last.id(), user -> user.with(Role.OWNER, Set.of(7L)), null));
        assertThat(users.find(last.id())).contains(last);

        users.create("Another", PASSWORD, Role.OWNER, null);
        users.delete(last.id());
        assertThat(users.list()).extracting(User::name).doesNotContain("Last");
    }

    @Test
    void of_two_owners_who_are_deleted_at_the_same_moment_one_stays() {
        var owners = Stream.of("One", "Two")
                .map(name -> users.create(name, PASSWORD, Role.OWNER, null))
                .toList();

        var deleted = owners.stream()
                .map(owner -> CompletableFuture.supplyAsync(() -> {
                    try {
                        users.delete(owner.id());
                        return true;
                    } catch (Refusal refusal) {
                        return false;
                    }
                }))
                .toList();

        assertThat(deleted.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(true, false);
        assertThat(users.list()).hasSize(1);
    }

    @Test
    void where_nobody_owns_everything_anybody_may_go() {
        var ada = users.create("Ada", PASSWORD, Role.VIEWER, null);

        users.delete(ada.id());

        assertThat(users.list()).isEmpty();
    }

    @Test
    void somebody_who_is_not_there_cannot_be_changed_or_deleted() {
        for (Runnable change : List.<Runnable>of(
                () -> users.delete(1),
                () -> users.changePassword(1, PASSWORD),
                () -> users.change(1, user -> user, null))) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(change::run)
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(404));
        }
    }

    @Test
    void there_are_a_thousand_at_most() {
        var names = IntStream.range(0, 1_000).mapToObj(i -> "user" + i).toArray(String[]::new);
        DATABASE.update("""
                insert into users (name, password, role, created_at)
                select name, 'none', 'viewer', now() from unnest(?::text[]) name
                """, (Object) names);

        assertRefused(
                "There are 1,000 users: no more can be made", () -> users.create("Ada", PASSWORD, Role.OWNER, null));
    }

    private static void assertRefused(String sentence, Runnable change) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(change::run)
                .withMessage(sentence)
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409));
    }
}
