package leadhook;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.ApiKeys;
import leadhook.campaigns.Campaigns;
import leadhook.platform.Json;
import leadhook.platform.StartRefused;
import leadhook.platform.database.Database;
import leadhook.platform.secrets.Installation;
import leadhook.platform.secrets.Tokens;
import leadhook.platform.settings.Settings;

/** What a newcomer gets on an empty database: a campaign and its key. The admin token is kept as a hash only. */
public record FirstStart(URI url, long campaignId, String apiKey, String adminToken) {
    private static final String FILE = "first-start.json";
    private static final String CAMPAIGN_NAME = "My campaign";
    private static final String TOKEN_HASH = "admin_token_hash";
    private static final int TOKEN_BYTES = 24;

    /** Makes it when the database is empty and the settings do not say no; empty otherwise. */
    static Optional<FirstStart> make(
            Database database,
            Campaigns campaigns,
            ApiKeys keys,
            Installation installation,
            Settings settings,
            URI url) {
        if (!settings.firstStart()
                || adminTokenHash(installation).isPresent()
                || !campaigns.list(0, 1).isEmpty()) {
            return Optional.empty();
        }
        var token = settings.adminToken() == null ? Tokens.random(TOKEN_BYTES) : settings.adminToken();
        return Optional.of(database.transaction(transaction -> {
            var campaign = campaigns.create(transaction, new Campaigns.Draft(null, CAMPAIGN_NAME, null, null, null));
            var key = keys.create(transaction, List.of(campaign.id()));
            installation.keep(transaction, TOKEN_HASH, HexFormat.of().formatHex(Tokens.hash(token)));
            var first = new FirstStart(url, campaign.id(), key.key(), token);
            // Before the commit: should that fail, the next start finds the database empty and writes the file again.
            first.write(settings.data());
            return first;
        }));
    }

    /** The hash of the admin token that was made at the first start. */
    static Optional<byte[]> adminTokenHash(Installation installation) {
        return installation.value(TOKEN_HASH).map(HexFormat.of()::parseHex);
    }

    /** Where it is kept: only its owner may read it, for it holds the admin token. */
    public static Path file(Path data) {
        return data.resolve(FILE);
    }

    /** Writes the file, whole or not at all. */
    private void write(Path data) {
        var json = Json.object()
                .put("url", url.toString())
                .put("campaign_id", campaignId)
                .put("api_key", apiKey)
                .put("admin_token", adminToken);
        try {
            Files.createDirectories(data);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var whole = Files.createTempFile(data, FILE, "", ownerOnly);
            Files.writeString(whole, json.toPrettyString() + "\n");
            Files.move(whole, file(data), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartRefused("The file %s cannot be written: is LEADHOOK_DATA a folder of yours? (%s)"
                    .formatted(file(data), e.getMessage()));
        }
    }
}
