/**
 * A writing call that brings an {@code Idempotency-Key} happens once, however often it is sent within a day.
 * Enter through {@link leadhook.platform.idempotency.IdempotencyKey} and {@link leadhook.platform.idempotency.FirstAnswers}.
 * Knows no kind of call.
 */
@NullMarked
package leadhook.platform.idempotency;

import org.jspecify.annotations.NullMarked;
