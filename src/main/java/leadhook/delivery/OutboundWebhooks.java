package leadhook.delivery;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import leadhook.campaigns.Campaigns;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** All outbound webhooks: made, joined and ended by their URL. */
public final class OutboundWebhooks {
    private static final int MAX_WEBHOOKS = 1_000;

    private final Database database;
    private final WebhooksTable table;
    private final Lanes lanes;
    private final InstantSource clock;

    OutboundWebhooks(Database database, WebhooksTable table, Lanes lanes, InstantSource clock) {
        this.database = database;
        this.table = table;
        this.lanes = lanes;
        this.clock = clock;
    }

    /** A webhook with all it is subscribed to, in the order asked for. */
    record Subscribed(long id, List<EventType> types) {}

    /**
     * Subscribes a URL. The same URL again gains the new types and keeps its id (contract Q14). Types count from now on:
     * nothing that lies before is sent.
     */
    Subscribed subscribe(long campaign, WebhookUrl url, List<EventType> types, @Nullable String source) {
        var subscribed = database.transaction(transaction -> {
            Campaigns.changeRules(transaction, campaign);
            long lastSeq = lastSeq(transaction, campaign);
            long id = table.idByUrl(transaction, campaign, url)
                    .orElseGet(() -> insert(transaction, campaign, url, source, lastSeq));
            table.subscribe(transaction, id, types, lastSeq);
            return new Subscribed(id, table.types(transaction, id));
        });
        lanes.changed(campaign);
        return subscribed;
    }

    private long insert(Transaction transaction, long campaign, WebhookUrl url, @Nullable String source, long lastSeq) {
        if (table.ofCampaign(transaction, campaign).size() >= MAX_WEBHOOKS) {
            throw Refusal.invalid("A campaign has at most " + MAX_WEBHOOKS + " outbound webhooks");
        }
        return table.insert(transaction, campaign, url, source, Signature.newSecret(), lastSeq, clock.instant());
    }

    private static long lastSeq(Transaction transaction, long campaign) {
        return LanesTable.reach(transaction, campaign).getFirst().lastSeq();
    }

    /**
     * Ends the webhook of exactly that URL; what was not sent yet is dropped. Returns false when there is none. When it
     * returns true, nothing more is started.
     */
    boolean delete(long campaign, WebhookUrl url) {
        var deleted = database.transaction(transaction -> {
            Campaigns.changeRules(transaction, campaign);
            var id = table.idByUrl(transaction, campaign, url);
            id.ifPresent(webhook -> table.delete(transaction, webhook, clock.instant()));
            return id;
        });
        deleted.ifPresent(webhook -> lanes.close(campaign, webhook));
        return deleted.isPresent();
    }

    List<OutboundWebhook> ofCampaign(long campaign) {
        return database.transaction(transaction -> table.ofCampaign(transaction, campaign));
    }

    Optional<OutboundWebhook> find(long campaign, long id) {
        return ofCampaign(campaign).stream()
                .filter(webhook -> webhook.id() == id)
                .findFirst();
    }
}
