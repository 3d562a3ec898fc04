package leadhook.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Numbers of a log that lie together.
 *
 * @param events how many of them are meant; the others in between are not for the webhook
 */
record Stretch(long first, long last, long events) {
    /**
     * What of these numbers is not settled, in as few stretches as there can be without a settled one inside.
     *
     * @param wanted all that are for the webhook, in order
     */
    static List<Stretch> unsettled(List<Long> wanted, LongPredicate settled) {
        var stretches = new ArrayList<Stretch>();
        boolean goesOn = false;
        for (long seq : wanted) {
            if (settled.test(seq)) {
                goesOn = false;
            } else if (goesOn) {
                stretches.add(stretches.removeLast().plus(seq));
            } else {
                stretches.add(new Stretch(seq, seq, 1));
                goesOn = true;
            }
        }
        return stretches;
    }

    /** These numbers and no other, in order. */
    static List<Stretch> exactly(List<Long> seqs) {
        var stretches = new ArrayList<Stretch>();
        for (long seq : seqs) {
            boolean goesOn = !stretches.isEmpty() && stretches.getLast().last == seq - 1;
            stretches.add(goesOn ? stretches.removeLast().plus(seq) : new Stretch(seq, seq, 1));
        }
        return stretches;
    }

    private Stretch plus(long seq) {
        return new Stretch(first, seq, events + 1);
    }

    static long events(List<Stretch> stretches) {
        return stretches.stream().mapToLong(Stretch::events).sum();
    }
}
