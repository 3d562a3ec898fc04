package leadhook.delivery;

import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import leadhook.campaigns.ApiKeys;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.secrets.SecretBox;
import leadhook.platform.settings.Settings;

/** The room wired up: what the rest of the server needs of it. */
public final class Delivery implements AutoCloseable {
    private final Sender sender;
    private final Lanes lanes;
    private final OutboundWebhooks webhooks;

    /** Ready to deliver, with no loop running. The server's own ports are never delivered to. */
    public Delivery(
            Database hot,
            Database everyday,
            Log log,
            SecretBox secrets,
            Settings settings,
            Set<Integer> ownPorts,
            InstantSource clock) {
        var policy = AddressPolicy.of(settings.allowTargets(), ownPorts);
        var table = new WebhooksTable(secrets);
        var settler = new Settler(hot, new RetrySchedule(settings.retrySchedule()), clock, new Random());
        this.sender = Sender.start(policy, settings.deliveryTimeout(), settings.webhookConcurrency());
        this.lanes = new Lanes(
                everyday,
                log,
                table,
                sender,
                settler,
                clock,
                new Lanes.Limits(settings.webhookConcurrency(), settings.concurrency()));
        this.webhooks = new OutboundWebhooks(everyday, table, lanes, clock);
        log.tell(lanes::heard);
    }

    public Lanes lanes() {
        return lanes;
    }

    public OutboundApi api(ApiKeys keys) {
        return new OutboundApi(webhooks, keys);
    }

    public OutboundAdminApi adminApi() {
        return new OutboundAdminApi(webhooks);
    }

    /** Ends all exchanges that are still open; what they came to is unknown. */
    @Override
    public void close() {
        sender.close();
    }
}
