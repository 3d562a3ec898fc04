package leadhook.platform.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The names that settings have in one place, and which of them a mistyped one resembles. */
record Names(List<String> names) {
    private static final int MOST_EDITS = 3;

    static final Names VARIABLES = of(Setting::variable);
    static final Names PROPERTIES = of(Setting::property);

    private static Names of(Function<Setting, String> name) {
        return new Names(Arrays.stream(Setting.values()).map(name).toList());
    }

    boolean contain(String name) {
        return names.contains(name);
    }

    /** The known name with the fewest edits between; empty when even that is far off. */
    Optional<String> nearest(String mistyped) {
        return names.stream()
                .min(Comparator.comparingInt(name -> edits(name, mistyped)))
                .filter(name -> edits(name, mistyped) <= MOST_EDITS);
    }

    /** Characters to insert, delete or replace until one is the other (Levenshtein). */
    private static int edits(String left, String right) {
        var row = new int[right.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
