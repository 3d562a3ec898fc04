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
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.Installation;
import leadhook.platform.secrets.Tokens;
import leadhook.platform.settings.Settings;

/** An empty database gets a campaign, a key and an admin token at its first start; the token is kept as a hash only. */
final class EmptyDatabase {
    private static final String CAMPAIGN_NAME = "My campaign";
    private static final String TOKEN_HASH = "admin_token_hash";
    private static final int TOKEN_BYTES = 24;

    private EmptyDatabase() {}

    /** Furnishes it, unless it is not empty or the settings say no. */
    static Optional<FirstStart> furnish(
            Database database,
            Campaigns campaigns,
            ApiKeys keys,
            Installation installation,
            Settings settings,
            URI url) {
        if (!settings.firstStart()) {
            return Optional.empty();
        }
        return database.transaction(transaction -> {
            if (!isEmpty(transaction)) {
                return Optional.empty();
            }
            var token = settings.adminToken() == null ? Tokens.random(TOKEN_BYTES) : settings.adminToken();
            var campaign = campaigns.create(transaction, null, Campaign.named(0, CAMPAIGN_NAME, Instant.EPOCH));
            var key = keys.create(transaction, List.of(campaign.id()));
            installation.keep(transaction, TOKEN_HASH, HexFormat.of().formatHex(Tokens.hash(token)));
            var first = new FirstStart(url, campaign.id(), key.key(), token);
            // Before the commit: should that fail, the next start finds the database empty and writes the file again.
            FirstStartFile.write(settings.data(), first);
            return Optional.of(first);
        });
    }

    /** Asked under a lock, so that of two servers that start at once only one furnishes. */
    private static boolean isEmpty(Transaction transaction) {
        transaction.update("lock table installation in share row exclusive mode");
        return transaction.first("""
                        select not exists (select from campaigns)
                            and not exists (select from installation where name = ?)
                        """, row -> row.getBoolean(1), TOKEN_HASH).orElse(false);
    }

    /** The hash of the admin token that was made at the first start. */
    static Optional<byte[]> adminTokenHash(Installation installation) {
        return installation.value(TOKEN_HASH).map(HexFormat.of()::parseHex);
    }
}
