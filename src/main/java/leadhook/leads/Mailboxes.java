package leadhook.leads;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import leadhook.platform.Refusal;

/**
 * What waits for one writer: a mailbox per campaign, served in turn so that a busy campaign does not hold up the others.
 * Bounded in number and bytes: beyond, callers are told to come back.
 */
final class Mailboxes {
    private static final int MAX_COMMANDS = 10_000;
    private static final int MAX_CAMPAIGN_COMMANDS = 4_000;
    private static final long MAX_BYTES = 64L << 20;
    private static final int BATCH_LEADS = 256;
    /** Fewer, so that neither makes the other wait for long. */
    private static final int BATCH_LEADS_BESIDE_BULK = 64;

    private static final long BATCH_BYTES = 4L << 20;

    /** What people wait for, by campaign, in the order of the campaigns' turns. */
    private final Lines live = new Lines();
    /** What touches many leads at once. */
    private final Lines bulk = new Lines();

    private int commands;
    private long bytes;
    private long refused;
    private long withdrawn;
    private boolean closed;

    /** The mailboxes of campaigns, in the order of their turns; each holds its commands by their answers, in their order. */
    private static final class Lines {
        final SequencedMap<Long, SequencedMap<CompletableFuture<Done>, Command>> mailboxes = new LinkedHashMap<>();

        int size(long campaign) {
            var mailbox = mailboxes.get(campaign);
            return mailbox == null ? 0 : mailbox.size();
        }

        SequencedMap<CompletableFuture<Done>, Command> mailbox(long campaign) {
            return mailboxes.computeIfAbsent(campaign, _ -> new LinkedHashMap<>());
        }
    }

    private Lines lines(Command command) {
        return command.isBulk() ? bulk : live;
    }

    /** Puts a command at the end of its campaign's mailbox. Refuses when there is no more room. */
    synchronized void put(Command command) {
        long campaign = command.campaign();
        if (closed
                || commands >= MAX_COMMANDS
                || bytes + command.weight() > MAX_BYTES
                || live.size(campaign) + bulk.size(campaign) >= MAX_CAMPAIGN_COMMANDS) {
            refused++;
            throw Refusal.busy("Too many requests are waiting");
        }
        lines(command).mailbox(campaign).put(command.answer(), command);
        count(command, 1);
        notifyAll();
    }

    /** Takes a command back. Returns false when a batch has it already: then its end must be waited for. */
    @SuppressWarnings("CollectionUndefinedEquality") // a future equals itself and nothing else, which is what is asked
    synchronized boolean withdraw(Command command) {
        var mailboxes = lines(command).mailboxes;
        var mailbox = mailboxes.get(command.campaign());
        // By its answer: it may have been put back with another id.
        if (mailbox == null || mailbox.remove(command.answer()) == null) {
            return false;
        }
        if (mailbox.isEmpty()) {
            mailboxes.remove(command.campaign());
        }
        count(command, -1);
        withdrawn++;
        return true;
    }

    /**
     * What a batch takes: in turn from each campaign, in order within one; then at most one command that touches many leads,
     * so that these hold nobody up for longer than that. Waits until there is something; empty at the end.
     */
    synchronized List<Command> take() throws InterruptedException {
        while (live.mailboxes.isEmpty() && bulk.mailboxes.isEmpty()) {
            if (closed) {
                return List.of();
            }
            wait();
        }
        var one = takeBulk();
        var taken = new Taken(one.isPresent() ? BATCH_LEADS_BESIDE_BULK : BATCH_LEADS);
        // Whoever has the batch of its campaign for itself is not to be put off by others again and again.
        var heldBack = one.filter(command -> command.request().standsAlone())
                .flatMap(command -> Optional.ofNullable(live.mailboxes.remove(command.campaign())));
        takeLive(taken);
        one.ifPresent(taken.batch::add);
        heldBack.ifPresent(mailbox -> live.mailboxes.putFirst(one.orElseThrow().campaign(), mailbox));
        return taken.batch;
    }

    private void takeLive(Taken taken) {
        while (!live.mailboxes.isEmpty() && taken.hasRoom()) {
            int turns = live.mailboxes.size();
            int share = Math.max(1, (taken.most - taken.leads) / turns);
            for (; turns > 0 && taken.hasRoom(); turns--) {
                takeTurn(live, share, taken);
            }
        }
    }

    private Optional<Command> takeBulk() {
        var taken = new Taken(1);
        if (!bulk.mailboxes.isEmpty()) {
            takeTurn(bulk, 1, taken);
        }
        return taken.batch.stream().findFirst();
    }

    private static final class Taken {
        final List<Command> batch = new ArrayList<>();
        final int most;
        int leads;
        long bytes;

        Taken(int most) {
            this.most = most;
        }

        boolean hasRoom() {
            return leads < most && bytes < BATCH_BYTES;
        }
    }

    private void takeTurn(Lines lines, int share, Taken taken) {
        var turn = Objects.requireNonNull(lines.mailboxes.pollFirstEntry());
        var mailbox = turn.getValue();
        for (int i = 0; i < share && !mailbox.isEmpty() && taken.hasRoom(); i++) {
            var command = Objects.requireNonNull(mailbox.pollFirstEntry()).getValue();
            count(command, -1);
            taken.leads += command.size();
            taken.bytes += command.weight();
            taken.batch.add(command);
        }
        if (!mailbox.isEmpty()) {
            // To the end of the line, for the next batch too: one batch has no room for all.
            lines.mailboxes.putLast(turn.getKey(), mailbox);
        }
    }

    /** Puts commands back where they were: their campaign was not to be had in this round. */
    synchronized void putBack(List<Command> commands) {
        for (var command : commands.reversed()) {
            lines(command).mailbox(command.campaign()).putFirst(command.answer(), command);
            count(command, 1);
        }
        notifyAll();
    }

    /** How many commands wait. */
    synchronized int size() {
        return commands;
    }

    /** What they hold. */
    synchronized long bytes() {
        return bytes;
    }

    /** How many were refused so far, since there was no room. */
    synchronized long refused() {
        return refused;
    }

    /** How many were taken back so far. */
    synchronized long withdrawn() {
        return withdrawn;
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
