package leadhook.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What can be done now. Each lane or campaign stands in the queue once at most, which bounds it, and is never served by
 * two threads at once.
 */
final class Ready {
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final Map<Object, Stage> stages = new ConcurrentHashMap<>();
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    /** Apart, since one queue that also knows time costs thousands of lanes half of what they deliver. */
    private final DelayQueue<Rest> resting = new DelayQueue<>();

    private enum Stage {
        QUEUED,
        /** Has another turn after its rest if somebody calls until then; else it is forgotten. */
        RESTING,
        RUNNING,
        /** Became ready again while it ran, which another run must see. */
        CALLED_AGAIN
    }

    /** Something to do, which says how long it rests when it is done: it has no other turn before. */
    interface Work {
        Duration run();
    }

    private record Task(Object key, Work work) {}

    private record Rest(Task task, long until) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(until - ((Rest) other).until);
        }
    }

    void add(Object key, Runnable work) {
        addResting(key, () -> {
            work.run();
            return Duration.ZERO;
        });
    }

    void addResting(Object key, Work work) {
        stages.compute(key, (_, stage) -> {
            if (stage == null) {
                tasks.add(new Task(key, work));
            }
            return stage == Stage.RUNNING || stage == Stage.CALLED_AGAIN ? Stage.CALLED_AGAIN : Stage.QUEUED;
        });
    }

    /** Runs the next thing; false when there is none. */
    boolean run() {
        return run(Optional.ofNullable(rested()).or(() -> Optional.ofNullable(tasks.poll())));
    }

    /** Waits a moment for the next thing and runs it. */
    boolean runOrWait() throws InterruptedException {
        var next = rested();
        if (next == null) {
            next = tasks.poll(untilOneHasRested(), TimeUnit.NANOSECONDS);
        }
        return run(Optional.ofNullable(next == null ? rested() : next));
    }

    private @Nullable Task rested() {
        var rest = resting.poll();
        return rest == null ? null : rest.task();
    }

    private long untilOneHasRested() {
        var first = resting.peek();
        return first == null ? MOMENT.toNanos() : Math.min(MOMENT.toNanos(), first.getDelay(TimeUnit.NANOSECONDS));
    }

    private boolean run(Optional<Task> task) {
        task.ifPresent(this::run);
        return task.isPresent();
    }

    private void run(Task task) {
        var stage = stages.compute(task.key(), (_, before) -> before == Stage.RESTING ? null : Stage.RUNNING);
        if (stage == null) {
            return;
        }
        var rest = Duration.ZERO;
        try {
            rest = task.work().run();
        } finally {
            done(task, rest);
        }
    }

    private void done(Task task, Duration rest) {
        stages.compute(task.key(), (_, stage) -> {
            boolean called = stage == Stage.CALLED_AGAIN;
            if (!rest.isZero()) {
                resting.add(new Rest(task, System.nanoTime() + rest.toNanos()));
                return called ? Stage.QUEUED : Stage.RESTING;
            } else if (called) {
                tasks.add(task);
                return Stage.QUEUED;
            }
            return null;
        });
    }
}
