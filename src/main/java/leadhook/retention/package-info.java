/**
 * No table grows for ever: days of the log and of the diary go when they are old, and what nobody asks for any more goes
 * with them. What was not delivered by then is named first. Enter through {@link leadhook.retention.Retention}.
 */
@NullMarked
package leadhook.retention;

import org.jspecify.annotations.NullMarked;
