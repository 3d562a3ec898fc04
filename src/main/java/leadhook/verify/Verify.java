package leadhook.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.Row;
import leadhook.platform.database.Transaction;
import leadhook.verify.Invariant.Reach;

/**
 * Checks the invariants on a live database. Each check is one statement in a transaction of its own that only reads: it
 * sees one moment, in which every change is whole or not there. Long logs are walked in stretches of numbers, and what
 * is asked of a stretch does not depend on when the one before was looked at, since a log only grows.
 */
public final class Verify {
    /** Rows that one check of a stretch may look at: an event counts once for each webhook. */
    private static final long ROWS = 100_000;

    private static final int MIN_STRETCH = 500;
    private static final int MAX_STRETCH = 20_000;
    private static final String CANCELED = "57014";

    private static final Duration QUICKLY = Duration.ofSeconds(5);

    /** Beyond that the connection would be given up for dead. */
    private static final Duration PATIENTLY = Duration.ofSeconds(30);

    private final Database database;
    private final Duration within;

    private Verify(Database database, Duration within) {
        this.database = database;
        this.within = within;
    }

    /** One whose checks take five seconds each at most, which is enough for some hundred thousand leads. */
    public static Verify of(Database database) {
        return new Verify(database, QUICKLY);
    }

    /** The same for greater campaigns: each check has half a minute, in which nothing old can be vacuumed. */
    public Verify patiently() {
        return new Verify(database, PATIENTLY);
    }

    /** Checks every campaign. */
    public Report all() {
        return all(_ -> {});
    }

    /** Checks every campaign; {@code progress} is called before each step, and may ask where that is. */
    public Report all(Consumer<Supplier<String>> progress) {
        var report = Report.NOTHING;
        for (var id = campaignAfter(0); id.isPresent(); id = campaignAfter(id.get())) {
            report = report.plus(campaign(id.get(), progress));
        }
        return report;
    }

    /** Checks one campaign. */
    public Report campaign(long campaign) {
        return campaign(campaign, _ -> {});
    }

    private Report campaign(long campaign, Consumer<Supplier<String>> progress) {
        var report = Report.NOTHING;
        var place = Optional.of(Place.start(campaign));
        while (place.isPresent()) {
            var here = place.get();
            progress.accept(() -> words(here));
            var step = step(here);
            report = report.plus(step.report());
            place = step.next();
        }
        return report;
    }

    /** Where that is, for a person. */
    String words(Place place) {
        return switch (place) {
            case Place.InLog inLog ->
                "campaign %d, event %d of %d"
                        .formatted(
                                inLog.campaign(),
                                inLog.after(),
                                extent(inLog.campaign()).lastSeq());
            case Place.AfterLog afterLog -> "campaign %d, counting".formatted(afterLog.campaign());
        };
    }

    /** What a step has found, and where to go on in this campaign; nowhere when it is done. */
    record Step(Report report, Optional<Place> next) {}

    /** Makes all checks of one stretch of a log, or one check of a whole campaign. */
    Step step(Place place) {
        return switch (place) {
            case Place.InLog inLog -> stretch(inLog);
            case Place.AfterLog afterLog -> whole(afterLog);
        };
    }

    private Step stretch(Place.InLog place) {
        var from = snapshot(transaction -> kept(transaction, place));
        var extent = extent(from.campaign());
        long length = Math.clamp(ROWS / Math.max(1, extent.lanes()), MIN_STRETCH, MAX_STRETCH);
        boolean last = extent.lastSeq() - from.after() <= length;
        // The last stretch has no end: what lies beyond the last number is wrong, and has to be seen.
        long through = last ? Long.MAX_VALUE : from.after() + length;
        var found = new ArrayList<Checked>();
        for (var invariant : Invariant.of(Reach.STRETCH)) {
            found.add(check(
                    invariant,
                    last ? "the end of the log" : "events up to " + through,
                    from.campaign(),
                    transaction -> {
                        var kept = kept(transaction, from);
                        return new Object[] {kept.campaign(), kept.after(), through, kept.highest()};
                    }));
        }
        var next = last
                ? new Place.AfterLog(from.campaign(), 0)
                : new Place.InLog(from.campaign(), through, highest(from, through));
        return new Step(new Report(found), Optional.of(next));
    }

    private long highest(Place.InLog from, long through) {
        return snapshot(transaction -> {
                    var kept = kept(transaction, from);
                    return transaction.first(
                            LogChecks.HIGHEST,
                            row -> row.getLong("highest"),
                            kept.campaign(),
                            kept.after(),
                            through,
                            kept.highest());
                })
                .orElseThrow();
    }

    private Step whole(Place.AfterLog place) {
        var invariants = Invariant.of(Reach.WHOLE);
        if (place.made() >= invariants.size()) {
            return new Step(Report.NOTHING, Optional.empty());
        }
        var found = check(invariants.get((int) place.made()), "the whole campaign", place.campaign(), _ ->
                new Object[] {place.campaign()});
        long made = place.made() + 1;
        return new Step(
                new Report(List.of(found)),
                made < invariants.size() ? Optional.of(new Place.AfterLog(place.campaign(), made)) : Optional.empty());
    }

    /** What was before the log begins is gone. Asked in the snapshot that is looked at, for the log may just lose a day. */
    private static Place.InLog kept(Transaction transaction, Place.InLog from) {
        return transaction
                .first(
                        """
                        select greatest(?::bigint, first_seq - 1) as after, greatest(?::bigint, last_number) as highest
                        from log_starts where campaign_id = ?
                        """,
                        row -> new Place.InLog(from.campaign(), row.getLong("after"), row.getLong("highest")),
                        from.after(),
                        from.highest(),
                        from.campaign())
                .orElse(from);
    }

    private Checked check(Invariant invariant, String where, long campaign, Function<Transaction, Object[]> values) {
        Row<Checked> row = found -> new Checked(
                invariant, found.getLong("checked"), found.getLong("violations"), in(campaign, List.of((String[])
                        found.getArray("examples").getArray())));
        try {
            return snapshot(transaction -> transaction.first(invariant.sql(), row, values.apply(transaction)))
                    .orElseThrow();
        } catch (DatabaseException e) {
            if (e.state().equals(CANCELED)) {
                // Not known to hold is no verdict to be content with.
                return new Checked(
                        invariant,
                        0,
                        1,
                        in(campaign, List.of("not checked within %d s: %s".formatted(within.toSeconds(), where))));
            }
            throw e;
        }
    }

    private static List<String> in(long campaign, List<String> examples) {
        return examples.stream()
                .map(example -> "campaign %d: %s".formatted(campaign, example))
                .toList();
    }

    /**
     * One snapshot; for no longer than what deletes old row versions can spare. Each plan is made for its numbers: one
     * for any would not know a short stretch from a whole log. And no nested loops: of a campaign that has just grown the
     * planner knows little, and would compare everything with everything.
     */
    private String session() {
        return """
            set transaction isolation level repeatable read read only;
            set local statement_timeout = '%ds';
            set local plan_cache_mode = 'force_custom_plan';
            set local enable_nestloop = off;
            set local jit = off;
            -- Before the snapshot, or a day that goes between could be missing in one that does not know of it.
            lock table only events, only attempts in access share mode;
            """.formatted(within.toSeconds());
    }

    private <T> T snapshot(Function<Transaction, T> work) {
        return database.transaction(transaction -> {
            transaction.update(session());
            return work.apply(transaction);
        });
    }

    /** How far a campaign's log goes, and how many read it. */
    private record Extent(long lastSeq, long lanes) {}

    private Extent extent(long campaign) {
        return database.first("""
                        select coalesce(max(last_seq), 0) as last_seq,
                            (select count(*) from lanes where campaign_id = ?) as lanes
                        from campaign_state where campaign_id = ?
                        """, row -> new Extent(row.getLong("last_seq"), row.getLong("lanes")), campaign, campaign)
                .orElseThrow();
    }

    /** The next campaign in the order of the ids. */
    Optional<Long> campaignAfter(long campaign) {
        return database.first(
                "select id from campaigns where id > ? order by id limit 1", row -> row.getLong("id"), campaign);
    }
}
