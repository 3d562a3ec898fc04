package leadhook.platform.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import leadhook.platform.StartRefused;

/** One server per data folder: a file lock, which the kernel drops with the process however it ends. */
public final class DataLock implements AutoCloseable {
    /** Asked first: to open and close the file once more in this process would drop the lock that it holds. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path data;
    private final FileChannel channel;

    private DataLock(Path data, FileChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    /** Takes the lock. @throws StartRefused when another server has it */
    public static DataLock take(Path data) throws IOException {
        if (!HELD_HERE.add(data)) {
            throw refused(data);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw refused(data);
            }
            return new DataLock(data, channel);
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(data);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static StartRefused refused(Path data) {
        return new StartRefused("Another server is running on the data folder " + data
                + ": stop it first, or set LEADHOOK_DATA to a folder of its own.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + data + " could not be released", e);
        } finally {
            HELD_HERE.remove(data);
        }
    }
}
