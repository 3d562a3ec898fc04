package leadhook.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found of one invariant so far.
 *
 * @param rows how many things were looked at
 * @param violations how many of them are wrong
 * @param examples the first few of those, in words; ids and numbers only, never what identifies a person
 */
public record Checked(Invariant invariant, long rows, long violations, List<String> examples) {
    static final int MAX_EXAMPLES = 5;

    public Checked {
        examples = List.copyOf(examples.subList(0, Math.min(MAX_EXAMPLES, examples.size())));
    }

    static Checked nothing(Invariant invariant) {
        return new Checked(invariant, 0, 0, List.of());
    }

    /** The two together. */
    Checked plus(Checked more) {
        var all = new ArrayList<>(examples);
        all.addAll(more.examples);
        return new Checked(invariant, rows + more.rows, violations + more.violations, all);
    }
}
