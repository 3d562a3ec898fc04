package leadhook.inbound;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import leadhook.leads.SocialId;
import leadhook.platform.Json;
import leadhook.platform.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * How much has come in by each webhook and what came of the last of it, so that a page can show that something arrives,
 * and why it made no lead. Kept in memory for a second and written for all webhooks at once: a crash loses a second of
 * counts, and no lead.
 */
final class Visits {
    private final Database database;
    private final Object writing = new Object();
    private Map<Long, Visit> unwritten = new HashMap<>();

    Visits(Database database) {
        this.database = database;
    }

    /** @param answer what the last that was accepted was told: the lead is in it */
    private record Visit(
            long accepted,
            long refused,
            @Nullable Instant acceptedAt,
            @Nullable Instant refusedAt,
            @Nullable String refusal,
            byte @Nullable [] answer) {
        static final Visit NONE = new Visit(0, 0, null, null, null, null);

        Visit accepted(Instant at, byte[] json) {
            return new Visit(accepted + 1, refused, at, refusedAt, refusal, json);
        }

        Visit refused(Instant at, String why) {
            return new Visit(accepted, refused + 1, acceptedAt, at, why, answer);
        }

        /** Both, of which the other came later. */
        Visit and(Visit later) {
            return new Visit(
                    accepted + later.accepted,
                    refused + later.refused,
                    later.acceptedAt == null ? acceptedAt : later.acceptedAt,
                    later.refusedAt == null ? refusedAt : later.refusedAt,
                    later.refusal == null ? refusal : later.refusal,
                    later.answer == null ? answer : later.answer);
        }

        /** Read when it is written, and not for every lead. */
        @Nullable
        Long lead() {
            try {
                return answer == null
                        ? null
                        : SocialId.id(Json.read(answer).path("social_id").asText())
                                .orElse(null);
            } catch (IOException _) {
                return null;
            }
        }
    }

    synchronized void accepted(long webhook, Instant at, byte[] json) {
        unwritten.put(webhook, unwritten.getOrDefault(webhook, Visit.NONE).accepted(at, json));
    }

    /** @param why the sentence for a log, which quotes nothing that was sent */
    synchronized void refused(long webhook, Instant at, String why) {
        unwritten.put(webhook, unwritten.getOrDefault(webhook, Visit.NONE).refused(at, why));
    }

    private synchronized Map<Long, Visit> take() {
        // Sorted, so that two servers that write at once do not wait for each other in a circle.
        var taken = new TreeMap<>(unwritten);
        unwritten = new HashMap<>();
        return taken;
    }

    /** Writes what has come since the last time, in one statement; what cannot be written now is kept for the next time. */
    void write() {
        synchronized (writing) {
            var taken = take();
            if (taken.isEmpty()) {
                return;
            }
            try {
                write(taken);
            } catch (RuntimeException e) {
                giveBack(taken);
                throw e;
            }
        }
    }

    private synchronized void giveBack(Map<Long, Visit> taken) {
        taken.forEach((webhook, visit) -> unwritten.merge(webhook, visit, (later, earlier) -> earlier.and(later)));
    }

    private void write(Map<Long, Visit> taken) {
        database.update(
                """
                update inbound_webhooks w set accepted = w.accepted + v.accepted, refused = w.refused + v.refused,
                    accepted_at = greatest(v.accepted_at, w.accepted_at),
                    refused_at = greatest(v.refused_at, w.refused_at), refusal = coalesce(v.refusal, w.refusal),
                    last_lead_id = coalesce(v.lead_id, w.last_lead_id)
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::timestamptz[], ?::text[],
                    ?::bigint[]) as v (id, accepted, refused, accepted_at, refused_at, refusal, lead_id)
                where w.id = v.id
                """,
                taken.keySet().toArray(Long[]::new),
                column(taken, Visit::accepted).toArray(Long[]::new),
                column(taken, Visit::refused).toArray(Long[]::new),
                column(taken, Visit::acceptedAt).toArray(Instant[]::new),
                column(taken, Visit::refusedAt).toArray(Instant[]::new),
                column(taken, Visit::refusal).toArray(String[]::new),
                column(taken, Visit::lead).toArray(Long[]::new));
    }

    private static <T> List<@Nullable T> column(Map<Long, Visit> visits, Function<Visit, @Nullable T> column) {
        var values = new ArrayList<@Nullable T>();
        visits.values().forEach(visit -> values.add(column.apply(visit)));
        return values;
    }

    /** Writes them every second, on a thread of its own. */
    static final class Loop implements AutoCloseable {
        private static final System.Logger LOG = System.getLogger(Loop.class.getName());
        private static final Duration PERIOD = Duration.ofSeconds(1);

        private final Visits visits;
        private final Thread thread;

        Loop(Visits visits) {
            this.visits = visits;
            this.thread = Thread.ofVirtual().name("visits").start(this::run);
        }

        private void run() {
            try {
                while (true) {
                    Thread.sleep(PERIOD);
                    write();
                }
            } catch (InterruptedException _) {
                // Closed.
            }
        }

        private void write() {
            try {
                visits.write();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "what came in by inbound webhooks could not be counted: " + e.getMessage());
            }
        }

        @Override
        public void close() {
            thread.interrupt();
            write();
        }
    }
}
