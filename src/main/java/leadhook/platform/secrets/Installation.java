package leadhook.platform.secrets;

import java.util.HexFormat;
import java.util.Optional;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;

/** What an installation makes for itself once and keeps in its database under a name. */
public final class Installation {
    private static final int KEY_BYTES = 32;

    private final Database database;

    public Installation(Database database) {
        this.database = database;
    }

    /** The random key of that name, made when it is first asked for. */
    public byte[] key(String name) {
        keep(name, HexFormat.of().formatHex(Tokens.randomBytes(KEY_BYTES)));
        return HexFormat.of().parseHex(value(name).orElseThrow());
    }

    public Optional<String> value(String name) {
        return database.first("select value from installation where name = ?", row -> row.getString(1), name);
    }

    /** Keeps a value unless there is one. */
    public void keep(String name, String value) {
        database.transaction(transaction -> keep(transaction, name, value));
    }

    /** The same as part of a transaction. Returns the number of values kept. */
    public int keep(Transaction transaction, String name, String value) {
        return transaction.update(
                "insert into installation (name, value) values (?, ?) on conflict do nothing", name, value);
    }
}
