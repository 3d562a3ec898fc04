package leadhook.delivery;

import java.time.Duration;

/** One attempt as it went: its outcome, how long it took, and the first 16 KiB of the answer as storable text. */
record Sent(Outcome outcome, Duration took, String excerpt) {
    Sent withoutExcerpt() {
        return new Sent(outcome, took, "");
    }
}
