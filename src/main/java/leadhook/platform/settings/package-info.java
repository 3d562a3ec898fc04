/**
 * What can be set from outside, checked at the start. Documented in docs/settings.md.
 * Enter through {@link Settings}.
 */
@NullMarked
package leadhook.platform.settings;

import org.jspecify.annotations.NullMarked;
