package leadhook.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Stops the server on Ctrl-C or SIGTERM: what runs may finish, but nobody is kept waiting for longer than it takes. */
final class GracefulStop {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final AutoCloseable server;
    private final PrintWriter notes;
    private final CountDownLatch stopped = new CountDownLatch(1);

    GracefulStop(AutoCloseable server, PrintWriter notes) {
        this.server = server;
        this.notes = notes;
    }

    void onSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(LONGEST), "stop"));
    }

    /** Waits until it has stopped. */
    void await() throws InterruptedException {
        stopped.await();
    }

    /** Closes the server, or gives up after this long: the process ends either way, and a restart goes on from what is on disk. */
    void stop(Duration longest) {
        notes.println("Stopping …");
        var closing = Thread.ofPlatform().daemon().name("closing").start(this::close);
        try {
            if (closing.join(longest)) {
                notes.println("Stopped.");
            } else {
                notes.printf("Not everything had ended after %d s; stopped all the same.%n", longest.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void close() {
        try {
            server.close();
        } catch (Exception e) {
            notes.println("While stopping: " + e);
        }
    }
}
