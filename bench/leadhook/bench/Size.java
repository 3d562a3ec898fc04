package leadhook.bench;

import java.util.List;

/**
 * How much of everything.
 *
 * @param warmUp requests before anything is counted: until then most of the work is the compilers'
 * @param seconds of one window of measuring
 * @param campaigns how many at once, from few to many
 * @param limitSeconds of measuring a limit, after as long a warm-up
 * @param leads that are already there when growth is measured, from few to many
 * @param scores different ones among them
 * @param restarts of which the middle one counts
 * @param backlog events that a dead receiver has waiting
 * @param healthy receivers beside it
 * @param idle webhooks to which nothing happens
 * @param jmh options for the benchmarks of the pure parts
 */
record Size(
        long warmUp,
        double seconds,
        List<Integer> campaigns,
        double limitSeconds,
        long[] leads,
        long scores,
        int restarts,
        long backlog,
        int healthy,
        int idle,
        List<String> jmh) {
    static Size full(double seconds) {
        return new Size(
                150_000,
                seconds,
                List.of(1, 50, 1_000),
                8,
                new long[] {1_000, 1_000_000, 10_000_000},
                100_000,
                5,
                1_000_000,
                50,
                100_000,
                List.of("-f", "1", "-wi", "3", "-w", "2", "-i", "5", "-r", "2"));
    }

    /** Just enough to see that it works. */
    static Size smoke() {
        return new Size(
                200,
                0.5,
                List.of(1, 3),
                0.3,
                new long[] {100, 200, 300},
                50,
                1,
                500,
                3,
                100,
                List.of("-f", "0", "-wi", "0", "-i", "1", "-r", "100ms"));
    }
}
