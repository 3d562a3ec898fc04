/**
 * Every subscribed webhook reads its campaign's log at its own pace until each event was answered with a 2xx.
 * Enter through {@link leadhook.delivery.Lanes} and {@link leadhook.delivery.OutboundWebhooks}.
 * Knows campaigns and the log; has never heard of leads.
 */
@NullMarked
package leadhook.delivery;

import org.jspecify.annotations.NullMarked;
