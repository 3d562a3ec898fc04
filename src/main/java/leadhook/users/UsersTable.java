package leadhook.users;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code users}. */
final class UsersTable {
    private UsersTable() {}

    /** What is known of somebody before his password is. */
    record Kept(long id, String hash) {}

    static Optional<Kept> kept(Database database, String name) {
        return database.first(
                "select id, password from users where lower(name) = lower(?)",
                row -> new Kept(row.getLong("id"), row.getString("password")),
                name);
    }

    /** The user, unless his password is another by now. */
    static Optional<User> find(Database database, Kept kept) {
        return database.first(
                "select id, name, role, campaigns from users where id = ? and password = ?",
                User::read,
                kept.id(),
                kept.hash());
    }

    static Optional<User> find(Database database, long id) {
        return database.first("select id, name, role, campaigns from users where id = ?", User::read, id);
    }

    static Optional<User> find(Transaction transaction, long id) {
        return transaction.first("select id, name, role, campaigns from users where id = ?", User::read, id);
    }

    static List<User> list(Database database) {
        return database.list("select id, name, role, campaigns from users order by lower(name), id", User::read);
    }

    /** Nobody else changes users until the transaction ends; who signs in or looks at a page does not notice. */
    static void lock(Transaction transaction) {
        transaction.update("lock table users in share row exclusive mode");
    }

    static long count(Transaction transaction) {
        return transaction
                .first("select count(*) from users", row -> row.getLong(1))
                .orElse(0L);
    }

    static boolean someoneOwnsAll(Transaction transaction) {
        return transaction
                .first("select 1 from users where role = 'owner' and campaigns is null limit 1", row -> row.getInt(1))
                .isPresent();
    }

    /** The id of the new user; empty when somebody else has that name. */
    static Optional<Long> insert(
            Transaction transaction, String name, String hash, Role role, @Nullable Set<Long> campaigns, Instant now) {
        return transaction.first("""
                insert into users (name, password, role, campaigns, created_at) values (?, ?, ?, ?::bigint[], ?)
                on conflict do nothing returning id
                """, row -> row.getLong("id"), name, hash, role.text(), array(campaigns), now);
    }

    /** @param hash of a new password; null leaves him the one he has */
    static void update(Transaction transaction, User user, @Nullable String hash) {
        transaction.update("""
                update users set role = ?, campaigns = ?::bigint[], password = coalesce(?::text, password) where id = ?
                """, user.role().text(), array(user.campaigns()), hash, user.id());
    }

    static void delete(Transaction transaction, long id) {
        transaction.update("delete from users where id = ?", id);
    }

    private static Long @Nullable [] array(@Nullable Set<Long> campaigns) {
        return campaigns == null ? null : new TreeSet<>(campaigns).toArray(Long[]::new);
    }
}
