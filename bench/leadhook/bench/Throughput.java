package leadhook.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import leadhook.bench.Api.Campaign;
import leadhook.bench.Generator.Ran;
import leadhook.bench.Generator.Run;
import leadhook.bench.Report.Line;
import leadhook.bench.Report.Target;
import leadhook.delivery.BareSender;
import leadhook.leads.BareInsert;

/** How many leads a second are stored and delivered, what each costs, and how that stands beside the limits. */
final class Throughput implements Scenario {
    private static final int MANY = 256;
    private static final Target RATE = Target.atLeast(3_000, 6_000, "leads/s");
    private static final Target CPU = Target.atMost(350, 230, "µs/lead");
    private static final Target STORED = Target.atLeast(0.25, 0.40, "of the bare insert");

    @Override
    public void run(Size size, Report report) {
        try (var stage = Stage.open()) {
            stage.startServer();
            warmUp(stage, size, report);
            var windows = new ArrayList<Window>();
            for (int campaigns : size.campaigns()) {
                for (int webhooks : List.of(1, 3)) {
                    for (int connections : List.of(64, MANY)) {
                        windows.add(measure(stage, size, report, new Case(campaigns, webhooks, connections)));
                    }
                }
            }
            var stored = window(stage, size, report, new Case(50, 0, MANY));
            double delivered =
                    windows.stream().mapToDouble(Window::deliveries).max().orElseThrow();
            windows.add(stored);
            report.table("Throughput", windows.stream().map(Window::line).toList());
            limits(stage, size, report, stored, delivered);
            stage.verify(report);
        }
    }

    private record Case(int campaigns, int webhooks, int connections) {
        String words() {
            return "%,d campaign%s, %d webhook%s each, %d connections"
                    .formatted(campaigns, campaigns == 1 ? "" : "s", webhooks, webhooks == 1 ? "" : "s", connections);
        }
    }

    /** @param used until the last delivery had arrived */
    private record Window(Case what, Ran ran, Meter used) {
        double perSecond() {
            return ran.made() / used.seconds();
        }

        double deliveries() {
            return perSecond() * what.webhooks();
        }

        double batch() {
            return used.leadsPerBatch();
        }

        Line line() {
            long leads = ran.made();
            return new Line()
                    .with("campaigns", (long) what.campaigns())
                    .with("webhooks", (long) what.webhooks())
                    .with("connections", (long) what.connections())
                    .with("accepted/s", ran.perSecond())
                    .with("stored and delivered/s", what.webhooks() == 0 ? Double.NaN : perSecond())
                    .with("deliveries/s", what.webhooks() == 0 ? Double.NaN : deliveries())
                    .with("p50 ms", ran.latencies().p50())
                    .with("p99 ms", ran.latencies().p99())
                    .with("server µs", used.server().cpuSeconds() * 1e6 / leads)
                    .with("JIT µs", used.server().compileSeconds() * 1e6 / leads)
                    .with("PostgreSQL µs", used.postgres().cpuSeconds() * 1e6 / leads)
                    .with("WAL bytes", (double) used.walBytes() / leads)
                    .with("statements", used.scrape().get("leadhook_database_statements_total") / leads)
                    .with("leads/batch", batch())
                    .with("peak MiB", used.server().peakBytes() / 0x1p20)
                    .with("stolen %", used.stolenPercent());
        }
    }

    static void warmUp(Stage stage, Size size, Report report) {
        report.progress("warming up with %,d requests".formatted(size.warmUp()));
        var campaigns = campaigns(stage, 50, 1);
        stage.tell("reset");
        var ran = stage.generate(new Run(urls(campaigns), MANY, size.warmUp(), 600, 0));
        stage.awaitHealthy(ran.made());
    }

    private static Window measure(Stage stage, Size size, Report report, Case what) {
        var window = window(stage, size, report, what);
        if (what.webhooks() == 1 && what.connections() == MANY) {
            var campaigns = "%,d campaign%s".formatted(what.campaigns(), what.campaigns() == 1 ? "" : "s");
            report.judge("stored and delivered, " + campaigns, window.perSecond(), RATE);
            report.judge(
                    "server and PostgreSQL, " + campaigns,
                    window.used().cpuMicrosPer(window.ran().made()),
                    CPU);
        }
        return window;
    }

    private static Window window(Stage stage, Size size, Report report, Case what) {
        report.progress(what.words());
        var campaigns = campaigns(stage, what.campaigns(), what.webhooks());
        stage.tell("reset");
        Usage.forgetPeak(stage.serverProcess());
        var before = stage.meter();
        var ran = stage.generate(new Run(urls(campaigns), what.connections(), Long.MAX_VALUE, size.seconds(), 0));
        stage.awaitHealthy(ran.made() * what.webhooks());
        return new Window(what, ran, stage.meter().since(before));
    }

    static List<Campaign> campaigns(Stage stage, int number, int webhooks) {
        var api = stage.api();
        var campaigns = api.campaigns(number);
        for (var campaign : campaigns) {
            for (int i = 0; i < webhooks; i++) {
                api.subscribe(campaign, stage.healthy("/" + campaign.id() + "/" + i));
            }
        }
        return campaigns;
    }

    static List<URI> urls(List<Campaign> campaigns) {
        return campaigns.stream().map(Campaign::inbound).toList();
    }

    private static void limits(Stage stage, Size size, Report report, Window stored, double delivered) {
        report.progress("the limits");
        stage.stopServer();
        double instant = instantServer(stage, size);
        int batch = (int) Math.max(1, Math.round(stored.batch()));
        double insert = bareInsert(stage, size, batch);
        double sender = bareSender(stage, size, stage.healthy("/bare"));
        report.table(
                "Limits, in the same run",
                List.of(
                        limit(
                                "requests/s of the generator against a handler that answers at once",
                                instant,
                                stored.ran().perSecond()),
                        limit(
                                "leads/s of the bare insert, %d a batch".formatted(batch),
                                insert,
                                stored.ran().perSecond()),
                        limit(
                                "deliveries/s of the bare client, window %d".formatted(stage.window()),
                                sender,
                                delivered)));
        report.judge("stored, with no webhook", stored.ran().perSecond() / insert, STORED);
    }

    /** @param reached by the server: accepted where nobody subscribed, and the most deliveries while leads came */
    private static Line limit(String what, double perSecond, double reached) {
        return new Line()
                .with("limit", what)
                .with("per second", perSecond)
                .with("reached/s", reached)
                .with("ratio", reached / perSecond);
    }

    private static double instantServer(Stage stage, Size size) {
        try (var server = Worker.start(InstantServer.class, List.of(), Map.of())) {
            var url = URI.create("http://127.0.0.1:" + server.read() + "/inbound/token");
            var run = new Run(List.of(url), MANY, Long.MAX_VALUE, size.limitSeconds(), 0);
            stage.generate(run);
            return stage.generate(run).perSecond();
        }
    }

    /** As many connections as the server has writers: one for each processor. */
    private static double bareInsert(Stage stage, Size size, int batch) {
        var arguments = new ArrayList<>(List.of(stage.databaseArguments()));
        arguments.add(String.valueOf(batch));
        arguments.add(String.valueOf(Runtime.getRuntime().availableProcessors()));
        arguments.add(String.valueOf(size.limitSeconds()));
        try (var insert = Worker.start(BareInsert.class, List.of(), Map.of(), arguments.toArray(String[]::new))) {
            return Double.parseDouble(insert.read());
        }
    }

    static double bareSender(Stage stage, Size size, String receiver) {
        try (var sender = Worker.start(
                BareSender.class,
                List.of(),
                Map.of(),
                receiver,
                String.valueOf(stage.window()),
                String.valueOf(size.limitSeconds()))) {
            return Double.parseDouble(sender.read());
        }
    }
}
