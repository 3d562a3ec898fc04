package leadhook.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import leadhook.log.Log;

/** The threads that keep lanes going: some that start exchanges, one that settles, and some that watch the clock. */
public final class LaneLoops implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LaneLoops.class.getName());

    /** How many lanes have their turn at once, each with a connection for reading. */
    public static final int STARTERS = 4;

    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LAST_EXCHANGES = Duration.ofSeconds(3);

    private final Delivery delivery;
    private final Log log;
    private final InstantSource clock;
    private final List<Thread> threads = new ArrayList<>();
    /** One for each of the steps that may have to wait for the database, so that none of them delays another. */
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            6, Thread.ofPlatform().name("lanes-clock-", 1).factory());

    private volatile boolean stopping;

    /** Starts the loops. */
    public LaneLoops(Delivery delivery, Log log, InstantSource clock) {
        this.delivery = delivery;
        this.log = log;
        this.clock = clock;
        for (int i = 1; i <= STARTERS; i++) {
            threads.add(Thread.ofPlatform().name("lanes-" + i).start(() -> repeat(delivery::runReadyOrWait)));
        }
        threads.add(Thread.ofPlatform().name("settler").start(() -> repeat(() -> delivery.settleNext(WAIT))));
        every(Duration.ofMillis(100), delivery::wakeDue);
        timer.execute(guarded(delivery::renew));
        every(Duration.ofSeconds(1), delivery::renew);
        every(Duration.ofSeconds(1), delivery::look);
        every(Duration.ofSeconds(1), delivery::settlePassedOver);
        every(Duration.ofSeconds(10), delivery::sweep);
        every(Duration.ofHours(1), this::prepareDays);
    }

    private void prepareDays() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        log.prepare(today);
        delivery.prepare(today);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** A failure is logged and the loop goes on: a database that is away for a minute must not end deliveries for ever. */
    private void repeat(Step step) {
        while (!stopping) {
            try {
                step.run();
            } catch (InterruptedException _) {
                return;
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a step of the lanes failed and is tried again", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AFTER_FAILURE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Duration period, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(
                guarded(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "a step of the lanes failed and is tried again", e);
            }
        };
    }

    /** Whether all that is to go on does. */
    public boolean areAlive() {
        return threads.stream().allMatch(Thread::isAlive) && !timer.isShutdown();
    }

    /** Starts nothing more, gives open exchanges a few seconds to end, and writes what came of them. */
    @Override
    public void close() {
        delivery.stop();
        stopping = true;
        timer.shutdownNow();
        try {
            var _ = timer.awaitTermination(1, TimeUnit.SECONDS);
            // First, so that none starts an exchange after the last one was waited for.
            for (var thread : threads) {
                thread.join(Duration.ofSeconds(1));
            }
            delivery.awaitExchanges(LAST_EXCHANGES);
            while (delivery.settle()) {
                // Each call writes a bounded part of what has ended.
            }
            delivery.settlePassedOver();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the last outcomes were not written; the next start repeats them", e);
        }
    }
}
