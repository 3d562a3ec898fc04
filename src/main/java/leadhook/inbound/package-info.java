/**
 * Where third parties knock: a webhook URL turns whatever they post into a signup.
 * Enter through {@link leadhook.inbound.InboundWebhooks}. Knows campaigns and leads; has never heard of deliveries.
 */
@NullMarked
package leadhook.inbound;

import org.jspecify.annotations.NullMarked;
