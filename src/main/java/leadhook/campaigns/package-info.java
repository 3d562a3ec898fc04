/**
 * Whose data it is and by which rules: campaigns, their API keys and tags.
 * Enter through {@link leadhook.campaigns.Campaigns}. Read by all rooms, knows none of them.
 */
@NullMarked
package leadhook.campaigns;

import org.jspecify.annotations.NullMarked;
