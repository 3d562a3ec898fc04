package leadhook.leads;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What someone wants to happen to a campaign's leads, and where the answer is waited for.
 *
 * @param newId the id that the lead gets if it is new
 * @param tag the id of a tag that it gets if the campaign has it
 * @param weight an estimate of the memory it holds, in bytes
 */
record Command(
        long campaign,
        long newId,
        Signup signup,
        Optional<Long> tag,
        int weight,
        CompletableFuture<Registered> answer) {
    private static final int OVERHEAD_BYTES = 1_000;

    static Command of(long campaign, long newId, Signup signup, Optional<Long> tag) {
        int weight = OVERHEAD_BYTES + signup.customFields().json().length();
        return new Command(campaign, newId, signup, tag, weight, new CompletableFuture<>());
    }

    Command withId(long other) {
        return new Command(campaign, other, signup, tag, weight, answer);
    }
}
