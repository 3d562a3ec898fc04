package leadhook.platform.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL says, read line by line into a file that is put aside when it is full, so that two bound the space. */
final class PostgresLog {
    private static final Logger LOG = System.getLogger(PostgresLog.class.getName());
    private static final long MAX_BYTES = 8 << 20;
    private static final String READY = "database system is ready to accept connections";

    private final Path file;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private volatile String lastWords = "it said nothing";

    private PostgresLog(Path file) {
        this.file = file;
    }

    /** Follows a process until it closes its output. */
    static PostgresLog follow(Process process, Path file) {
        var log = new PostgresLog(file);
        Thread.ofPlatform()
                .daemon()
                .name("postgres-log")
                // One byte, one character: passed on as it came, whatever its encoding.
                .start(() -> log.read(process.inputReader(StandardCharsets.ISO_8859_1)));
        return log;
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
                write(line);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The output of PostgreSQL can no longer be read", e);
        } finally {
            ready.complete(false);
        }
    }

    private void hear(String line) {
        if (line.contains(READY)) {
            ready.complete(true);
        } else if (!line.contains("LOG:")) {
            lastWords = line.replaceFirst(".*(FATAL|PANIC): *", "");
        }
    }

    /** A full disk must not stop the reading, or PostgreSQL would wait for us. */
    private void write(String line) {
        try {
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(
                    file,
                    line + "\n",
                    StandardCharsets.ISO_8859_1,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A line of PostgreSQL could not be written", e);
        }
    }

    Path file() {
        return file;
    }

    /** Whether it accepts connections; false when it ended instead. */
    CompletableFuture<Boolean> ready() {
        return ready;
    }

    /** Why it ended, as it put it. */
    String lastWords() {
        return lastWords;
    }
}
