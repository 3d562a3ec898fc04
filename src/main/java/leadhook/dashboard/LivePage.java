package leadhook.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import leadhook.campaigns.Campaign;
import leadhook.delivery.Told;
import leadhook.leads.SocialId;
import leadhook.platform.Json;
import leadhook.platform.database.Database;
import leadhook.platform.database.Row;
import leadhook.platform.http.Answer;

/**
 * What happens in a campaign, as it happens: its events and what comes of their deliveries, as server-sent events. Each
 * stream looks once a second, by key; it ends after an hour, and the browser comes back by itself.
 */
final class LivePage implements AutoCloseable {
    private static final int MOST_STREAMS = 64;
    private static final int MOST_OF_A_USER = 16;
    private static final int AT_ONCE = 100;
    private static final int SHOWN = 25;
    private static final String OPENED = "retry: 1000\nevent: begin\ndata: {}\n\n";
    private static final String FULL = "retry: 10000\nevent: full\ndata: {}\n\n";
    private static final Duration BREATH = Duration.ofSeconds(1);
    private static final int BREATHS = 3_600;
    private static final int BREATHS_OF_SILENCE = 10;

    /** Whoever was away for longer loads the page again. */
    private static final int MOST_CAUGHT_UP = 500;

    private final Database database;
    private final Outcomes outcomes;
    private final Gate gate;
    private final Html html;
    private final Notices notices;
    private final Semaphore streams = new Semaphore(MOST_STREAMS);
    private final ConcurrentHashMap<Long, Integer> ofUsers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    LivePage(Database database, Outcomes outcomes, Gate gate, Html html, Notices notices) {
        this.database = database;
        this.outcomes = outcomes;
        this.gate = gate;
        this.html = html;
        this.notices = notices;
    }

    /**
     * @param happened the latest events, for who sees no stream
     * @param last the last event of these, after which the stream begins
     */
    record Shown(Frame frame, List<Happened> happened, long last) {}

    record Happened(long seq, Instant at, String what, String socialId, String name) {
        private static final Row<Happened> ROW = row -> new Happened(
                row.getLong("seq"),
                Row.instant(row, "at"),
                Words.event(row.getString("type")),
                SocialId.of(row.getLong("lead_id")),
                Person.name(row));
    }

    Answer show(Visit visit, Campaign campaign) {
        long last = last(campaign.id());
        var happened = happened(campaign.id(), last - SHOWN);
        return html.page(
                "live",
                new Shown(
                        Frame.of("Live", visit, campaign, "live", notices),
                        happened.reversed(),
                        happened.isEmpty() ? last : happened.getLast().seq));
    }

    private long last(long campaign) {
        return database.first(
                        "select last_seq from campaign_state where campaign_id = ?", row -> row.getLong(1), campaign)
                .orElse(0L);
    }

    private List<Happened> happened(long campaign, long after) {
        return database.list("""
                select e.seq, e.at, e.type, e.lead_id, l.email, l.phone_number, l.first_name, l.last_name
                from (
                    select campaign_id, seq, at, type, lead_id from events
                    where campaign_id = ? and seq > ? order by seq limit ?
                ) e
                left join leads l on l.campaign_id = e.campaign_id and l.id = e.lead_id
                order by e.seq
                """, Happened.ROW, campaign, after, AT_ONCE);
    }

    Answer stream(Visit visit, Campaign campaign) {
        return Answer.streaming("text/event-stream", out -> {
                    if (!enter(visit.user().id())) {
                        // Too many watch: this ends at once, and the browser asks again by itself.
                        send(out, FULL);
                        return;
                    }
                    try {
                        write(out, visit, campaign.id());
                    } finally {
                        leave(visit.user().id());
                    }
                })
                .with("Cache-Control", "no-store")
                .with("X-Accel-Buffering", "no");
    }

    private boolean enter(long user) {
        if (ofUsers.merge(user, 1, Integer::sum) <= MOST_OF_A_USER && streams.tryAcquire()) {
            return true;
        }
        countDown(user);
        return false;
    }

    private void leave(long user) {
        streams.release();
        countDown(user);
    }

    private void countDown(long user) {
        ofUsers.computeIfPresent(user, (_, many) -> many == 1 ? null : many - 1);
    }

    private void write(OutputStream out, Visit visit, long campaign) throws IOException {
        long seq = begin(visit, last(campaign));
        long position = outcomes.watch(campaign);
        try {
            // Whoever hears that it is open misses nothing from then on.
            send(out, OPENED);
            for (int breath = 1; breath <= BREATHS && !isClosedAfter(BREATH); breath++) {
                if (breath % BREATHS_OF_SILENCE == 0
                        && gate.session(visit.call())
                                .filter(session -> session.user().sees(campaign))
                                .isEmpty()) {
                    // Signed out meanwhile, maybe in another browser, or the campaign is not his to see any more.
                    return;
                }
                // More than can be told is passed over: live is what happens now.
                long last = last(campaign);
                seq = Math.max(seq, last - MOST_CAUGHT_UP);
                var happened = last > seq ? happened(campaign, seq) : List.<Happened>of();
                var told = outcomes.after(position, campaign);
                var text = new StringBuilder();
                happened.forEach(each ->
                        text.append("id: ").append(each.seq).append('\n').append(message("event", json(each))));
                var names = names(campaign, told.told());
                var hosts = hosts(told.told());
                told.told()
                        .forEach(each -> text.append(message(
                                "delivery",
                                json(
                                        each,
                                        hosts.getOrDefault(each.webhook(), "webhook " + each.webhook()),
                                        names.getOrDefault(each.lead(), "")))));
                if (!happened.isEmpty()) {
                    seq = happened.getLast().seq;
                }
                position = told.position();
                if (!text.isEmpty() || breath % BREATHS_OF_SILENCE == 0) {
                    // A line of silence finds out whether somebody still listens.
                    send(out, text.isEmpty() ? ":\n\n" : text.toString());
                }
            }
        } finally {
            outcomes.leave(campaign);
        }
    }

    /** Where a stream that was cut off ended, or else after what the page shows; where the log ends now when neither is said. */
    private static long begin(Visit visit, long last) {
        return visit.call()
                .header("Last-Event-ID")
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .or(() -> visit.number("after"))
                .filter(seq -> seq <= last)
                .map(seq -> Math.max(seq, last - MOST_CAUGHT_UP))
                .orElse(last);
    }

    private boolean isClosedAfter(Duration breath) {
        try {
            return closed.await(breath.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String message(String kind, ObjectNode json) {
        return "event: " + kind + "\ndata: " + json + "\n\n";
    }

    private static ObjectNode json(Happened happened) {
        return Json.object()
                .put("seq", happened.seq)
                .put("at", happened.at.toString())
                .put("what", happened.what)
                .put("lead", happened.socialId)
                .put("name", happened.name);
    }

    /** Whom deliveries were of, by the id of the lead. */
    private Map<Long, String> names(long campaign, List<Told> told) {
        var names = new HashMap<Long, String>();
        if (!told.isEmpty()) {
            database.list(
                    """
                    select id, email, phone_number, first_name, last_name from leads where campaign_id = ? and id = any(?)
                    """,
                    row -> names.put(row.getLong("id"), Person.name(row)),
                    campaign,
                    told.stream().map(Told::lead).distinct().toArray(Long[]::new));
        }
        return names;
    }

    /** Where webhooks post to; no more of it than everybody may see, for this goes on whatever becomes of the user. */
    private Map<Long, String> hosts(List<Told> told) {
        var hosts = new HashMap<Long, String>();
        if (!told.isEmpty()) {
            database.list(
                    "select id, url from outbound_webhooks where id = any(?)",
                    row -> hosts.put(row.getLong("id"), ShownUrl.of(row.getString("url"), false)),
                    (Object) told.stream().map(Told::webhook).distinct().toArray(Long[]::new));
        }
        return hosts;
    }

    private static ObjectNode json(Told told, String host, String name) {
        return Json.object()
                .put("seq", told.seq())
                .put("at", told.at().toString())
                .put("what", Words.event(told.type().eventName()))
                .put("webhook", told.webhook())
                .put("host", host)
                .put("lead", told.lead() == 0 ? "" : SocialId.of(told.lead()))
                .put("name", name)
                .put("delivered", told.reason() == null)
                .put("outcome", Words.outcome(told.status(), told.reason()))
                .put("trigger", Words.trigger(told.trigger()))
                .put("took", told.tookMillis());
    }

    /** Ends all streams within a moment. */
    @Override
    public void close() {
        closed.countDown();
    }
}
