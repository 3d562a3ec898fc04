package leadhook.platform.jobs;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import leadhook.platform.Refusal;
import leadhook.platform.database.DatabaseException;
import org.jspecify.annotations.Nullable;

/** Does jobs of some kinds, one after the other, step by step. A loop calls the steps, and so do tests. */
public final class JobRunner {
    private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());

    private final Jobs jobs;
    private final Map<String, Chore> chores;
    private @Nullable Job current;

    /** @param chores how jobs are done, by their kind */
    public JobRunner(Jobs jobs, Map<String, Chore> chores) {
        this.jobs = jobs;
        this.chores = chores;
    }

    /** Makes one step of a job; false when there is none to be done now. */
    public synchronized boolean step() {
        var job = current == null ? jobs.claim(chores.keySet()).orElse(null) : current;
        if (job == null) {
            return false;
        }
        try {
            var next = Objects.requireNonNull(chores.get(job.kind())).step(job);
            current = next.ended() ? null : next;
        } catch (LostJob e) {
            LOG.log(Level.INFO, e.getMessage());
            current = null;
        } catch (Refusal e) {
            current = null;
            if (e.retryAfter() == null) {
                putOff(job, e);
            } else {
                // Others are busy with what cannot wait: it goes on in a moment.
                jobs.release(job);
                return false;
            }
        } catch (RuntimeException e) {
            current = null;
            putOff(job, e);
        }
        return true;
    }

    /** Others hold what it needs, or the database is away, or the fault is ours: nothing is lost by waiting, and others go on. */
    private void putOff(Job job, RuntimeException e) {
        var text = "%s %s is put off: %s".formatted(job.kind(), job.subject(), e.getMessage());
        if (e instanceof DatabaseException) {
            LOG.log(Level.WARNING, text);
        } else {
            LOG.log(Level.ERROR, text, e);
        }
        jobs.putOff(job, String.valueOf(e.getMessage()));
    }

    /** Leaves what it works on to others. */
    public synchronized void stop() {
        if (current != null) {
            jobs.release(current);
            current = null;
        }
    }
}
