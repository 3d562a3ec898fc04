package leadhook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;
import leadhook.leads.SocialIds;

/** The same load on a campaign of few leads and of many: new leads, each referred by one of those with points. */
final class Growth implements Scenario {
    private static final int CONNECTIONS = 256;
    private static final int BODY_BYTES = 40;

    /** Of a lead with its events and indexes, as filled here, and of what the windows add. */
    private static final long BYTES_PER_LEAD = 1_500;

    private static final long BYTES_OF_WINDOWS = 8L << 30;
    private static final Target READY = Target.atMost(1, 0.2, "seconds more");
    private static final Target FLAT = Target.atLeast(0.8, 0.95, "of the rate at the fewest");

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            double emptyStart = restart(stage, size);
            Throughput.warmUp(stage, size, report);
            // Not counted: what only signups with a referrer do is as cold as it was.
            measure(stage, size, report, size.leads()[0], new ArrayList<>());
            var lines = new ArrayList<Line>();
            double first = 0;
            double last = 0;
            // A campaign each, filled before anybody signs up to it.
            for (long leads : size.leads()) {
                if (!hasRoom(leads)) {
                    report.progress("SKIPPED %,d leads: the disk has no room for them".formatted(leads));
                    last = Double.NaN;
                    continue;
                }
                last = measure(stage, size, report, leads, lines);
                first = first == 0 ? last : first;
            }
            report.table("One campaign, of so many leads already", lines);
            report.judge("rate at %,d leads".formatted(size.leads()[size.leads().length - 1]), last / first, FLAT);
            double fullStart = restart(stage, size);
            long events = stage.database()
                    .first("select sum(last_seq)::bigint from campaign_state", row -> row.getLong(1))
                    .orElseThrow();
            report.table(
                    "From its start until the server answers",
                    List.of(
                            new Line().with("events", 0L).with("seconds", emptyStart),
                            new Line().with("events", events).with("seconds", fullStart)));
            report.judge("restart with %,d events, against none".formatted(events), fullStart - emptyStart, READY);
            stage.verify();
        }
    }

    /** The middle of some, in seconds; as many before them are not counted, since the machine is cold at first. */
    private static double restart(Stage stage, Size size) {
        for (int i = 0; i < size.restarts(); i++) {
            stage.startServer();
        }
        return IntStream.range(0, size.restarts())
                .mapToDouble(_ -> stage.startServer().toMillis() / 1e3)
                .sorted()
                .toArray()[size.restarts() / 2];
    }

    private static boolean hasRoom(long leads) {
        try {
            return Files.getFileStore(Stage.folder()).getUsableSpace() > leads * BYTES_PER_LEAD + BYTES_OF_WINDOWS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double measure(Stage stage, Size size, Report report, long leads, List<Line> lines) {
        report.progress("filling a campaign with %,d leads".formatted(leads));
        var campaign = stage.api().campaign();
        fill(stage, campaign, leads, Math.min(leads, size.scores()));
        stage.api().subscribe(campaign, stage.healthy("/" + campaign.id()));
        report.progress("signups to it");
        var referrers = LongStream.rangeClosed(1, Math.min(leads, 1_000))
                .mapToObj(n -> SocialIds.of(n * (Math.min(leads, size.scores()) / Math.min(leads, 1_000))))
                .toList();
        stage.tell("reset");
        var before = stage.meter();
        var ran = stage.generate(
                new Run(List.of(campaign.inbound()), referrers, CONNECTIONS, Long.MAX_VALUE, size.seconds(), 0));
        stage.awaitHealthy(ran.made());
        var used = stage.meter().since(before);
        double perSecond = ran.made() / used.seconds();
        lines.add(new Line()
                .with("leads", leads)
                .with("different scores", Math.min(leads, size.scores()))
                .with("stored and delivered/s", perSecond)
                .with("p50 ms", ran.latencies().p50())
                .with("p99 ms", ran.latencies().p99())
                .with("server µs", used.server().cpuSeconds() * 1e6 / ran.made())
                .with("PostgreSQL µs", used.postgres().cpuSeconds() * 1e6 / ran.made())
                .with("WAL bytes", (double) used.walBytes() / ran.made()));
        return perSecond;
    }

    private static void fill(Stage stage, Campaign campaign, long leads, long scores) {
        var filling = new Filling(stage.database(), campaign.id(), BODY_BYTES);
        filling.leads(leads);
        filling.scores(scores);
        stage.tidy();
    }
}
