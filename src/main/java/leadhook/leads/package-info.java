/**
 * A signup becomes a lead, and what happens to leads is decided: in memory, on values, one transaction per batch.
 * Enter through {@link leadhook.leads.Leads}. Knows campaigns and the log; has never heard of deliveries.
 */
@NullMarked
package leadhook.leads;

import org.jspecify.annotations.NullMarked;
