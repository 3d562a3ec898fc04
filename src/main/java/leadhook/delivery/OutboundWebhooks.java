package leadhook.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import leadhook.campaigns.Campaigns;
import leadhook.delivery.Health.Mode;
import leadhook.log.EventType;
import leadhook.platform.Refusal;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.Transaction;
import leadhook.platform.http.Answer;
import leadhook.platform.idempotency.FirstAnswers;
import leadhook.platform.idempotency.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/** All outbound webhooks: made, joined and ended by their URL; paused, resumed and changed by an operator. */
public final class OutboundWebhooks {
    private static final int MAX_WEBHOOKS = 1_000;

    private final Database database;
    private final WebhooksTable table;
    private final Lanes lanes;
    private final Ownership ownership;
    private final Duration retention;
    private final InstantSource clock;

    OutboundWebhooks(
            Database database,
            WebhooksTable table,
            Lanes lanes,
            Ownership ownership,
            Duration retention,
            InstantSource clock) {
        this.database = database;
        this.table = table;
        this.lanes = lanes;
        this.ownership = ownership;
        this.retention = retention;
        this.clock = clock;
    }

    /** Subscribes a URL as the API does: see there what happens to one that is known. Returns the webhook's id. */
    public long subscribe(long campaign, String url, List<EventType> types) {
        var valid = new WebhookUrl(url);
        requireSome(types);
        return change(campaign, transaction -> subscribe(transaction, campaign, valid, types, null))
                .id();
    }

    private static void requireSome(List<EventType> types) {
        if (types.isEmpty()) {
            throw Refusal.invalid("Please include at least one event");
        }
    }

    /** A webhook with all it is subscribed to, in the order asked for. */
    record Subscribed(long id, List<EventType> types) {}

    /**
     * Subscribes a URL. The same URL again gains the new types and keeps its id; one that was disabled is enabled, from
     * now on (contract Q14). Types count from now on: nothing that lies before is sent.
     */
    Subscribed subscribe(
            Transaction transaction, long campaign, WebhookUrl url, List<EventType> types, @Nullable String source) {
        long lastSeq = lastSeq(transaction, campaign);
        var known = table.idByUrl(transaction, campaign, url);
        known.ifPresent(webhook -> enable(transaction, campaign, webhook, lastSeq));
        long id = known.orElseGet(() -> insert(transaction, campaign, url, source, lastSeq));
        var added = table.subscribe(transaction, id, types, lastSeq);
        if (!added.isEmpty()) {
            note(transaction, campaign, id, known.isPresent() ? "subscribed" : "created", String.join(",", added));
        }
        return new Subscribed(id, table.types(transaction, id));
    }

    private void enable(Transaction transaction, long campaign, long webhook, long lastSeq) {
        var lane = LanesTable.find(transaction, webhook);
        if (lane.isPresent() && lane.get().health().mode() == Mode.DISABLED) {
            LanesTable.skipTo(transaction, webhook, lastSeq, "disabled", clock.instant());
            note(transaction, campaign, webhook, "enabled", "from event " + (lastSeq + 1));
        }
    }

    private long insert(Transaction transaction, long campaign, WebhookUrl url, @Nullable String source, long lastSeq) {
        if (table.count(transaction, campaign) >= MAX_WEBHOOKS) {
            throw Refusal.invalid("A campaign has at most " + MAX_WEBHOOKS + " outbound webhooks");
        }
        return table.insert(transaction, campaign, url, source, Signature.newSecret(), lastSeq, clock.instant());
    }

    private static long lastSeq(Transaction transaction, long campaign) {
        return LanesTable.reach(transaction, campaign).getFirst().lastSeq();
    }

    /** Ends the webhook of exactly that URL; what was not sent yet is dropped. Returns false when there is none. */
    boolean delete(Transaction transaction, long campaign, WebhookUrl url) {
        var id = table.idByUrl(transaction, campaign, url);
        id.ifPresent(webhook -> end(transaction, campaign, webhook));
        return id.isPresent();
    }

    private void end(Transaction transaction, long campaign, long webhook) {
        table.delete(transaction, webhook, clock.instant());
        note(transaction, campaign, webhook, "deleted", null);
    }

    /** Ends a webhook; what was not sent yet is dropped. When it returns, nothing more is started. */
    public void delete(long campaign, long webhook) {
        change(campaign, transaction -> {
            require(transaction, campaign, webhook);
            end(transaction, campaign, webhook);
            return webhook;
        });
        awaitSeen(campaign);
    }

    /** Waits until whoever serves the campaign has seen what was changed: then nothing more is started as it was before. */
    void awaitSeen(long campaign) {
        ownership.awaitSeen(Ownership.slice(campaign));
    }

    /** Answers a call that changes webhooks; the same as the first time when it has come before (contract Q60). */
    Answer once(long campaign, Optional<IdempotencyKey> key, Function<Transaction, Answer> work) {
        // Asked first on its own, since a change makes all lanes of the campaign load anew.
        return database.transaction(transaction -> FirstAnswers.before(transaction, campaign, key, clock.instant()))
                .orElseGet(() -> change(
                        campaign,
                        transaction -> FirstAnswers.once(
                                transaction, campaign, key, clock.instant(), () -> work.apply(transaction))));
    }

    /** Starts nothing for this webhook until it is resumed; nothing is lost. When it returns, nothing more is started. */
    public void pause(long campaign, long webhook) {
        change(campaign, transaction -> {
            require(transaction, campaign, webhook);
            if (table.pause(transaction, webhook, clock.instant())) {
                note(transaction, campaign, webhook, "paused", null);
            }
            return webhook;
        });
        awaitSeen(campaign);
    }

    /**
     * Goes on with a webhook that was paused, or disabled: where it stopped, or from now on, and then what lies between is
     * never sent.
     */
    public void resume(long campaign, long webhook, boolean fromNow) {
        change(campaign, transaction -> {
            require(transaction, campaign, webhook);
            table.pause(transaction, webhook, null);
            if (fromNow) {
                LanesTable.skipTo(transaction, webhook, lastSeq(transaction, campaign), "skipped", clock.instant());
            } else if (!LanesTable.find(transaction, webhook)
                    .orElseThrow()
                    .health()
                    .isFree()) {
                LanesTable.startAnew(transaction, webhook);
            }
            note(transaction, campaign, webhook, "resumed", fromNow ? "from now" : "from its position");
            return webhook;
        });
    }

    /** What is to be different of a webhook; null leaves it as it is. */
    record Changes(
            @Nullable WebhookUrl url,
            @Nullable List<EventType> types,
            @Nullable Order order) {
        boolean isNothing() {
            return url == null && types == null && order == null;
        }
    }

    /**
     * Sends to another URL from now on, or other types: new ones count from now on, and what was not sent yet of those
     * that are no longer there is dropped. Null leaves it as it is.
     */
    public void change(long campaign, long webhook, @Nullable String url, @Nullable List<EventType> types) {
        change(campaign, webhook, new Changes(url == null ? null : new WebhookUrl(url), types, null));
    }

    /** The same with the order. What is under way when it or the types change may be sent once more. */
    void change(long campaign, long webhook, Changes wanted) {
        change(campaign, transaction -> {
            require(transaction, campaign, webhook);
            if (wanted.url != null) {
                changeUrl(transaction, campaign, webhook, wanted.url);
            }
            if (wanted.types != null) {
                changeTypes(transaction, campaign, webhook, wanted.types);
            }
            if (wanted.order != null) {
                changeOrder(transaction, campaign, webhook, wanted.order);
            }
            return webhook;
        });
        awaitSeen(campaign);
    }

    private void changeUrl(Transaction transaction, long campaign, long webhook, WebhookUrl url) {
        if (table.idByUrl(transaction, campaign, url)
                .filter(id -> id != webhook)
                .isPresent()) {
            throw Refusal.invalid("The campaign has another webhook with this url");
        }
        if (table.url(transaction, webhook, url)) {
            // Scheme, host and port: the rest may hold a secret.
            note(transaction, campaign, webhook, "changed", "url " + url);
            // What the old receiver asked for, or failed to do, is nothing to hold against the new one.
            if (LanesTable.find(transaction, webhook).orElseThrow().health().mode() != Mode.DISABLED) {
                LanesTable.startAnew(transaction, webhook);
            }
        }
    }

    private void changeTypes(Transaction transaction, long campaign, long webhook, List<EventType> wanted) {
        requireSome(wanted);
        var gone = new ArrayList<>(table.types(transaction, webhook));
        gone.removeAll(wanted);
        if (!gone.isEmpty()) {
            unsubscribe(transaction, campaign, webhook, gone);
        }
        var added = table.subscribe(transaction, webhook, wanted, lastSeq(transaction, campaign));
        if (!added.isEmpty()) {
            note(transaction, campaign, webhook, "subscribed", String.join(",", added));
        }
    }

    private void unsubscribe(Transaction transaction, long campaign, long webhook, List<EventType> gone) {
        // The lane's row first, as settling does; and what it still brings of these types owes nothing.
        var lane = LanesTable.lock(transaction, webhook).orElseThrow();
        var now = clock.instant();
        table.unsubscribe(transaction, webhook, gone, lane.position(), lastSeq(transaction, campaign), now);
        LanesTable.drop(transaction, campaign, webhook, gone, now);
        LanesTable.loadAnew(transaction, webhook);
        var names = gone.stream().map(EventType::eventName).toList();
        note(transaction, campaign, webhook, "unsubscribed", String.join(",", names));
    }

    private void changeOrder(Transaction transaction, long campaign, long webhook, Order order) {
        if (table.order(transaction, webhook, order)) {
            LanesTable.loadAnew(transaction, webhook);
            note(transaction, campaign, webhook, "changed", "order " + order.text());
        }
    }

    /** The webhook with this URL that is not deleted. */
    public Optional<Long> find(long campaign, WebhookUrl url) {
        return database.transaction(transaction -> table.idByUrl(transaction, campaign, url));
    }

    /** The secret that its deliveries are signed with. */
    public String secret(long campaign, long webhook) {
        return existing(campaign, webhook).secret();
    }

    /** The webhook as it is now. */
    OutboundWebhook existing(long campaign, long webhook) {
        return database.transaction(transaction -> table.ofCampaign(transaction, campaign)).stream()
                .filter(each -> each.id() == webhook)
                .findFirst()
                .orElseThrow(OutboundWebhooks::unknown);
    }

    private void require(Transaction transaction, long campaign, long webhook) {
        if (!table.exists(transaction, campaign, webhook)) {
            throw unknown();
        }
    }

    private static Refusal unknown() {
        return Refusal.notFound("Webhook not found");
    }

    private void note(Transaction transaction, long campaign, long webhook, String change, @Nullable String detail) {
        ChangesTable.insert(transaction, campaign, webhook, clock.instant(), change, detail);
    }

    /** Under a new config version, so that whoever serves the lanes loads them anew; here they are when this returns. */
    <T> T change(long campaign, Function<Transaction, T> work) {
        T result;
        try {
            result = database.transaction(transaction -> {
                Campaigns.changeRules(transaction, campaign);
                return work.apply(transaction);
            });
        } catch (DatabaseException e) {
            // Whether it was committed is not known: the lanes find out.
            lanes.changed(campaign);
            throw e;
        }
        lanes.changed(campaign);
        return result;
    }

    /**
     * A webhook with where its lane stands.
     *
     * @param expires when the oldest of what is unread or owed is no longer kept; null when nothing is
     */
    record Served(
            OutboundWebhook webhook,
            LanesTable.Stored lane,
            long lastSeq,
            long owed,
            @Nullable Instant expires) {}

    /** All of a campaign, in the order in which they were made. */
    List<Served> ofCampaign(long campaign) {
        return database.transaction(transaction -> {
            var reach = LanesTable.reach(transaction, campaign);
            long lastSeq = reach.isEmpty() ? 0 : reach.getFirst().lastSeq();
            var webhooks = table.ofCampaign(transaction, campaign);
            var lanes = LanesTable.ofCampaign(transaction, campaign);
            var owed = LanesTable.totals(transaction, webhooks);
            var oldest = LanesTable.oldest(transaction, campaign);
            var served = new ArrayList<Served>();
            for (var webhook : webhooks) {
                var lane = lanes.get(webhook.id());
                if (lane != null) {
                    served.add(new Served(
                            webhook,
                            lane,
                            lastSeq,
                            owed.getOrDefault(webhook.id(), 0L),
                            expires(oldest.get(webhook.id()))));
                }
            }
            return List.copyOf(served);
        });
    }

    private @Nullable Instant expires(@Nullable LocalDate oldest) {
        return oldest == null
                ? null
                : oldest.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(retention);
    }

    Optional<Served> find(long campaign, long id) {
        return ofCampaign(campaign).stream()
                .filter(served -> served.webhook().id() == id)
                .findFirst();
    }

    /** The clock by which states are told. */
    Instant now() {
        return clock.instant();
    }
}
