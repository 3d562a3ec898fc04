package leadhook.leads;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.ToLongFunction;
import leadhook.platform.metrics.Bounds;
import leadhook.platform.metrics.Metrics;

/** What the writers measure: what waits, how much a batch takes, how long it lasts, what comes of it. */
final class LeadMeters {
    private final Metrics metrics;
    private final Counter created;
    private final Counter repeated;
    private final Counter refused;
    private final Counter changed;
    private final Counter unchanged;
    private final Counter failed;
    private final DistributionSummary commands;
    private final Timer whole;
    private final Timer commit;

    LeadMeters(Metrics metrics) {
        this.metrics = metrics;
        this.created = signups("created");
        this.repeated = signups("repeated");
        this.refused = signups("refused");
        this.changed = changes("done");
        this.unchanged = changes("refused");
        this.failed = metrics.counter("leadhook.batch.failures", "Batches that the database refused or lost");
        this.commands = metrics.sizes(
                "leadhook.batch",
                "commands",
                "Commands that one batch wrote together",
                1,
                2,
                4,
                8,
                16,
                32,
                64,
                128,
                256);
        this.whole = metrics.timer(
                "leadhook.batch", "The transaction of a batch, waiting for a connection included", Bounds.QUICK);
        this.commit = metrics.timer("leadhook.batch.commit", "The commit of a batch", Bounds.QUICK);
    }

    private Counter signups(String result) {
        return metrics.counter("leadhook.signups", "Signups by what came of them in a batch", "result", result);
    }

    private Counter changes(String result) {
        return metrics.counter(
                "leadhook.changes",
                "Calls other than signups that change leads, by what came of them in a batch",
                "result",
                result);
    }

    /** What waits for these writers. */
    void watch(List<Writer> writers) {
        metrics.gauge(
                "leadhook.mailbox",
                "commands",
                "Commands that wait for a batch",
                () -> sum(writers, writer -> writer.mailboxes().size()));
        metrics.gauge(
                "leadhook.mailbox",
                "bytes",
                "What the waiting commands hold",
                () -> sum(writers, writer -> writer.mailboxes().bytes()));
        metrics.counted(
                "leadhook.mailbox.full",
                "Commands refused since too many were waiting",
                () -> sum(writers, writer -> writer.mailboxes().refused()));
        metrics.counted(
                "leadhook.mailbox.withdrawn",
                "Commands taken back since no batch took them in time",
                () -> sum(writers, writer -> writer.mailboxes().withdrawn()));
    }

    private static long sum(List<Writer> writers, ToLongFunction<Writer> figure) {
        return writers.stream().mapToLong(figure).sum();
    }

    /** A batch is on disk. All but its size are moments of the monotonic clock. */
    void committed(int size, long begun, long committing, long ended) {
        commands.record(size);
        whole.record(ended - begun, NANOSECONDS);
        commit.record(ended - committing, NANOSECONDS);
    }

    void failed() {
        failed.increment();
    }

    void answered(Batch.Result.Reply reply) {
        if (reply.command().request().made().isPresent()) {
            reply.done().ifPresentOrElse(done -> (done.created() ? created : repeated).increment(), refused::increment);
        } else {
            (reply.done().isPresent() ? changed : unchanged).increment();
        }
    }
}
