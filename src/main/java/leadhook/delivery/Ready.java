package leadhook.delivery;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What can be done now. Each lane or campaign stands in the queue once at most, which bounds it. */
final class Ready {
    private final Set<Object> queued = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    private record Task(Object key, Runnable work) {}

    void add(Object key, Runnable work) {
        if (queued.add(key)) {
            tasks.add(new Task(key, work));
        }
    }

    /** Runs the next thing; false when there is none. */
    boolean run() {
        return run(Optional.ofNullable(tasks.poll()));
    }

    /** Waits a moment for the next thing and runs it. */
    boolean runOrWait() throws InterruptedException {
        return run(Optional.ofNullable(tasks.poll(100, TimeUnit.MILLISECONDS)));
    }

    private boolean run(Optional<Task> task) {
        task.ifPresent(each -> {
            // Taken off first: what becomes ready while it runs must be seen by another run.
            queued.remove(each.key());
            each.work().run();
        });
        return task.isPresent();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }
}
