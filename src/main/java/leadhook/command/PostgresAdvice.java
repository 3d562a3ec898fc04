package leadhook.command;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A PostgreSQL of yours, compared with how the embedded one is set up (architecture, section 7). */
final class PostgresAdvice {
    private static final long MIB = 1 << 20;
    private static final long PAGE_BYTES = 8 << 10;
    private static final long MOST_SHARED_BUFFERS = 8192 * MIB;

    private PostgresAdvice() {}

    /** Takes values in the units of {@code pg_settings}, and the memory of this machine as a guess at that of the database's. */
    static List<Finding> on(Map<String, String> values, long memoryBytes) {
        long buffers = Math.min(memoryBytes / 4, MOST_SHARED_BUFFERS);
        return List.of(
                kept("fsync", values),
                kept("full_page_writes", values),
                kept("synchronous_commit", values),
                advised(
                        "shared_buffers",
                        "%dMB, or a quarter of its machine's memory".formatted(buffers / MIB),
                        () -> number("shared_buffers", values) * PAGE_BYTES >= buffers),
                advised("max_wal_size", "8GB", () -> number("max_wal_size", values) >= 8192),
                advised("checkpoint_timeout", "15min", () -> number("checkpoint_timeout", values) >= 900),
                advised(
                        "wal_compression",
                        "lz4, or off where that is not built in",
                        () -> !is("wal_compression", "on", values) && !is("wal_compression", "pglz", values)),
                advised("jit", "off", () -> is("jit", "off", values)));
    }

    private static Finding kept(String name, Map<String, String> values) {
        return is(name, "off", values)
                ? Finding.fail(name + " is off: a crash of the database loses leads that were answered", "Turn it on.")
                : Finding.ok(name + " is " + values.getOrDefault(name, "on"));
    }

    private static Finding advised(String name, String value, BooleanSupplier follows) {
        return follows.getAsBoolean()
                ? Finding.ok(name + " is as advised")
                : Finding.warn(name + " slows this work down", "Set it to %s in postgresql.conf.".formatted(value));
    }

    private static boolean is(String name, String value, Map<String, String> values) {
        return value.equals(values.get(name));
    }

    private static long number(String name, Map<String, String> values) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }
}
