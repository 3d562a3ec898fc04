package leadhook.leads;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import leadhook.campaigns.Campaigns;
import leadhook.log.Log;
import leadhook.platform.database.Database;
import leadhook.platform.jobs.JobRunner;
import leadhook.platform.jobs.Jobs;

/** Work on many leads, done a little at a time behind what people are waiting for. */
public final class LeadJobs {
    /** A person who wants to be forgotten does not wait for new rules. */
    private final JobRunner deletions;

    private final JobRunner reviews;

    public LeadJobs(Database database, Campaigns campaigns, Leads leads, Log log, Jobs jobs) {
        this.deletions = new JobRunner(jobs, Map.of(GreatDeletion.KIND, new GreatDeletion(database, leads, log, jobs)));
        this.reviews = new JobRunner(
                jobs, Map.of(Campaigns.REVIEW, new Review(database, campaigns, leads, leads.fraud(), jobs)));
    }

    /** Makes one step; false when there is nothing to be done now. */
    public boolean step() {
        return deletions.step() || reviews.step();
    }

    /** The thread that makes the steps, with a rest after each. */
    public static final class Loop implements AutoCloseable {
        private static final System.Logger LOG = System.getLogger(Loop.class.getName());

        private static final Duration PERIOD = Duration.ofSeconds(2);
        private static final Duration LAST_STEP = Duration.ofSeconds(2);
        /** Signups that come meanwhile keep most of the server. */
        private static final int RESTS_PER_STEP = 4;

        private final LeadJobs jobs;
        private final Thread thread;
        /** Beside the interrupt, which a step that waits for an answer does not keep. */
        private volatile boolean closed;

        /** Starts the loop. */
        public Loop(LeadJobs jobs) {
            this.jobs = jobs;
            this.thread = Thread.ofPlatform().name("lead-jobs").daemon().start(this::run);
        }

        private void run() {
            try {
                while (!closed) {
                    long begun = System.nanoTime();
                    boolean some = step();
                    Thread.sleep(some ? Duration.ofNanos((System.nanoTime() - begun) * RESTS_PER_STEP) : PERIOD);
                }
            } catch (InterruptedException _) {
                // Closed.
            }
        }

        private boolean step() {
            try {
                return jobs.step();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "work on leads cannot go on now and is tried again", e);
                return false;
            }
        }

        /** A step that is just made may end; what it cannot end is made again by whoever goes on. */
        @Override
        public void close() {
            closed = true;
            thread.interrupt();
            try {
                if (thread.join(LAST_STEP)) {
                    jobs.deletions.stop();
                    jobs.reviews.stop();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a job was not given back; its lease ends by itself", e);
            }
        }
    }
}
