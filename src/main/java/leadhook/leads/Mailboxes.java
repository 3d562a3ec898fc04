package leadhook.leads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import leadhook.platform.Refusal;

/**
 * What waits for one writer: a mailbox per campaign, served in turn so that a busy campaign does not hold up the others.
 * Bounded in number and bytes: beyond, callers are told to come back.
 */
final class Mailboxes {
    private static final int MAX_COMMANDS = 10_000;
    private static final int MAX_CAMPAIGN_COMMANDS = 4_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final int BATCH_COMMANDS = 256;
    private static final long BATCH_BYTES = 4L << 20;

    private final Map<Long, ArrayDeque<Command>> waiting = new LinkedHashMap<>();
    private int commands;
    private long bytes;
    private boolean closed;

    /** Puts a command at the end of its campaign's mailbox. Refuses when there is no more room. */
    synchronized void put(Command command) {
        var mailbox = waiting.get(command.campaign());
        if (closed
                || commands >= MAX_COMMANDS
                || bytes + command.weight() > MAX_BYTES
                || (mailbox != null && mailbox.size() >= MAX_CAMPAIGN_COMMANDS)) {
            throw Refusal.busy("Too many requests are waiting");
        }
        if (mailbox == null) {
            mailbox = new ArrayDeque<>();
            waiting.put(command.campaign(), mailbox);
        }
        mailbox.addLast(command);
        count(command, 1);
        notifyAll();
    }

    /** Takes a command back. Returns false when a batch has it already: then its end must be waited for. */
    synchronized boolean withdraw(Command command) {
        var mailbox = waiting.get(command.campaign());
        if (mailbox == null || !mailbox.remove(command)) {
            return false;
        }
        if (mailbox.isEmpty()) {
            waiting.remove(command.campaign());
        }
        count(command, -1);
        return true;
    }

    /** What a batch takes: in turn from each campaign, in order within one. Waits until there is something; empty at the end. */
    synchronized List<Command> take() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (closed) {
                return List.of();
            }
            wait();
        }
        var batch = new ArrayList<Command>();
        long batchBytes = 0;
        while (!waiting.isEmpty() && batch.size() < BATCH_COMMANDS && batchBytes < BATCH_BYTES) {
            int share = Math.max(1, (BATCH_COMMANDS - batch.size()) / waiting.size());
            var mailboxes = waiting.values().iterator();
            while (mailboxes.hasNext() && batch.size() < BATCH_COMMANDS && batchBytes < BATCH_BYTES) {
                var mailbox = mailboxes.next();
                for (int i = 0; i < share && !mailbox.isEmpty(); i++) {
                    var command = mailbox.removeFirst();
                    count(command, -1);
                    batchBytes += command.weight();
                    batch.add(command);
                }
                if (mailbox.isEmpty()) {
                    mailboxes.remove();
                }
            }
        }
        return batch;
    }

    /** Puts commands back where they were: their campaign was not to be had in this round. */
    synchronized void putBack(List<Command> commands) {
        for (var command : commands.reversed()) {
            waiting.computeIfAbsent(command.campaign(), _ -> new ArrayDeque<>()).addFirst(command);
            count(command, 1);
        }
        notifyAll();
    }

    /** Takes no more; what is waiting is still served. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void count(Command command, int sign) {
        commands += sign;
        bytes += (long) sign * command.weight();
    }
}
