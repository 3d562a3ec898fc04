package leadhook;

import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaign;
import leadhook.campaigns.Campaigns;
import leadhook.command.FirstStart;
import leadhook.command.FirstStartFile;
import leadhook.command.FirstUser;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.Installation;
import leadhook.platform.secrets.Tokens;
import leadhook.platform.settings.Settings;
import leadhook.users.Role;
import leadhook.users.Users;

/**
 * An empty database gets a campaign, a key, an admin token and a user at its first start; of token and password only
 * hashes are kept.
 */
final class EmptyDatabase {
    private static final String CAMPAIGN_NAME = "My campaign";
    private static final String USER_NAME = "admin";
    private static final String TOKEN_HASH = "admin_token_hash";
    private static final int TOKEN_BYTES = 24;

    private final Database database;
    private final Campaigns campaigns;
    private final ApiKeys keys;
    private final Users users;
    private final Installation installation;
    private final Settings settings;
    private final URI url;

    EmptyDatabase(
            Database database,
            Campaigns campaigns,
            ApiKeys keys,
            Users users,
            Installation installation,
            Settings settings,
            URI url) {
        this.database = database;
        this.campaigns = campaigns;
        this.keys = keys;
        this.users = users;
        this.installation = installation;
        this.settings = settings;
        this.url = url;
    }

    /** Furnishes it, unless it is not empty or the settings say no. */
    Optional<FirstStart> furnish() {
        if (!settings.firstStart()) {
            return Optional.empty();
        }
        return database.transaction(transaction -> {
            lock(transaction);
            if (!isEmpty(transaction)) {
                return Optional.empty();
            }
            var token = settings.adminToken() == null ? Tokens.random(TOKEN_BYTES) : settings.adminToken();
            var campaign = campaigns.create(transaction, null, Campaign.named(0, CAMPAIGN_NAME, Instant.EPOCH));
            var key = keys.create(transaction, List.of(campaign.id()));
            installation.keep(transaction, TOKEN_HASH, HexFormat.of().formatHex(Tokens.hash(token)));
            var first = new FirstStart(url, campaign.id(), key.key(), token, makeUser(transaction));
            // Before the commit: should that fail, the next start finds the database empty and writes the file again.
            FirstStartFile.write(settings.data(), first);
            return Optional.of(first);
        });
    }

    /** Makes a user where there is none, in a database that is older than its pages, unless the settings say no. */
    Optional<FirstUser> addUser() {
        if (!settings.firstStart()) {
            return Optional.empty();
        }
        return database.transaction(transaction -> {
            lock(transaction);
            if (!users.areNone(transaction)) {
                return Optional.empty();
            }
            var user = makeUser(transaction);
            FirstStartFile.add(settings.data(), user);
            return Optional.of(user);
        });
    }

    /** So that of two servers that start at once only one furnishes. */
    private static void lock(Transaction transaction) {
        transaction.update("lock table installation in share row exclusive mode");
    }

    private static boolean isEmpty(Transaction transaction) {
        return transaction.first("""
                        select not exists (select from campaigns)
                            and not exists (select from installation where name = ?)
                        """, row -> row.getBoolean(1), TOKEN_HASH).orElse(false);
    }

    private FirstUser makeUser(Transaction transaction) {
        var password = Users.randomPassword();
        users.create(transaction, USER_NAME, password, Role.OWNER, null);
        return new FirstUser(url, USER_NAME, password);
    }

    /** The hash of the admin token that was made at the first start. */
    static Optional<byte[]> adminTokenHash(Installation installation) {
        return installation.value(TOKEN_HASH).map(HexFormat.of()::parseHex);
    }
}
