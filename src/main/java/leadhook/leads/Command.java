package leadhook.leads;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import leadhook.platform.idempotency.IdempotencyKey;

/**
 * What someone wants to happen to a campaign's leads, and where the answer is waited for.
 *
 * @param newId the id that the lead gets if it is new
 * @param tag the id of a tag that it gets if the campaign has it
 * @param once with which it happens once, however often it is sent
 * @param passedOver how many batches went without it, because its campaign was not to be had
 * @param weight an estimate of the memory it holds, in bytes
 */
record Command(
        long campaign,
        long newId,
        Signup signup,
        Optional<Long> tag,
        Optional<IdempotencyKey> once,
        int passedOver,
        int weight,
        CompletableFuture<Registered> answer) {
    private static final int OVERHEAD_BYTES = 1_000;

    static Command of(long campaign, long newId, Signup signup, Optional<Long> tag, Optional<IdempotencyKey> once) {
        return new Command(
                campaign, newId, signup, tag, once, 0, OVERHEAD_BYTES + signup.characters(), new CompletableFuture<>());
    }

    Command withId(long other) {
        return new Command(campaign, other, signup, tag, once, passedOver, weight, answer);
    }

    /** The same with another number of batches that went without it. */
    Command passedOver(int times) {
        return new Command(campaign, newId, signup, tag, once, times, weight, answer);
    }
}
