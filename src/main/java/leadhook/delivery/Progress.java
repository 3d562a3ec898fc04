package leadhook.delivery;

import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far a lane has come in its campaign's log: everything up to the position is settled, and some numbers above it.
 * Without what is settled ahead, one exchange that hangs would make a crash repeat all that went past it.
 */
final class Progress {
    /** Nothing further than this above the position is started. */
    static final int WIDTH = 4_096;

    private long position;
    private long read;
    private final NavigableSet<Long> open = new TreeSet<>();
    private final NavigableSet<Long> ahead = new TreeSet<>();

    /** Where a lane goes on: bit 0 of the bitmap is the number after the position. */
    Progress(long position, byte[] bitmap) {
        this.position = position;
        this.read = position;
        BitSet.valueOf(bitmap).stream().forEach(bit -> ahead.add(position + 1 + bit));
    }

    /** Everything up to here is settled. */
    long position() {
        return position;
    }

    /** Everything up to here was looked at. */
    long read() {
        return read;
    }

    boolean isSettled(long seq) {
        return seq <= position || ahead.contains(seq);
    }

    boolean inReach(long seq) {
        return seq <= position + WIDTH;
    }

    /** A number that was read and is to be delivered. */
    void want(long seq) {
        open.add(seq);
    }

    /** Whether it was read and is still to be delivered. */
    boolean isOpen(long seq) {
        return open.contains(seq);
    }

    /** These numbers will be read again, and all after the first of them. */
    void unread(Collection<Long> seqs) {
        if (!seqs.isEmpty()) {
            open.removeAll(seqs);
            read = Math.min(read, Collections.min(seqs) - 1);
            advance();
        }
    }

    /** Everything up to here was looked at; what was not wanted is passed over. */
    void readThrough(long seq) {
        read = Math.max(read, seq);
        advance();
    }

    /** A wanted number was delivered, or is owed, or will never be sent. */
    void settle(long seq) {
        if (open.remove(seq)) {
            ahead.add(seq);
            advance();
        }
    }

    private void advance() {
        position = open.isEmpty() ? read : open.first() - 1;
        ahead.headSet(position, true).clear();
    }

    /** What is settled above the position; bit 0 is the number after it. */
    byte[] bitmap() {
        var bits = new BitSet();
        ahead.forEach(seq -> bits.set((int) (seq - position - 1)));
        return bits.toByteArray();
    }
}
