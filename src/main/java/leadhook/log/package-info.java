/**
 * A campaign's log: what happened to its leads, numbered 1, 2, 3 … without a gap, appended in the transaction of the
 * change and read by number. The one place where the two halves of the server meet.
 * Enter through {@link leadhook.log.Log}. Knows campaigns; has never heard of leads or deliveries.
 */
@NullMarked
package leadhook.log;

import org.jspecify.annotations.NullMarked;
