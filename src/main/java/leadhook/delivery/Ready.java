package leadhook.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What can be done now. Each lane or campaign stands in the queue once at most, which bounds it, and is never served by
 * two threads at once.
 */
final class Ready {
    private final Map<Object, Stage> stages = new ConcurrentHashMap<>();
    private final DelayQueue<Task> tasks = new DelayQueue<>();
    private final AtomicLong places = new AtomicLong();

    private enum Stage {
        QUEUED,
        /** In the queue for later, and forgotten then if nobody has called. */
        RESTING,
        RUNNING,
        /** Became ready again while it ran, which another run must see. */
        CALLED_AGAIN
    }

    /** Something to do, which says how long it rests when it is done: it has no other turn before. */
    interface Work {
        Duration run();
    }

    /** In the order of their turns, and of coming where that is the same. */
    private record Task(Object key, Work work, long turn, long place) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(turn - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed delayed) {
            var other = (Task) delayed;
            int byTurn = Long.signum(turn - other.turn);
            return byTurn == 0 ? Long.compare(place, other.place) : byTurn;
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
                queue(key, work, Duration.ZERO);
            }
            return stage == Stage.RUNNING || stage == Stage.CALLED_AGAIN ? Stage.CALLED_AGAIN : Stage.QUEUED;
        });
    }

    private void queue(Object key, Work work, Duration rest) {
        tasks.add(new Task(key, work, System.nanoTime() + rest.toNanos(), places.getAndIncrement()));
    }

    /** Runs the next thing; false when there is none. */
    boolean run() {
        return run(Optional.ofNullable(tasks.poll()));
    }

    /** Waits a moment for the next thing and runs it. */
    boolean runOrWait() throws InterruptedException {
        return run(Optional.ofNullable(tasks.poll(500, TimeUnit.MILLISECONDS)));
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
        stages.compute(task.key(), (key, stage) -> {
            if (stage == Stage.RUNNING && rest.isZero()) {
                return null;
            }
            queue(key, task.work(), rest);
            return stage == Stage.RUNNING ? Stage.RESTING : Stage.QUEUED;
        });
    }
}
