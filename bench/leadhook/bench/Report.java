package leadhook.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import leadhook.platform.Json;

/** What was measured: for people as tables on standard error, for programs as a JSON object per line on standard output. */
final class Report {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final PrintStream people;
    private final PrintStream programs;
    private final List<Verdict> verdicts = new ArrayList<>();
    private long told = System.nanoTime();

    Report(PrintStream people, PrintStream programs) {
        this.people = people;
        this.programs = programs;
    }

    /** A figure that something is asked of. */
    record Verdict(String what, double figure, Target target) {
        /** "goal", "floor", or "missed". */
        String text() {
            return target.verdict(figure);
        }
    }

    /**
     * What is asked of a figure.
     *
     * @param more whether more is better
     */
    record Target(double floor, double goal, String unit, boolean more) {
        static Target atLeast(double floor, double goal, String unit) {
            return new Target(floor, goal, unit, true);
        }

        static Target atMost(double floor, double goal, String unit) {
            return new Target(floor, goal, unit, false);
        }

        String verdict(double figure) {
            if (Double.isNaN(figure)) {
                return "not measured";
            }
            if (reaches(figure, goal)) {
                return "goal";
            }
            return reaches(figure, floor) ? "floor" : "missed";
        }

        private boolean reaches(double figure, double asked) {
            return more ? figure >= asked : figure <= asked;
        }
    }

    /** One line: the same columns, in the same order, for all lines of a table. */
    static final class Line {
        private final Map<String, Object> columns = new LinkedHashMap<>();

        Line with(String column, Object value) {
            columns.put(column, value);
            return this;
        }
    }

    /** Says what is being done, since much of it takes minutes. */
    void progress(String what) {
        people.println("... " + what);
        told = System.nanoTime();
    }

    /** Says how far that is, when nothing was said for a while. */
    void goesOn(Supplier<String> where) {
        if (System.nanoTime() - told > SILENCE.toNanos()) {
            progress(where.get());
        }
    }

    void table(String name, List<Line> lines) {
        people.println();
        people.println(name);
        var widths = new LinkedHashMap<String, Integer>();
        for (var line : lines) {
            line.columns.forEach((column, value) ->
                    widths.merge(column, Math.max(column.length(), text(value).length()), Math::max));
        }
        people.println(joined(widths, column -> column));
        for (var line : lines) {
            people.println(joined(widths, column -> text(line.columns.getOrDefault(column, ""))));
            var json = Json.object().put("table", name);
            line.columns.forEach(json::putPOJO);
            programs.println(Json.text(json));
        }
        people.println();
    }

    private interface Cell {
        String of(String column);
    }

    private static String joined(Map<String, Integer> widths, Cell cell) {
        var text = new StringBuilder();
        widths.forEach((column, width) ->
                text.append(" ".repeat(width - cell.of(column).length() + 2)).append(cell.of(column)));
        return text.toString();
    }

    private static String text(Object value) {
        return switch (value) {
            case Double number when Double.isNaN(number) -> "-";
            case Double number when Math.abs(number) >= 100 -> String.format(Locale.ROOT, "%,.0f", number);
            case Double number -> String.format(Locale.ROOT, "%.2f", number);
            case Long number -> String.format(Locale.ROOT, "%,d", number);
            default -> value.toString();
        };
    }

    void judge(String what, double figure, Target target) {
        verdicts.add(new Verdict(what, figure, target));
    }

    /** The last table. Returns whether every floor was reached. */
    boolean judge() {
        if (verdicts.isEmpty()) {
            return true;
        }
        table(
                "What was asked",
                verdicts.stream()
                        .map(verdict -> new Line()
                                .with("figure", verdict.what())
                                .with("measured", verdict.figure())
                                .with("floor", verdict.target().floor())
                                .with("goal", verdict.target().goal())
                                .with("unit", verdict.target().unit())
                                .with("verdict", verdict.text()))
                        .toList());
        return verdicts.stream().noneMatch(verdict -> verdict.text().equals("missed"));
    }
}
