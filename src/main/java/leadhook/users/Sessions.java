package leadhook.users;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.Tokens;

/**
 * Who is signed in. A session is found by a token that only its browser has; here is no more than the token's hash. It ends
 * when its user says so, when it was unused for a week, and after 30 days in any case.
 */
public final class Sessions {
    private static final int TOKEN_BYTES = 32;
    private static final int MOST_OF_ONE = 50;
    private static final int SWEPT_AT_ONCE = 1_000;
    private static final Duration UNUSED = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration SEEN_EVERY = Duration.ofMinutes(5);

    private final Database database;
    private final InstantSource clock;

    public Sessions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Signs a user in; the token is for his browser. Of too many sessions the oldest ends. */
    public String start(User user) {
        var token = Tokens.random(TOKEN_BYTES);
        var now = clock.instant();
        database.transaction(transaction -> {
            lock(transaction, user);
            sweep(transaction, now);
            makeRoom(transaction, user);
            return transaction.update(
                    "insert into sessions (hash, user_id, created_at, seen_at) values (?, ?, ?, ?)",
                    Tokens.hash(token),
                    user.id(),
                    now,
                    now);
        });
        return token;
    }

    /** So that those who sign in as one user at the same moment count each other. */
    private static void lock(Transaction transaction, User user) {
        var locked = transaction.first(
                "select 1 from users where id = ? for no key update", row -> row.getInt(1), user.id());
        if (locked.isEmpty()) {
            throw Refusal.notFound("User not found");
        }
    }

    /** Anybody's that have ended. One that grew too old is found no more, so it is unused a week later. */
    private static void sweep(Transaction transaction, Instant now) {
        transaction.update("""
                delete from sessions where hash = any(array(
                    select hash from sessions where seen_at <= ? order by seen_at limit ? for update skip locked))
                """, now.minus(UNUSED), SWEPT_AT_ONCE);
    }

    private static void makeRoom(Transaction transaction, User user) {
        transaction.update("""
                delete from sessions where hash = any(array(
                    select hash from sessions where user_id = ? order by created_at desc, hash offset ?))
                """, user.id(), MOST_OF_ONE - 1);
    }

    /** The session of that token; empty when there is none, or it has ended. */
    public Optional<Session> find(String token) {
        var now = clock.instant();
        var hash = Tokens.hash(token);
        var found = database.first(
                """
                select u.id, u.name, u.role, u.campaigns, s.seen_at
                from sessions s join users u on u.id = s.user_id
                where s.hash = ? and s.seen_at > ? and s.created_at > ?
                """,
                row -> new Found(
                        User.read(row),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()),
                hash,
                now.minus(UNUSED),
                now.minus(LONGEST));
        found.filter(each -> !each.seenAt().isAfter(now.minus(SEEN_EVERY))).ifPresent(_ -> see(hash, now));
        return found.map(each -> new Session(each.user(), formToken(token)));
    }

    private record Found(User user, Instant seenAt) {}

    private void see(byte[] hash, Instant now) {
        database.update("update sessions set seen_at = ? where hash = ? and seen_at < ?", now, hash, now);
    }

    /** No token has a colon, so this hash is not the one that is kept. */
    private static String formToken(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.hash("form:" + token));
    }

    /** Signs out the browser that has this token. */
    public void end(String token) {
        database.update("delete from sessions where hash = ?", (Object) Tokens.hash(token));
    }

    /** Signs a user out everywhere. */
    public void endAll(long user) {
        database.transaction(transaction -> endAll(transaction, user));
    }

    /** The same as part of a transaction. Returns how many sessions ended. */
    static int endAll(Transaction transaction, long user) {
        return transaction.update("delete from sessions where user_id = ?", user);
    }
}
