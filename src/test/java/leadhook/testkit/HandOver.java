package leadhook.testkit;

import leadhook.log.Log;

/** How events come from writers to lanes: through memory, as mostly, or from the table, as after a restart or a lag. */
public enum HandOver {
    MEMORY(Log.MEMORY_BYTES),
    TABLE(0);

    private final long logMemoryBytes;

    HandOver(long logMemoryBytes) {
        this.logMemoryBytes = logMemoryBytes;
    }

    public long logMemoryBytes() {
        return logMemoryBytes;
    }
}
