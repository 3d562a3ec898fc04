package leadhook.leads;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What someone wants to happen to a campaign's leads, and where the answer is waited for.
 *
 * @param newId the id that the lead gets if it is new
 * @param tag the id of a tag that it gets if the campaign has it
 */
record Command(long campaign, long newId, Signup signup, Optional<Long> tag, CompletableFuture<Registered> answer) {
    private static final int OVERHEAD_BYTES = 1_000;

    Command withId(long other) {
        return new Command(campaign, other, signup, tag, answer);
    }

    /** An estimate of the memory it holds, in bytes. */
    int weight() {
        return OVERHEAD_BYTES + signup.customFields().json().length();
    }
}
