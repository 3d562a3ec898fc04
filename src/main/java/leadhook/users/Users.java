package leadhook.users;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.Tokens;
import leadhook.users.UsersTable.Kept;
import org.jspecify.annotations.Nullable;

/** Who may look at pages. Names differ in more than case; of passwords only hashes are kept. */
public final class Users {
    private static final int MOST = 1_000;
    private static final int PASSWORD_BYTES = 18;

    private final Database database;
    private final InstantSource clock;
    private final Passwords passwords;

    public Users(Database database, InstantSource clock) {
        this(database, clock, new Passwords());
    }

    Users(Database database, InstantSource clock, Passwords passwords) {
        this.database = database;
        this.clock = clock;
        this.passwords = passwords;
    }

    /** A password that nobody can guess, for whoever has not thought of one. */
    public static String randomPassword() {
        return Tokens.random(PASSWORD_BYTES);
    }

    /** The user of that name and password; finding out takes as long for a name that nobody has. */
    public Optional<User> check(String name, String password) {
        // Asked again, since that took a while: a password that was changed meanwhile is right no more.
        return fitting(name, password).flatMap(each -> UsersTable.find(database, each));
    }

    private Optional<Kept> fitting(String name, String password) {
        var kept = UserName.of(name).flatMap(known -> UsersTable.kept(database, known));
        boolean right = passwords.fits(password, kept.map(Kept::hash));
        return kept.filter(_ -> right);
    }

    /** Signs in the user of that name and password; returns the token of the new session. */
    public Optional<String> signIn(Sessions sessions, String name, String password) {
        return fitting(name, password)
                .flatMap(each -> UsersTable.find(database, each)
                        .map(sessions::start)
                        .filter(token -> isStillRight(sessions, token, each)));
    }

    /** A change of the password ends the sessions that are there: one that began just after it ends here. */
    private boolean isStillRight(Sessions sessions, String token, Kept kept) {
        boolean right = UsersTable.find(database, kept).isPresent();
        if (!right) {
            sessions.end(token);
        }
        return right;
    }

    /** A new user. @throws Refusal 409 when the name is taken or none, or the password too short or too long */
    public User create(String name, String password, Role role, @Nullable Set<Long> campaigns) {
        // Before the transaction, which should not be open for so long.
        var hash = passwords.hash(password);
        return database.transaction(transaction -> insert(transaction, name, hash, role, campaigns));
    }

    /** The same as part of a transaction. */
    public User create(
            Transaction transaction, String name, String password, Role role, @Nullable Set<Long> campaigns) {
        return insert(transaction, name, passwords.hash(password), role, campaigns);
    }

    private User insert(Transaction transaction, String typed, String hash, Role role, @Nullable Set<Long> campaigns) {
        var name = UserName.given(typed);
        UsersTable.lock(transaction);
        if (UsersTable.count(transaction) >= MOST) {
            throw Refusal.invalid("There are %,d users: no more can be made".formatted(MOST));
        }
        return UsersTable.insert(transaction, name, hash, role, campaigns, clock.instant())
                .map(id -> new User(id, name, role, campaigns))
                .orElseThrow(() -> Refusal.invalid("There is a user of this name already"));
    }

    /** All users by name. */
    public List<User> list() {
        return UsersTable.list(database);
    }

    /** The user of that id. */
    public Optional<User> find(long id) {
        return UsersTable.find(database, id);
    }

    /** Gives him another password, and signs him out everywhere. @throws Refusal 404 when there is no such user */
    public void changePassword(long id, String password) {
        change(id, UnaryOperator.identity(), password);
    }

    /**
     * Changes what he may do and see, and his password unless that is null. @throws Refusal 409 when nobody would own all
     * campaigns any more
     */
    public User change(long id, UnaryOperator<User> change, @Nullable String password) {
        var hash = password == null ? null : passwords.hash(password);
        return database.transaction(transaction -> {
            var before = existing(transaction, id);
            var after = change.apply(before);
            UsersTable.update(transaction, after, hash);
            requireOwnerAfter(transaction, before);
            if (hash != null) {
                Sessions.endAll(transaction, id);
            }
            return after;
        });
    }

    /** Deletes him, and signs him out everywhere. @throws Refusal 409 when he is the last owner of all campaigns */
    public void delete(long id) {
        database.transaction(transaction -> {
            var before = existing(transaction, id);
            UsersTable.delete(transaction, id);
            requireOwnerAfter(transaction, before);
            return before;
        });
    }

    /** Locked, so that of two owners who go at the same moment one stays. */
    private static User existing(Transaction transaction, long id) {
        UsersTable.lock(transaction);
        return UsersTable.find(transaction, id).orElseThrow(() -> Refusal.notFound("User not found"));
    }

    private static void requireOwnerAfter(Transaction transaction, User before) {
        if (before.ownsAll() && !UsersTable.someoneOwnsAll(transaction)) {
            throw Refusal.invalid("This is the last owner of all campaigns: make another first");
        }
    }

    /** Whether there is no user at all. */
    public boolean areNone(Transaction transaction) {
        return UsersTable.count(transaction) == 0;
    }
}
