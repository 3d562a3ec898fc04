package leadhook.campaigns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.http.Call;
import leadhook.platform.secrets.Tokens;

/**
 * API keys, each covering a set of campaigns (contract Q1). Only hashes are kept: a key is found by its hash, so nothing
 * about it can be learnt from the time an answer takes.
 */
public final class ApiKeys {
    private static final int RANDOM_BYTES = 24;
    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 255;

    private final Database database;
    private final InstantSource clock;

    /** Short-lived, since a key may be revoked through another node; those that do not exist are never kept. */
    private final Cache<String, Set<Long>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public ApiKeys(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A key as it is shown once. */
    public record Created(long id, String key, Set<Long> campaigns) {}

    /** A new random key for these campaigns. */
    public Created create(Collection<Long> campaigns) {
        return database.transaction(transaction -> create(transaction, campaigns));
    }

    /** The same as part of a transaction. */
    public Created create(Transaction transaction, Collection<Long> campaigns) {
        return insert(transaction, Tokens.random(RANDOM_BYTES), campaigns);
    }

    /** Keeps a key in use elsewhere. Refuses one that is taken, or too short to be a secret. */
    public Created keep(String key, Collection<Long> campaigns) {
        if (key.length() < MIN_LENGTH || key.length() > MAX_LENGTH || !key.matches("[\\x21-\\x7e]+")) {
            throw Refusal.invalid("A key has %d to %d visible characters".formatted(MIN_LENGTH, MAX_LENGTH));
        }
        return database.transaction(transaction -> insert(transaction, key, campaigns));
    }

    private Created insert(Transaction transaction, String key, Collection<Long> campaigns) {
        var covered = new TreeSet<>(campaigns);
        var id = transaction
                .first("""
                        insert into api_keys (hash, created_at) values (?, ?) on conflict do nothing returning id
                        """, row -> row.getLong(1), Tokens.hash(key), clock.instant())
                .orElseThrow(() -> Refusal.invalid("This key exists already"));
        int linked = transaction.update("""
                insert into api_key_campaigns (key_id, campaign_id) select ?, id from campaigns where id = any(?)
                """, id, covered.toArray(Long[]::new));
        if (linked != covered.size() || linked == 0) {
            throw Refusal.notFound("Campaign not found");
        }
        return new Created(id, key, covered);
    }

    /** Ends a key that covers this campaign. Returns false when there is none. */
    public boolean revoke(long campaign, long id) {
        int deleted = database.update("""
                delete from api_keys
                where id = ? and exists (select from api_key_campaigns where key_id = id and campaign_id = ?)
                """, id, campaign);
        known.invalidateAll();
        return deleted > 0;
    }

    /** Whether a key came along that covers this campaign. */
    public boolean covers(Call call, long campaign) {
        return call.key()
                .map(this::covered)
                .filter(covered -> covered.contains(campaign))
                .isPresent();
    }

    /** The campaigns that the call's key covers. Refuses a missing or unknown key. */
    public Set<Long> campaigns(Call call) {
        var covered = call.key().map(this::covered).orElse(Set.of());
        if (covered.isEmpty()) {
            throw Refusal.unauthorized();
        }
        return covered;
    }

    private Set<Long> covered(String key) {
        var hash = HexFormat.of().formatHex(Tokens.hash(key));
        var kept = known.getIfPresent(hash);
        if (kept != null) {
            return kept;
        }
        var covered = Set.copyOf(database.list("""
                select campaign_id from api_keys join api_key_campaigns on key_id = id where hash = ?
                """, row -> row.getLong(1), (Object) Tokens.hash(key)));
        if (!covered.isEmpty()) {
            known.put(hash, covered);
        }
        return covered;
    }

    /** The {@code {campaign}} of the URL, when the call's key covers it; refused alike when it does not exist. */
    public long campaign(Call call) {
        // Read first, so that malformed JSON is told as such: the key may lie in it.
        var covered = campaigns(call);
        return call.number("campaign").filter(covered::contains).orElseThrow(Refusal::unauthorized);
    }
}
