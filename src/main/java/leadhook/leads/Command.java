package leadhook.leads;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import leadhook.platform.idempotency.IdempotencyKey;

/**
 * A request for a campaign's leads, and where the answer is waited for.
 *
 * @param newId the id that a lead gets if one is made
 * @param once with which it happens once, however often it is sent
 * @param passedOver how many batches went without it, because its campaign was not to be had
 * @param weight an estimate of the memory it holds, in bytes
 */
record Command(
        long campaign,
        long newId,
        Request request,
        Optional<IdempotencyKey> once,
        int passedOver,
        int weight,
        CompletableFuture<Done> answer) {
    private static final int OVERHEAD_BYTES = 1_000;
    private static final int BYTES_OF_A_NAME = 100;
    private static final int FEW = 8;

    static Command of(long campaign, long newId, Request request, Optional<IdempotencyKey> once) {
        int weight = OVERHEAD_BYTES
                + request.made()
                        .map(Signup::characters)
                        .orElseGet(() -> BYTES_OF_A_NAME * request.named().size());
        return new Command(campaign, newId, request, once, 0, weight, new CompletableFuture<>());
    }

    Command withId(long other) {
        return new Command(campaign, other, request, once, passedOver, weight, answer);
    }

    /** The same with another number of batches that went without it. */
    Command passedOver(int times) {
        return new Command(campaign, newId, request, once, times, weight, answer);
    }

    /** Whether it touches so many leads, or takes so much of the log, that what people wait for goes first. */
    boolean isBulk() {
        return size() > FEW || request.standsAlone();
    }

    /** How many leads it is about: so much of a batch it takes. */
    int size() {
        return request.made().isPresent() ? 1 : request.named().size();
    }
}
