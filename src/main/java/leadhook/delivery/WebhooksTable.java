package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import leadhook.log.EventType;
import leadhook.platform.database.Transaction;
import leadhook.platform.secrets.SecretBox;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code outbound_webhooks} and {@code subscriptions}. Secrets are sealed on their way in and opened on their way out. */
final class WebhooksTable {
    private static final System.Logger LOG = System.getLogger(WebhooksTable.class.getName());

    private final SecretBox secrets;

    WebhooksTable(SecretBox secrets) {
        this.secrets = secrets;
    }

    List<OutboundWebhook> ofCampaign(Transaction transaction, long campaign) {
        var fromSeqs = new LinkedHashMap<Long, Map<EventType, Long>>();
        transaction.list(
                """
                select s.webhook_id, s.type, s.from_seq
                from outbound_webhooks w join subscriptions s on s.webhook_id = w.id
                where w.campaign_id = ? and w.deleted_at is null order by s.webhook_id, s.place
                """,
                row -> fromSeqs.computeIfAbsent(row.getLong("webhook_id"), _ -> new LinkedHashMap<>())
                        .put(type(row.getString("type")), row.getLong("from_seq")),
                campaign);
        return transaction
                .list("""
                        select id, campaign_id, url, secret, ordering, paused_at is not null as paused
                        from outbound_webhooks
                        where campaign_id = ? and deleted_at is null order by id
                        """, row -> opened(row, fromSeqs.getOrDefault(row.getLong("id"), Map.of())), campaign)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One whose secret cannot be opened is not served, and no other of its campaign suffers. */
    private Optional<OutboundWebhook> opened(ResultSet row, Map<EventType, Long> fromSeq) throws SQLException {
        try {
            return Optional.of(new OutboundWebhook(
                    row.getLong("id"),
                    row.getLong("campaign_id"),
                    new WebhookUrl(row.getString("url")),
                    new String(secrets.open(row.getBytes("secret")), StandardCharsets.UTF_8),
                    Order.named(row.getString("ordering")),
                    row.getBoolean("paused"),
                    fromSeq));
        } catch (IllegalStateException e) {
            LOG.log(Level.ERROR, "webhook " + row.getLong("id") + " is not served: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static EventType type(String name) {
        return EventType.named(name).orElseThrow(() -> new IllegalStateException("an unknown event type is stored"));
    }

    long count(Transaction transaction, long campaign) {
        return transaction
                .first(
                        "select count(*) from outbound_webhooks where campaign_id = ? and deleted_at is null",
                        row -> row.getLong(1),
                        campaign)
                .orElseThrow();
    }

    /** Whether the campaign has this webhook. */
    boolean exists(Transaction transaction, long campaign, long webhook) {
        return transaction
                .first(
                        "select id from outbound_webhooks where campaign_id = ? and id = ? and deleted_at is null",
                        row -> row.getLong(1),
                        campaign,
                        webhook)
                .isPresent();
    }

    Optional<Long> idByUrl(Transaction transaction, long campaign, WebhookUrl url) {
        return transaction.first("""
                select id from outbound_webhooks where campaign_id = ? and url = ? and deleted_at is null
                """, row -> row.getLong(1), campaign, url.text());
    }

    /** A new webhook with its lane, which starts after this number. */
    long insert(
            Transaction transaction,
            long campaign,
            WebhookUrl url,
            @Nullable String source,
            String secret,
            long lastSeq,
            Instant at) {
        var sealed = secrets.seal(secret.getBytes(StandardCharsets.UTF_8));
        var id = transaction
                .first("""
                        insert into outbound_webhooks (campaign_id, url, source, secret, created_at)
                        values (?, ?, ?, ?, ?) returning id
                        """, row -> row.getLong(1), campaign, url.text(), source, sealed, at)
                .orElseThrow();
        transaction.update(
                "insert into lanes (webhook_id, campaign_id, position, ahead) values (?, ?, ?, '')",
                id,
                campaign,
                lastSeq);
        return id;
    }

    /** Subscribes to what it was not subscribed to yet, for events after this number. Returns which types are new. */
    List<String> subscribe(Transaction transaction, long webhook, List<EventType> types, long fromSeq) {
        return transaction.list(
                """
                insert into subscriptions (webhook_id, type, place, from_seq)
                select ?, t.type, t.place + (select coalesce(max(place), 0) from subscriptions where webhook_id = ?), ?
                from unnest(?::text[]) with ordinality as t (type, place)
                on conflict do nothing
                returning type
                """,
                row -> row.getString(1),
                webhook,
                webhook,
                fromSeq,
                types.stream().map(EventType::eventName).toArray(String[]::new));
    }

    /**
     * Ends subscriptions: these types count no more after this number.
     *
     * @param position everything up to it was settled; what was not sent of the rest is dropped
     */
    void unsubscribe(
            Transaction transaction, long webhook, List<EventType> types, long position, long lastSeq, Instant at) {
        transaction.update(
                """
                with ended as (
                    delete from subscriptions where webhook_id = ? and type = any(?)
                    returning webhook_id, type, from_seq
                )
                insert into ended_subscriptions (webhook_id, type, from_seq, position, last_seq, at)
                select webhook_id, type, from_seq, ?, ?, ? from ended where from_seq < ?
                """,
                webhook,
                types.stream().map(EventType::eventName).toArray(String[]::new),
                position,
                lastSeq,
                at,
                lastSeq);
    }

    /** Returns whether that changed anything. */
    boolean url(Transaction transaction, long webhook, WebhookUrl url) {
        return transaction.update(
                        "update outbound_webhooks set url = ? where id = ? and url <> ?",
                        url.text(),
                        webhook,
                        url.text())
                > 0;
    }

    /** Returns whether that changed anything. */
    boolean order(Transaction transaction, long webhook, Order order) {
        return transaction.update(
                        "update outbound_webhooks set ordering = ? where id = ? and ordering <> ?",
                        order.text(),
                        webhook,
                        order.text())
                > 0;
    }

    /** Pauses it at this moment, or goes on with null. Returns whether that changed anything. */
    boolean pause(Transaction transaction, long webhook, @Nullable Instant at) {
        return transaction.update("""
                        update outbound_webhooks set paused_at = ?::timestamptz
                        where id = ? and (paused_at is null) <> (?::timestamptz is null)
                        """, at, webhook, at) > 0;
    }

    List<EventType> types(Transaction transaction, long webhook) {
        return transaction.list(
                "select type from subscriptions where webhook_id = ? order by place",
                row -> type(row.getString(1)),
                webhook);
    }

    /** Ends a webhook: its lane, its subscriptions and what it owes go; its diary stays. */
    void delete(Transaction transaction, long webhook, Instant at) {
        // The lane first: a settle that is under way holds its row, and what it still writes is deleted after it.
        transaction.update("delete from lanes where webhook_id = ?", webhook);
        transaction.update("delete from retries where webhook_id = ?", webhook);
        transaction.update("delete from subscriptions where webhook_id = ?", webhook);
        transaction.update("delete from ended_subscriptions where webhook_id = ?", webhook);
        transaction.update("update outbound_webhooks set deleted_at = ? where id = ?", at, webhook);
    }
}
