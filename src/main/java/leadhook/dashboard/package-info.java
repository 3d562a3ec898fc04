/**
 * Pages for people: looks into every room, owns no table, and nobody depends on it. A page holds its own query, and
 * writes through the doors of the other rooms. Enter through {@link leadhook.dashboard.Dashboard}.
 */
@NullMarked
package leadhook.dashboard;

import org.jspecify.annotations.NullMarked;
