/**
 * Pages for people: looks into every room, owns no table, and nobody depends on it. No page is built yet.
 */
@NullMarked
package leadhook.dashboard;

import org.jspecify.annotations.NullMarked;
