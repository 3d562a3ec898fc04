package leadhook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;

/** What it costs to have a great many webhooks to which nothing happens. */
final class Idle implements Scenario {
    private static final int PER_CAMPAIGN = 10;
    private static final Target CPU = Target.atMost(2, 1, "% of a core");
    private static final Target HEAP = Target.atMost(384, 256, "MiB");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            report.progress("making %,d webhooks".formatted(size.idle()));
            fill(stage, size.idle());
            var lines = new ArrayList<Line>();
            lines.add(measure(stage, size, report, "an hour ago"));
            // Of these, the server keeps all lanes in memory.
            stage.database().update("update campaign_state set last_at = now()");
            stage.tidy();
            lines.add(measure(stage, size, report, "just now"));
            report.table("Nothing happens", lines);
            stage.verify(report);
        }
    }

    private static Line measure(Stage stage, Size size, Report report, String last) {
        stage.startServer();
        // What is done once after a start is no part of it.
        LockSupport.parkNanos((long) (size.limitSeconds() * 8e9));
        report.progress("nothing happens; the last event was " + last);
        // Without asking the server for its metrics: that is something.
        var server = Usage.ofJava(stage.serverProcess());
        var postgres = Usage.ofTree(stage.postmaster());
        long start = System.nanoTime();
        LockSupport.parkNanos((long) (size.seconds() * 1e9));
        server = Usage.ofJava(stage.serverProcess()).since(server);
        postgres = Usage.ofTree(stage.postmaster()).since(postgres);
        double percent = 100 / ((System.nanoTime() - start) / 1e9);
        double heap = liveHeap(stage.serverProcess());
        var what = " of idle webhooks, last event " + last;
        report.judge("CPU" + what, (server.cpuSeconds() + postgres.cpuSeconds()) * percent, CPU);
        report.judge("live heap" + what, heap, HEAP);
        return new Line()
                .with("webhooks", (long) size.idle())
                .with("last event", last)
                .with("lanes in memory", (long) stage.scrape().get("leadhook_lanes"))
                .with("server %", server.cpuSeconds() * percent)
                .with("JIT %", server.compileSeconds() * percent)
                .with("PostgreSQL %", postgres.cpuSeconds() * percent)
                .with("live heap MiB", heap)
                .with("peak MiB", server.peakBytes() / 0x1p20);
    }

    /** Copies of one that was made properly, of campaigns to which something happened last an hour ago. */
    private static void fill(Stage stage, int webhooks) {
        var api = stage.api();
        var model = api.campaign();
        long webhook = api.subscribe(model, stage.healthy("/idle"));
        var database = stage.database();
        long last = model.id() + Math.max(1, webhooks / PER_CAMPAIGN);
        database.update("""
                insert into campaigns (id, name, created_at)
                select id, 'Idle', now() from generate_series(?::bigint, ?::bigint) id
                """, model.id() + 1, last);
        database.update("""
                insert into campaign_state (campaign_id, last_at)
                select id, now() - interval '1 hour' from generate_series(?::bigint, ?::bigint) id
                """, model.id() + 1, last);
        database.update("""
                insert into outbound_webhooks (campaign_id, url, secret, created_at)
                select campaign, w.url || '/' || n, w.secret, w.created_at
                from outbound_webhooks w, generate_series(?::bigint, ?::bigint) campaign, generate_series(1, ?::int) n
                where w.id = ?
                """, model.id() + 1, last, PER_CAMPAIGN, webhook);
        database.update("""
                insert into subscriptions (webhook_id, type, place, from_seq)
                select id, 'new_signup', 0, 0 from outbound_webhooks where id > ?
                """, webhook);
        database.update("""
                insert into lanes (webhook_id, campaign_id, position, ahead)
                select id, campaign_id, 0, '' from outbound_webhooks where id > ?
                """, webhook);
        database.first("select setval('campaign_ids', ?::bigint)", row -> row.getLong(1), last);
        stage.tidy();
    }

    private static double liveHeap(ProcessHandle server) {
        var java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        jcmd(java, server, "GC.run");
        var used = USED.matcher(jcmd(java, server, "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("the heap cannot be asked");
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    private static String jcmd(Path java, ProcessHandle process, String command) {
        try {
            var jcmd = java.resolveSibling("jcmd").toString();
            var asked = new ProcessBuilder(jcmd, String.valueOf(process.pid()), command).start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("jcmd cannot be run", e);
        }
    }
}
