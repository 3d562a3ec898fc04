package leadhook.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Ran;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;
import leadhook.platform.Json;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * What is done to leads beside signing them up, in a campaign of a million: bulk calls at half load, what is looked up, and
 * a new block list.
 */
final class Domain implements Scenario {
    private static final int CONNECTIONS = 256;
    private static final int BODY_BYTES = 40;
    private static final int LEADS_OF_A_CALL = 250;
    private static final long PAUSE_NANOS = 200_000_000;
    private static final int LOOKS = 2_000;
    private static final int WARM_UP = 70;
    private static final List<String> OPERATIONS =
            List.of("/unwaitlist", "/waitlist", "/verify", "/tag", "/optout", "/block", "/approve");

    private static final Target QUICK_BULK = Target.atMost(250, 250, "ms");
    private static final Target QUICK_LOOK = Target.atMost(20, 20, "ms");
    private static final Target UNDISTURBED = Target.atLeast(0.8, 0.8, "of the rate before");

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            Throughput.warmUp(stage, size, report);
            long leads = size.leads()[1];
            report.progress("filling a campaign with %,d leads".formatted(leads));
            var campaign = stage.api().campaign();
            var filling = new Filling(stage.database(), campaign.id(), BODY_BYTES, leads, Duration.ZERO);
            filling.leads();
            filling.scores(Math.min(leads, size.scores()));
            stage.tidy();
            stage.api().subscribe(campaign, stage.healthy("/" + campaign.id()));
            looks(stage, size, report, campaign, filling);
            double full = bulk(stage, size, report, campaign, filling);
            blockList(stage, size, report, campaign, full);
            stage.verify(report);
        }
    }

    private static void looks(Stage stage, Size size, Report report, Campaign campaign, Filling filling) {
        report.progress("look-ups");
        int times = size.seconds() < 1 ? 20 : LOOKS;
        var lines = List.of(
                look(stage, report, times, campaign, "leaderboard", "/leaderboard?limit=50"),
                look(stage, report, times, campaign, "stats", "/stats"),
                look(
                        stage,
                        report,
                        times,
                        campaign,
                        "look-up",
                        "?social_id=" + filling.socialId(filling.leadCount() / 2)));
        report.table("Looked up among %,d leads, one call after the other".formatted(filling.leadCount()), lines);
    }

    private static Line look(Stage stage, Report report, int times, Campaign campaign, String what, String operation) {
        var api = stage.api();
        var took = Latencies.histogram();
        for (int i = 0; i < 2 * times; i++) {
            long begun = System.nanoTime();
            api.look(campaign, operation);
            if (i >= times) {
                // The first half was for warming up.
                Latencies.record(took, System.nanoTime() - begun);
            }
        }
        var latencies = Latencies.of(took);
        report.judge(what + " p99", latencies.p99(), QUICK_LOOK);
        return new Line().with("what", what).with("p50 ms", latencies.p50()).with("p99 ms", latencies.p99());
    }

    /** Returns the full rate of signups. */
    private static double bulk(Stage stage, Size size, Report report, Campaign campaign, Filling filling) {
        report.progress("bulk calls at half load");
        double full = signUps(stage, campaign, size.seconds() / 3, 0).perSecond();
        long tag = stage.api().tag(campaign, 1);
        for (int i = 0; i < (size.seconds() < 1 ? 1 : WARM_UP); i++) {
            call(stage, campaign, i, tag, filling, Latencies.histogram());
        }
        var signingUp = CompletableFuture.supplyAsync(
                () -> signUps(stage, campaign, size.seconds(), full / 2), Thread::startVirtualThread);
        var took = Latencies.histogram();
        long calls = 0;
        while (!signingUp.isDone()) {
            call(stage, campaign, calls, tag, filling, took);
            calls++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        var ran = signingUp.join();
        var latencies = Latencies.of(took);
        report.table(
                "Bulk calls with 250 leads at half load",
                List.of(new Line()
                        .with("signups due/s", full / 2)
                        .with("signup p99 ms", ran.latencies().p99())
                        .with("bulk calls", calls)
                        .with("bulk p50 ms", latencies.p50())
                        .with("bulk p99 ms", latencies.p99())));
        report.judge("a bulk call at half load, p99", latencies.p99(), QUICK_BULK);
        return full;
    }

    private static void call(
            Stage stage, Campaign campaign, long turn, long tag, Filling filling, ConcurrentHistogram took) {
        var operation = OPERATIONS.get((int) (turn % OPERATIONS.size()));
        var body = Json.object().put("tag_id", tag);
        var ids = body.putArray("social_id");
        ThreadLocalRandom.current()
                .longs(LEADS_OF_A_CALL, 1, filling.leadCount() + 1)
                .forEach(n -> ids.add(filling.socialId(n)));
        var text = body.toString();
        long begun = System.nanoTime();
        stage.api().operation(campaign, operation, text);
        Latencies.record(took, System.nanoTime() - begun);
    }

    private static void blockList(Stage stage, Size size, Report report, Campaign campaign, double full) {
        report.progress("a block list changes");
        double before = signUps(stage, campaign, size.seconds(), 0).perSecond();
        long begun = System.nanoTime();
        stage.api().change(campaign, "{\"fraud\": {\"blocked_email_domains\": [\"%s\"]}}".formatted(Filling.RARE));
        double meanwhile = signUps(stage, campaign, size.seconds(), 0).perSecond();
        boolean wasBusy = stage.api().jobsToDo() > 0;
        while (stage.api().jobsToDo() > 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long flagged = stage.api()
                .look(campaign, "/stats")
                .path("leads")
                .path("fraudulent")
                .asLong();
        report.table(
                "A block list changes",
                List.of(new Line()
                        .with("signups/s at first", full)
                        .with("just before", before)
                        .with("meanwhile", meanwhile)
                        .with("flagged leads", flagged)
                        .with("seconds until all was done", seconds)
                        .with("longer than the window", String.valueOf(wasBusy))));
        report.judge("signups while a block list changes", meanwhile / before, UNDISTURBED);
    }

    private static Ran signUps(Stage stage, Campaign campaign, double seconds, double rate) {
        stage.tell("reset");
        var ran = stage.generate(new Run(List.of(campaign.inbound()), CONNECTIONS, Long.MAX_VALUE, seconds, rate));
        stage.awaitHealthy(ran.made());
        return ran;
    }
}
