package leadhook.leads;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.database.DatabaseException;
import leadhook.platform.database.LostCommit;
import leadhook.platform.database.Transaction;
import org.jspecify.annotations.Nullable;

/** Runs a batch in a transaction, and knows how that ended even when the connection is lost on the way. */
final class SureCommit {
    private static final System.Logger LOG = System.getLogger(SureCommit.class.getName());

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    private final Batch batch;
    private final Log log;
    private final Database hot;
    private final Database everyday;
    private final LeadMeters meters;

    SureCommit(Batch batch, Log log, Database hot, Database everyday, LeadMeters meters) {
        this.batch = batch;
        this.log = log;
        this.hot = hot;
        this.everyday = everyday;
        this.meters = meters;
    }

    /** What came of a batch that is on disk. @throws Fault when our own code failed, and nothing has happened */
    Batch.Result run(List<Command> commands, boolean waiting) {
        var transaction = new AtomicReference<@Nullable String>();
        var result = new AtomicReference<Batch.@Nullable Result>();
        long begun = System.nanoTime();
        var sent = new AtomicLong();
        try {
            var written = hot.transaction(
                    statements -> {
                        var outcome = run(statements, commands, waiting, transaction::set);
                        result.set(outcome);
                        return outcome;
                    },
                    () -> sent.set(System.nanoTime()));
            meters.committed(commands.size(), begun, sent.get(), System.nanoTime());
            return written;
        } catch (DatabaseException e) {
            var number = transaction.get();
            var outcome = result.get();
            meters.failed();
            if (sent.get() != 0
                    && number != null
                    && outcome != null
                    && e.isConnectionLost()
                    && wasCommitted(number, outcome)) {
                return outcome;
            }
            throw e;
        }
    }

    private Batch.Result run(Transaction transaction, List<Command> commands, boolean waiting, Consumer<String> began) {
        try {
            return batch.run(transaction, commands, waiting, began);
        } catch (DatabaseException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Fault(e);
        }
    }

    /**
     * COMMIT was sent and no answer came: until the database tells how it ended, nobody is told no and nothing is
     * repeated.
     */
    private boolean wasCommitted(String transaction, Batch.Result outcome) {
        while (true) {
            try {
                var happened = LostCommit.happened(everyday, transaction, () -> isThere(outcome));
                if (happened.isPresent()) {
                    LOG.log(
                            Level.WARNING,
                            "the connection was lost during a commit; it {0}",
                            happened.get() ? "happened" : "did not happen");
                    return happened.get();
                }
            } catch (DatabaseException e) {
                LOG.log(Level.WARNING, "the end of a commit is unknown, asking again: {0}", e.getMessage());
            }
            pause();
        }
    }

    /** Of a batch that wrote anything, an event stands for all of it. */
    private boolean isThere(Batch.Result outcome) {
        return outcome.events().stream().findFirst().map(log::has).orElse(true);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_QUESTIONS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the end of a commit was unknown", e);
        }
    }

    /** Our own code failed before anything was committed. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        final RuntimeException what;

        Fault(RuntimeException what) {
            super(what);
            this.what = what;
        }
    }
}
