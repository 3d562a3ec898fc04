package leadhook.inbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import leadhook.campaigns.Campaigns;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import leadhook.platform.http.Answer;
import leadhook.platform.idempotency.FirstAnswers;
import leadhook.platform.idempotency.IdempotencyKey;
import leadhook.platform.secrets.Tokens;
import org.jspecify.annotations.Nullable;

/** All inbound webhooks: made by key holders, found by the token in their URL, which is their whole secret. */
public final class InboundWebhooks {
    private static final int TOKEN_BYTES = 18;
    private static final int TOKEN_LENGTH = 24;

    private final Database database;
    private final Campaigns campaigns;
    private final InstantSource clock;

    /** Short-lived, since one may be deleted through another node; tokens that do not exist are never kept. */
    private final Cache<String, InboundWebhook> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public InboundWebhooks(Database database, Campaigns campaigns, InstantSource clock) {
        this.database = database;
        this.campaigns = campaigns;
        this.clock = clock;
    }

    /** Answers a writing call in a transaction; the same as the first time when it has come before (contract Q60). */
    Answer once(long campaign, Optional<IdempotencyKey> key, Function<Transaction, Answer> work) {
        return database.transaction(transaction -> {
            if (key.isPresent()) {
                Campaigns.lock(transaction, campaign);
            }
            return FirstAnswers.once(transaction, campaign, key, clock.instant(), () -> work.apply(transaction));
        });
    }

    /** Makes a webhook and returns its token. A tag that the campaign has not is left out without a word (seed). */
    String create(Transaction transaction, long campaign, String name, @Nullable Long tag, @Nullable String source) {
        var token = Tokens.random(TOKEN_BYTES);
        var knownTag = Optional.ofNullable(tag)
                .filter(id -> campaigns.hasTag(transaction, campaign, id))
                .orElse(null);
        transaction.update("""
                insert into inbound_webhooks (campaign_id, token, name, source, tag_id, created_at)
                values (?, ?, ?, ?, ?, ?)
                """, campaign, token, name, source, knownTag, clock.instant());
        return token;
    }

    /** The webhook of that token; empty when it was never made or is deleted. */
    Optional<InboundWebhook> byToken(String token) {
        if (token.length() != TOKEN_LENGTH) {
            return Optional.empty();
        }
        var kept = known.getIfPresent(token);
        return kept != null ? Optional.of(kept) : load(token);
    }

    private Optional<InboundWebhook> load(String token) {
        var webhook = database.first("""
                select id, campaign_id, tag_id, source from inbound_webhooks where token = ?
                """, InboundWebhook.ROW, token);
        webhook.ifPresent(found -> known.put(token, found));
        return webhook;
    }
}
