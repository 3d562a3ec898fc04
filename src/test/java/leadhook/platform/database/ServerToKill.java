package leadhook.platform.database;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that runs PostgreSQL until it is killed. */
final class ServerToKill {
    private ServerToKill() {}

    /** Returns once its PostgreSQL answers. */
    static Process start(Path data) throws IOException {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dleadhook.test.postgres=" + System.getProperty("leadhook.test.postgres", ""),
                        ServerToKill.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = process.inputReader().readLine();
        if (!"started".equals(said)) {
            throw new IOException("it did not start: " + said);
        }
        return process;
    }

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedPostgresTest.start(Path.of(arguments[0]));
        System.out.println("started");
        Thread.currentThread().join();
    }
}
