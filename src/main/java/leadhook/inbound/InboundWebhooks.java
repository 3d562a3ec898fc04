package leadhook.inbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import leadhook.campaigns.Campaigns;
import leadhook.leads.Done;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
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
    private final Visits visits;

    /** Short-lived, since one may be deleted through another node; tokens that do not exist are never kept. */
    private final Cache<String, InboundWebhook> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    public InboundWebhooks(Database database, Campaigns campaigns, InstantSource clock) {
        this.database = database;
        this.campaigns = campaigns;
        this.clock = clock;
        this.visits = new Visits(database);
    }

    /** Writes what comes in by them, every second, until it is closed. */
    public AutoCloseable countVisits() {
        return new Visits.Loop(visits);
    }

    /** Something that came by a webhook made a lead, or came again. */
    void accepted(InboundWebhook webhook, Done done) {
        visits.accepted(webhook.id(), clock.instant(), done.json());
    }

    /** Something that came by a webhook was refused. */
    void refused(InboundWebhook webhook, Refusal refusal) {
        visits.refused(webhook.id(), clock.instant(), refusal.logText());
    }

    /**
     * A webhook as an operator sees it.
     *
     * @param refusal why the last that was refused was, without what was sent; null when nothing was
     * @param lastLead who came last by it; may be deleted by now
     */
    public record Seen(
            long id,
            String token,
            String name,
            @Nullable String source,
            @Nullable String tag,
            long accepted,
            long refused,
            @Nullable Instant acceptedAt,
            @Nullable Instant refusedAt,
            @Nullable String refusal,
            @Nullable Long lastLead,
            Instant createdAt) {
        private static final Row<Seen> ROW = row -> new Seen(
                row.getLong("id"),
                row.getString("token"),
                row.getString("name"),
                row.getString("source"),
                row.getString("tag"),
                row.getLong("accepted"),
                row.getLong("refused"),
                Row.instantOrNull(row, "accepted_at"),
                Row.instantOrNull(row, "refused_at"),
                row.getString("refusal"),
                row.getObject("last_lead_id", Long.class),
                Row.instant(row, "created_at"));
    }

    /** Those of a campaign below this id, the newest first. */
    public List<Seen> list(long campaign, long below, int limit) {
        visits.write();
        return database.list("""
                select w.*, t.name as tag from inbound_webhooks w
                left join tags t on t.campaign_id = w.campaign_id and t.id = w.tag_id
                where w.campaign_id = ? and w.id < ? order by w.id desc limit ?
                """, Seen.ROW, campaign, below, limit);
    }

    /** One of a campaign; empty when there is none. */
    public Optional<Seen> find(long campaign, long id) {
        return list(campaign, id + 1, 1).stream().filter(seen -> seen.id == id).findFirst();
    }

    /** Makes a webhook and returns its id. A tag has to be one of the campaign. */
    public long create(long campaign, String name, @Nullable Long tag, @Nullable String source) {
        return database.transaction(transaction -> {
            if (tag != null && !campaigns.hasTag(transaction, campaign, tag)) {
                throw Refusal.invalid("There is no such tag in this campaign");
            }
            var token = create(transaction, campaign, name, tag, source);
            return transaction
                    .first("select id from inbound_webhooks where token = ?", row -> row.getLong(1), token)
                    .orElseThrow();
        });
    }

    /** Ends a webhook: from now on its URL answers 404; at other servers within seconds. Returns false when there is none. */
    public boolean delete(long campaign, long id) {
        boolean deleted =
                database.update("delete from inbound_webhooks where campaign_id = ? and id = ?", campaign, id) > 0;
        known.invalidateAll();
        return deleted;
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
