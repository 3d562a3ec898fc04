package leadhook.leads;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import leadhook.log.Log;
import leadhook.platform.Refusal;
import leadhook.platform.database.DatabaseException;

/** Serves the mailboxes of its campaigns, batch after batch, and answers once a batch is on disk. */
final class Writer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Writer.class.getName());

    private static final int MAX_REPEATS = 5;

    private final Mailboxes mailboxes = new Mailboxes();
    private final SureCommit commit;
    private final Log log;
    private final LeadIds ids;
    private final LeadMeters meters;
    private final Thread thread;

    Writer(String name, SureCommit commit, Log log, LeadIds ids, LeadMeters meters) {
        this.commit = commit;
        this.log = log;
        this.ids = ids;
        this.meters = meters;
        this.thread = Thread.ofPlatform().name(name).start(this::serve);
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void serve() {
        try {
            for (var commands = mailboxes.take(); !commands.isEmpty(); commands = mailboxes.take()) {
                serve(commands);
            }
        } catch (InterruptedException _) {
            // The end: what still waits was not begun.
        }
    }

    private void serve(List<Command> commands) {
        var round = Round.of(commands);
        serve(round.skipping(), false);
        serve(round.waiting(), true);
    }

    /** Runs one batch to its end. Whatever happens, each command is answered or waits for the next round. */
    private void serve(List<Command> commands, boolean waiting) {
        if (commands.isEmpty()) {
            return;
        }
        try {
            run(commands, waiting, 0).ifPresent(result -> tell(result, waiting));
        } catch (Throwable e) {
            // An Error too: without this thread its campaigns would have no writer.
            LOG.log(Level.ERROR, "a batch failed", e);
            commands.forEach(command -> command.answer().completeExceptionally(e));
        }
    }

    /** What came of it, once it is on disk; empty when all has been answered or put back. */
    private Optional<Batch.Result> run(List<Command> commands, boolean waiting, int repeats) {
        try {
            return Optional.of(commit.run(commands, waiting));
        } catch (SureCommit.Fault e) {
            split(commands, waiting, command -> fail(command, e.what));
        } catch (DatabaseException e) {
            if (e.isLockTimeout() && waiting) {
                // Another node holds it for longer: it is skipped again for a while, and others are waited for.
                putBack(commands, _ -> 0);
            } else if ((e.isMissingPartition() || e.isPassing()) && repeats < MAX_REPEATS) {
                return run(commands, waiting, repeats + 1);
            } else if (e.isDataError()) {
                split(commands, waiting, command -> refuse(command, e));
            } else {
                LOG.log(Level.ERROR, "the database failed in a batch: {0}", e.getMessage());
                refuse(commands, Refusal.busy("The database is not available"));
            }
        }
        return Optional.empty();
    }

    private void putBack(List<Command> commands, IntUnaryOperator passedOver) {
        mailboxes.putBack(commands.stream()
                .map(command -> command.passedOver(passedOver.applyAsInt(command.passedOver())))
                .toList());
    }

    /** One command is at fault: its campaign's neighbours must not suffer, nor other campaigns. */
    private void split(List<Command> commands, boolean waiting, Consumer<Command> atFault) {
        var byCampaign = new LinkedHashMap<Long, List<Command>>();
        commands.forEach(command -> byCampaign
                .computeIfAbsent(command.campaign(), _ -> new ArrayList<>())
                .add(command));
        if (byCampaign.size() > 1) {
            byCampaign.values().forEach(some -> serve(some, waiting));
        } else if (commands.size() > 1) {
            commands.forEach(command -> serve(List.of(command), waiting));
        } else {
            commands.forEach(atFault);
        }
    }

    private static void fail(Command command, Throwable e) {
        // Who waits for it tells of it, with the request that it was of.
        command.answer().completeExceptionally(e);
    }

    private static void refuse(Command command, DatabaseException e) {
        LOG.log(Level.ERROR, "the database refused a signup with state {0}", e.state());
        refuse(List.of(command), Refusal.invalid("The lead cannot be stored"));
    }

    private void tell(Batch.Result result, boolean waited) {
        for (var reply : result.replies()) {
            meters.answered(reply);
            reply.done().ifPresent(reply.command().answer()::complete);
            reply.refusal().ifPresent(reply.command().answer()::completeExceptionally);
        }
        log.committed(result.events(), result.news());
        leave(result.left(), waited);
        mailboxes.putBack(result.later());
        mailboxes.putBack(result.collided().stream()
                .map(command -> command.withId(ids.next()))
                .toList());
    }

    /** Campaigns that another node has locked get their turn later; what is missing even after waiting does not exist. */
    private void leave(List<Command> left, boolean waited) {
        if (waited) {
            refuse(left, Refusal.notFound("Campaign not found"));
        } else {
            putBack(left, times -> times + 1);
        }
    }

    private static void refuse(List<Command> commands, Refusal refusal) {
        commands.forEach(command -> command.answer().completeExceptionally(refusal));
    }

    /** Serves what is waiting and ends. */
    @Override
    public void close() {
        mailboxes.close();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
