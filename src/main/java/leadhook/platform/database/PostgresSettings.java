package leadhook.platform.database;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** The settings PostgreSQL is started with (architecture, section 7); what is durable by default stays so. */
record PostgresSettings(int port, String walCompression, long memoryBytes) {
    private static final long MEBIBYTE = 1 << 20;

    PostgresSettings(int port, String walCompression) {
        this(port, walCompression, memoryOfThisMachine());
    }

    /** As arguments of the program, over anything in its files. */
    List<String> arguments() {
        return Stream.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + port,
                        "unix_socket_directories=",
                        "max_connections=100",
                        "shared_buffers=" + sharedBuffersMebibytes() + "MB",
                        "max_wal_size=8GB",
                        "checkpoint_timeout=15min",
                        "wal_compression=" + walCompression,
                        "jit=off",
                        "timezone=UTC",
                        "log_timezone=UTC",
                        "lc_messages=C",
                        // Neither the statement nor the values of a failure: they may hold a person's data.
                        "log_error_verbosity=terse",
                        "log_min_error_statement=panic")
                .flatMap(setting -> Stream.of("-c", setting))
                .toList();
    }

    /**
     * A quarter of the memory, at most 8 GiB: a signup touches several indexes at a place of its own, and those of ten million
     * leads are 3 GB.
     */
    private long sharedBuffersMebibytes() {
        return Math.clamp(memoryBytes / 4 / MEBIBYTE, 16, 8192);
    }

    private static long memoryOfThisMachine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
