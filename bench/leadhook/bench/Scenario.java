package leadhook.bench;

/** One benchmark: sets up what it needs, measures, reports, and leaves nothing running. */
interface Scenario {
    void run(Size size, Report report);
}
