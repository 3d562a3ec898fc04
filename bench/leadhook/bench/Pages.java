package leadhook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Ran;
import leadhook.bench.Generator.Run;
import leadhook.bench.Month.Receivers;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * How fast each page of the dashboard is, in a campaign with a month behind it: a million leads, and ten attempts to tell
 * of each. Two people look at one page after another while leads sign up.
 */
final class Pages implements Scenario {
    private static final int PEOPLE = 2;
    private static final int CONNECTIONS = 64;
    private static final double SIGNUPS_PER_SECOND = 200;
    private static final String NAME = "ada";
    private static final String PASSWORD = "an analytical engine";

    /** Webhooks for signups and for referrals in the great campaign, of those that are well. */
    private static final int FOR_SIGNUPS = 5;

    private static final int FOR_REFERRALS = 13;

    /** Of a lead with its events, its attempts and all indexes, as filled here, written twice since it is logged too. */
    private static final long BYTES_PER_LEAD = 12_000;

    private static final long BYTES_OF_WINDOWS = 8L << 30;
    private static final Target QUICK = Target.atMost(100, 30, "ms");

    @Override
    public void run(Size size, Report report) {
        long leads = size.leads()[1];
        try (var stage = Stage.open()) {
            if (!hasRoom(leads)) {
                report.progress("SKIPPED pages of %,d leads: the disk has no room for them".formatted(leads));
                report.judge("pages, p95", Double.NaN, QUICK);
                return;
            }
            report.progress("filling a month of %,d leads".formatted(leads));
            var months = fill(stage, leads, size.campaigns().get(1));
            stage.startServer();
            var great = months.getFirst();
            var sights = Sight.all(great, attempts(stage));
            try (var browser = new Browser(stage.url(), NAME, PASSWORD)) {
                look(stage, size, report, browser, months, sights);
            }
            stage.verify(report);
        }
    }

    private static boolean hasRoom(long leads) {
        try {
            return Files.getFileStore(Stage.folder()).getUsableSpace() > leads * BYTES_PER_LEAD + BYTES_OF_WINDOWS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The great campaign first. No server runs meanwhile, for it would deliver what is filled in. */
    private static List<Month> fill(Stage stage, long leads, int campaigns) {
        stage.startServer();
        stage.tell("die");
        var api = stage.api();
        api.user(NAME, PASSWORD);
        var now = Instant.now();
        var months = new ArrayList<Month>();
        var tags = new ArrayList<Long>();
        for (int i = 0; i < campaigns; i++) {
            var campaign = api.campaign();
            tags.add(api.tag(campaign, 1));
            months.add(
                    i == 0
                            ? new Month(stage.database(), campaign, leads, great(stage, campaign), now)
                            : new Month(
                                    stage.database(),
                                    campaign,
                                    Math.max(10, leads / 1_000),
                                    small(stage, campaign),
                                    now));
        }
        stage.stopServer();
        Month.makeDays(stage.database(), now);
        for (int i = 0; i < campaigns; i++) {
            months.get(i).fill(tags.get(i));
        }
        stage.tidy();
        return months;
    }

    private static Receivers great(Stage stage, Campaign campaign) {
        var here = "/" + campaign.id() + "/";
        return new Receivers(
                subscribe(stage, campaign, FOR_SIGNUPS, stage.healthy(here + "signup"), "new_signup"),
                subscribe(stage, campaign, FOR_REFERRALS, stage.healthy(here + "referral"), "referral"),
                subscribe(stage, campaign, 1, stage.patient() + here + "refusing", "new_signup"),
                subscribe(stage, campaign, 1, stage.patient() + here + "standing", "new_signup"));
    }

    private static Receivers small(Stage stage, Campaign campaign) {
        var url = stage.healthy("/" + campaign.id() + "/signup");
        return new Receivers(subscribe(stage, campaign, 1, url, "new_signup"), List.of(), List.of(), List.of());
    }

    private static List<Long> subscribe(Stage stage, Campaign campaign, int number, String url, String event) {
        return IntStream.range(0, number)
                .mapToObj(i -> stage.api().subscribe(campaign, url + i, event))
                .toList();
    }

    private static long attempts(Stage stage) {
        return stage.database()
                .first("select last_value from attempt_ids", row -> row.getLong(1))
                .orElseThrow();
    }

    // Looking ---------------------------------------------------------------------------------------------------------

    private static void look(
            Stage stage, Size size, Report report, Browser browser, List<Month> months, List<Sight> pages) {
        report.progress("a first look at each page");
        var first = new Looks("first look at each page after a start");
        pages.forEach(sight -> first.look(browser, sight));
        var sights = Stream.concat(pages.stream(), Stream.of(Sight.asset(browser, pages.get(1))))
                .toList();
        report.progress("warming up");
        visit(stage, months, browser, sights, size.seconds());
        report.progress("looking at %d kinds of pages".formatted(sights.size()));
        var before = stage.meter();
        var visit = visit(stage, months, browser, sights, 4 * size.seconds());
        var used = stage.meter().since(before);
        var lines = new ArrayList<Line>();
        visit.looks.forEach(looks -> lines.add(looks.line()));
        lines.add(first.line());
        report.table(
                "Pages of a campaign with %,d leads and %,d attempts"
                        .formatted(months.getFirst().leads(), attempts(stage)),
                lines);
        report.table(
                "Meanwhile",
                List.of(new Line()
                        .with("pages/s", visit.number() / used.seconds())
                        .with("signups/s", visit.signups.perSecond())
                        .with("signup p50 ms", visit.signups.latencies().p50())
                        .with("signup p99 ms", visit.signups.latencies().p99())
                        .with("server cores", used.server().cpuSeconds() / used.seconds())
                        .with("JIT cores", used.server().compileSeconds() / used.seconds())
                        .with("PostgreSQL cores", used.postgres().cpuSeconds() / used.seconds())));
        visit.looks.forEach(looks -> report.judge(looks.name + ", p95", looks.p95(), QUICK));
    }

    /** What some people have seen, and the signups meanwhile. */
    private record Visit(List<Looks> looks, Ran signups) {
        long number() {
            return looks.stream().mapToLong(Looks::number).sum();
        }
    }

    /** A place where everybody comes by. */
    private record Stop(Sight sight, Looks looks) {}

    /** Everybody looks at each page once, in an order of his own, and again until the time is up. */
    private static Visit visit(Stage stage, List<Month> months, Browser browser, List<Sight> sights, double seconds) {
        var stops = sights.stream()
                .map(sight -> new Stop(sight, new Looks(sight.name())))
                .toList();
        var signups = CompletableFuture.supplyAsync(() -> signUps(stage, months, seconds), Thread::startVirtualThread);
        CompletableFuture.allOf(IntStream.range(0, PEOPLE)
                        .mapToObj(_ -> CompletableFuture.runAsync(
                                () -> {
                                    do {
                                        shuffled(stops).forEach(stop -> stop.looks.look(browser, stop.sight));
                                    } while (!signups.isDone());
                                },
                                Thread::startVirtualThread))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        return new Visit(stops.stream().map(Stop::looks).toList(), signups.join());
    }

    private static List<Stop> shuffled(List<Stop> stops) {
        var order = new ArrayList<>(stops);
        Collections.shuffle(order);
        return order;
    }

    /** Every second one is for the great campaign, the others for the small ones in turn. */
    private static Ran signUps(Stage stage, List<Month> months, double seconds) {
        var great = months.getFirst();
        // The server was started anew since they were made, on another port.
        var urls = months.stream()
                .skip(1)
                .flatMap(small -> Stream.of(great, small))
                .map(month -> stage.url().resolve(month.campaign().inbound().getRawPath()))
                .toList();
        stage.tell("reset");
        var ran = stage.generate(new Run(urls, CONNECTIONS, Long.MAX_VALUE, seconds, SIGNUPS_PER_SECOND));
        stage.awaitHealthy((ran.made() + 1) / 2 * FOR_SIGNUPS + ran.made() / 2);
        return ran;
    }

    /** How long it took to see some pages, and how large they were. */
    private static final class Looks {
        private final String name;
        private final ConcurrentHistogram took = Latencies.histogram();
        private final LongAdder bytes = new LongAdder();

        Looks(String name) {
            this.name = name;
        }

        void look(Browser browser, Sight sight) {
            var path = sight.path().get();
            long begun = System.nanoTime();
            var page = browser.look(sight, path);
            Latencies.record(took, System.nanoTime() - begun);
            bytes.add(page.length);
        }

        long number() {
            return took.getTotalCount();
        }

        double p95() {
            return Latencies.at(took, 95);
        }

        Line line() {
            var latencies = Latencies.of(took);
            return new Line()
                    .with("page", name)
                    .with("requests", number())
                    .with("p50 ms", latencies.p50())
                    .with("p95 ms", p95())
                    .with("p99 ms", latencies.p99())
                    .with("most ms", latencies.most())
                    .with("bytes", bytes.sum() / number());
        }
    }
}
