package leadhook.bench;

/** What has been used since the start of its processes, at one moment. */
record Meter(Usage server, Usage postgres, long walBytes, double stolenSeconds, Scrape scrape, long nanos) {
    /** What was used between an earlier moment and this one. */
    Meter since(Meter before) {
        return new Meter(
                server.since(before.server),
                postgres.since(before.postgres),
                walBytes - before.walBytes,
                stolenSeconds - before.stolenSeconds,
                scrape.since(before.scrape),
                nanos - before.nanos);
    }

    double seconds() {
        return nanos / 1e9;
    }

    /** How much of the machine was not to be had: figures of different machines and hours are compared with that in mind. */
    double stolenPercent() {
        return 100 * stolenSeconds / seconds() / Runtime.getRuntime().availableProcessors();
    }

    /** How many signups a transaction was shared by. */
    double leadsPerBatch() {
        return scrape.get("leadhook_batch_commands_sum") / scrape.get("leadhook_batch_commands_count");
    }

    /** Of server and PostgreSQL together, without the compilers. */
    double cpuMicrosPer(long leads) {
        return (server.cpuSeconds() + postgres.cpuSeconds()) * 1e6 / leads;
    }
}
