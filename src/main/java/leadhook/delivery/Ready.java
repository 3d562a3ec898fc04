package leadhook.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What can be done now. Each lane or campaign stands in the queue once at most, which bounds it, and is never served by
 * two threads at once.
 */
final class Ready {
    private final Map<Object, Stage> stages = new ConcurrentHashMap<>();
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    private enum Stage {
        QUEUED,
        RUNNING,
        /** Became ready again while it ran, which another run must see. */
        CALLED_AGAIN
    }

    private record Task(Object key, Runnable work) {}

    void add(Object key, Runnable work) {
        stages.compute(key, (_, stage) -> {
            if (stage == null) {
                tasks.add(new Task(key, work));
            }
            return stage == null || stage == Stage.QUEUED ? Stage.QUEUED : Stage.CALLED_AGAIN;
        });
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
        stages.put(task.key(), Stage.RUNNING);
        try {
            task.work().run();
        } finally {
            stages.compute(task.key(), (_, stage) -> {
                if (stage == Stage.RUNNING) {
                    return null;
                }
                tasks.add(task);
                return Stage.QUEUED;
            });
        }
    }
}
