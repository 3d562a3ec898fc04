package leadhook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;

/** The same load on a campaign of few leads and of many: new leads, each referred by one of those with points. */
final class Growth implements Scenario {
    private static final int CONNECTIONS = 256;
    private static final int BODY_BYTES = 40;
    private static final int REFERRERS = 1_000;

    /** In which the leads that are there signed up: about as long as events are kept, each day in a partition. */
    private static final Duration LATELY = Duration.ofDays(29);

    /** All levels one after the other, so often, and once before: what the machine does meanwhile strikes each alike. */
    private static final int ROUNDS = 3;

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
            var levels = fill(stage, size, report);
            stage.tidy();
            // Not counted, but told: the first to sign up after a checkpoint have whole pages written.
            var first = round(stage, size, report, levels, 0);
            var rounds = IntStream.rangeClosed(1, ROUNDS)
                    .mapToObj(round -> round(stage, size, report, levels, round))
                    .toList();
            report.table(
                    "In the first window after a checkpoint, which is not counted",
                    first.stream().map(Window::line).toList());
            report.table("One campaign, of so many leads already", middles(levels, rounds));
            report.judge(
                    "rate at %,d leads".formatted(size.leads()[size.leads().length - 1]),
                    levels.size() < size.leads().length ? Double.NaN : middle(rounds, Growth::ratio),
                    FLAT);
            double fullStart = restart(stage, size);
            long events = stage.events();
            report.table(
                    "From its start until the server answers",
                    List.of(
                            new Line().with("events", 0L).with("seconds", emptyStart),
                            new Line().with("events", events).with("seconds", fullStart)));
            report.judge("restart with %,d events, against none".formatted(events), fullStart - emptyStart, READY);
            stage.verify(report);
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

    /**
     * So many leads, and the campaigns that have them: one, or where that is soon done one for each round, since what a
     * round adds would make them many.
     */
    private record Level(long leads, List<Filled> campaigns) {
        Filled of(int round) {
            return campaigns.get(Math.min(round, campaigns.size() - 1));
        }
    }

    /**
     * @param referrers some of its leads, with points, as they stand in links; others in each round where there are enough,
     *     as few leads have others in another campaign
     */
    private record Filled(Campaign campaign, List<List<String>> referrers) {}

    /** All before anybody signs up: what filling leaves for PostgreSQL to do is done before the first round. */
    private static List<Level> fill(Stage stage, Size size, Report report) {
        var levels = new ArrayList<Level>();
        for (long leads : size.leads()) {
            if (!hasRoom(leads)) {
                report.progress("SKIPPED %,d leads: the disk has no room for them".formatted(leads));
                continue;
            }
            report.progress("filling a campaign with %,d leads".formatted(leads));
            int many = levels.isEmpty() ? ROUNDS + 1 : 1;
            levels.add(new Level(
                    leads,
                    IntStream.range(0, many)
                            .mapToObj(_ -> fill(stage, leads, Math.min(leads, size.scores())))
                            .toList()));
        }
        return levels;
    }

    private static Filled fill(Stage stage, long leads, long scores) {
        var campaign = stage.api().campaign();
        var filling = new Filling(stage.database(), campaign.id(), BODY_BYTES, leads, LATELY);
        filling.leads();
        filling.scores(scores);
        stage.api().subscribe(campaign, stage.healthy("/" + campaign.id()));
        long referrers = Math.min(scores, REFERRERS);
        long step = scores / referrers;
        return new Filled(
                campaign,
                LongStream.rangeClosed(0, ROUNDS)
                        .map(round -> round * step / (ROUNDS + 1))
                        .mapToObj(back -> LongStream.rangeClosed(1, referrers).map(n -> n * step - back))
                        .map(numbers -> shuffled(numbers.mapToObj(filling::socialId)))
                        .toList());
    }

    /** People do not bring leads in the order of their scores, in which neighbours would change places and nothing else. */
    private static List<String> shuffled(Stream<String> referrers) {
        var list = new ArrayList<>(referrers.toList());
        Collections.shuffle(list, new Random(1));
        return list;
    }

    private static List<Window> round(Stage stage, Size size, Report report, List<Level> levels, int round) {
        return levels.stream()
                .map(level -> measure(stage, size, report, level, round))
                .toList();
    }

    /** What one window showed. */
    private record Window(double perSecond, Line line) {}

    private static Window measure(Stage stage, Size size, Report report, Level level, int round) {
        var filled = level.of(round);
        report.progress("signups to a campaign of %,d leads".formatted(level.leads));
        stage.tell("reset");
        var before = stage.meter();
        var ran = stage.generate(new Run(
                List.of(filled.campaign.inbound()),
                filled.referrers.get(round),
                CONNECTIONS,
                Long.MAX_VALUE,
                size.seconds(),
                0));
        stage.awaitHealthy(ran.made());
        var used = stage.meter().since(before);
        double perSecond = ran.made() / used.seconds();
        return new Window(
                perSecond,
                new Line()
                        .with("leads", level.leads)
                        .with("different scores", Math.min(level.leads, size.scores()))
                        .with("stored and delivered/s", perSecond)
                        .with("p50 ms", ran.latencies().p50())
                        .with("p99 ms", ran.latencies().p99())
                        .with("server µs", used.server().cpuSeconds() * 1e6 / ran.made())
                        .with("PostgreSQL µs", used.postgres().cpuSeconds() * 1e6 / ran.made())
                        .with("WAL bytes", (double) used.walBytes() / ran.made())
                        .with("stolen %", used.stolenPercent()));
    }

    private static double ratio(List<Window> round) {
        return round.getLast().perSecond / round.getFirst().perSecond;
    }

    private static double middle(List<List<Window>> rounds, ToDoubleFunction<List<Window>> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
    }

    /** Of each level the round in which its rate was the middle one. */
    private static List<Line> middles(List<Level> levels, List<List<Window>> rounds) {
        return IntStream.range(0, levels.size())
                .mapToObj(level -> rounds.stream()
                        .map(round -> round.get(level))
                        .sorted(Comparator.comparingDouble(Window::perSecond))
                        .toList()
                        .get(rounds.size() / 2)
                        .line)
                .toList();
    }
}
