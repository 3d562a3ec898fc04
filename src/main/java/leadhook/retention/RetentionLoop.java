package leadhook.retention;

import java.lang.System.Logger.Level;
import java.time.Duration;

/** The thread that lets old days go, in steps with a breath between: looks every minute for jobs, and every hour for days. */
public final class RetentionLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RetentionLoop.class.getName());

    private static final Duration AT_FIRST = Duration.ofMinutes(3);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int PERIODS_TO_PLAN = 60;
    private static final Duration BREATH = Duration.ofMillis(50);
    private static final Duration LAST_STEP = Duration.ofSeconds(2);

    private final Retention retention;
    private final Thread thread;

    /** Starts the loop. */
    public RetentionLoop(Retention retention) {
        this.retention = retention;
        this.thread = Thread.ofPlatform().name("retention").daemon().start(this::run);
    }

    private void run() {
        try {
            Thread.sleep(AT_FIRST);
            boolean some = false;
            for (long period = 0; ; period++) {
                // One job may make room for another.
                some = workSome(some || period % PERIODS_TO_PLAN == 0);
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    /** A failure, of whatever kind, is logged and the loop goes on: days must not be kept for ever because of one. */
    private boolean workSome(boolean plans) throws InterruptedException {
        boolean some = false;
        try {
            if (plans) {
                retention.plan();
            }
            while (retention.step()) {
                some = true;
                Thread.sleep(BREATH);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "old days cannot go now and it is tried again", e);
        }
        return some;
    }

    /** A step that is just made may end; what it cannot end then is made again by the next. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.join(LAST_STEP)) {
                retention.stop();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a job was not given back; its lease ends by itself", e);
        }
    }
}
