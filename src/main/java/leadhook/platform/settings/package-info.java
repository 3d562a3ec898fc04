/**
 * What can be set from outside, checked at the start. Documented in docs/settings.md.
 */
@NullMarked
package leadhook.platform.settings;

import org.jspecify.annotations.NullMarked;
