/**
 * The ground every room stands on: refusals, JSON, numbers. Knows no business.
 */
@NullMarked
package leadhook.platform;

import org.jspecify.annotations.NullMarked;
