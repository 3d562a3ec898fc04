package leadhook.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All benchmarks by name, in the order in which they run. */
public final class Benchmarks {
    private static final Map<String, Scenario> ALL = all();

    private Benchmarks() {}

    private static Map<String, Scenario> all() {
        var all = new LinkedHashMap<String, Scenario>();
        all.put("throughput", new Throughput());
        all.put("latency", new Latency());
        all.put("growth", new Growth());
        all.put("backlog", new Backlog());
        all.put("idle", new Idle());
        all.put("domain", new Domain());
        all.put("pages", new Pages());
        all.put("pure", new Pure());
        return all;
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    static Scenario named(String name) {
        var scenario = ALL.get(name);
        if (scenario == null) {
            throw new IllegalArgumentException("there is no benchmark " + name);
        }
        return scenario;
    }

    /** Runs one with as little as shows that it works; the JSON lines go where they are asked for. */
    public static void smoke(String name, PrintStream programs) {
        var report = new Report(System.err, programs);
        named(name).run(Size.smoke(), report);
        // What is asked is asked of full sizes.
        var _ = report.judge();
    }
}
