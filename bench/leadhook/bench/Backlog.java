package leadhook.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;

/** A receiver that has been dead for long, healthy ones beside it; then it returns. */
final class Backlog implements Scenario {
    private static final int CONNECTIONS = 64;
    private static final int PARTS = 5;

    /** Leads per second, over all healthy campaigns: far from what the machine can do. */
    private static final double RATE = 500;

    private static final Target UNDISTURBED = Target.atMost(2, 1.2, "times the p99 before");
    private static final Target DRAINED = Target.atLeast(0.35, 0.50, "of the bare client");
    private static final int BODY_BYTES = 1_500;
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final int MOST_GLANCES = 12_000;

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            Throughput.warmUp(stage, size, report);
            var healthy = Throughput.campaigns(stage, size.healthy(), 1);
            var patient = new Patient(stage, stage.api().campaign());
            var lines = new ArrayList<Line>();
            stage.tell("die");
            stage.tidy();
            // Not counted: what comes after a full load and much tidying is no quiet time yet.
            healthy(stage, size, report, healthy, "before (not counted)", lines);
            var before = healthy(stage, size, report, healthy, "before", lines);
            patient.subscribeAndFall(size.backlog());
            var beside = healthy(stage, size, report, healthy, "beside a dead receiver", lines);
            stage.tell("live");
            patient.resume();
            var returning = healthy(stage, size, report, healthy, "while it returns", lines);
            report.table("Accept to delivered of %d healthy receivers".formatted(size.healthy()), lines);
            report.judge("healthy beside a dead receiver", beside.p99() / before.p99(), UNDISTURBED);
            report.judge("healthy while it returns", returning.p99() / before.p99(), UNDISTURBED);
            patient.awaitDrained(size.backlog());
            drain(stage, size, report);
        }
    }

    /** In parts, of which the middle one by its p99 counts: one that the machine stalls in is not taken for all. */
    private static Latencies healthy(
            Stage stage, Size size, Report report, List<Campaign> healthy, String when, List<Line> lines) {
        report.progress("healthy receivers " + when);
        var parts = new ArrayList<Latencies>();
        long made = 0;
        long returned = 0;
        for (int i = 0; i < PARTS; i++) {
            stage.tell("reset");
            var ran = stage.generate(
                    new Run(Throughput.urls(healthy), CONNECTIONS, Long.MAX_VALUE, size.seconds() / PARTS, RATE));
            var count = stage.awaitHealthy(ran.made());
            parts.add(count.latencies());
            made += ran.made();
            returned += count.patient();
        }
        parts.sort(Comparator.comparingDouble(Latencies::p99));
        var middle = parts.get(PARTS / 2);
        lines.add(new Line()
                .with("when", when)
                .with("leads/s", made / size.seconds())
                .with("delivered p50 ms", middle.p50())
                .with("delivered p99 ms", middle.p99())
                .with("best p99 ms", parts.getFirst().p99())
                .with("worst p99 ms", parts.getLast().p99())
                .with(
                        "most ms",
                        parts.stream().mapToDouble(Latencies::most).max().orElseThrow())
                .with("returned meanwhile", returned));
        return middle;
    }

    /** Another backlog, made only now: a probe would have woken its lane as soon as the receiver was well. */
    private static void drain(Stage stage, Size size, Report report) {
        stage.tell("die");
        var patient = new Patient(stage, stage.api().campaign());
        patient.subscribeAndFall(size.backlog());
        report.progress("a backlog of %,d drains".formatted(size.backlog()));
        stage.tell("reset");
        var before = stage.meter();
        stage.tell("live");
        patient.resume();
        patient.awaitDrained(size.backlog());
        stage.awaitPatient(size.backlog());
        var used = stage.meter().since(before);
        stage.stopServer();
        report.progress("the bare client");
        double bare = Throughput.bareSender(stage, size, stage.patient());
        double drained = size.backlog() / used.seconds();
        report.table(
                "A backlog drains, no signups",
                List.of(new Line()
                        .with("events", size.backlog())
                        .with("delivered/s", drained)
                        .with("server µs", used.server().cpuSeconds() * 1e6 / size.backlog())
                        .with("PostgreSQL µs", used.postgres().cpuSeconds() * 1e6 / size.backlog())
                        .with("bare client/s", bare)));
        report.judge("delivered while a backlog drains", drained / bare, DRAINED);
        stage.verify(report);
    }

    /** A campaign whose one receiver is dead at first, with a backlog that was never a request. */
    private static final class Patient {
        private final Stage stage;
        private final Campaign campaign;
        private long webhook;

        Patient(Stage stage, Campaign campaign) {
            this.stage = stage;
            this.campaign = campaign;
        }

        void subscribeAndFall(long events) {
            webhook = stage.api().subscribe(campaign, stage.patient());
            new Filling(stage.database(), campaign.id(), BODY_BYTES, events, Duration.ZERO).leads();
            stage.tidy();
            await("standing");
        }

        void resume() {
            stage.api().resume(campaign, webhook);
        }

        private void await(String state) {
            for (int glances = 0; !stage.api().state(campaign, webhook).equals(state); glances++) {
                glance(glances, "the lane is never " + state);
            }
        }

        void awaitDrained(long events) {
            for (int glances = 0; position() < 2 * events; glances++) {
                glance(glances, "only %,d of %,d are drained".formatted(position() / 2, events));
            }
        }

        private long position() {
            return stage.database()
                    .first("select position from lanes where webhook_id = ?", row -> row.getLong(1), webhook)
                    .orElseThrow();
        }

        private static void glance(int glances, String complaint) {
            if (glances > MOST_GLANCES) {
                throw new IllegalStateException(complaint);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }
}
