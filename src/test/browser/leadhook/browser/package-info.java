/** The pages in a real browser, clicked through as people do. Compiled and run with the profile {@code browser} only. */
@NullMarked
package leadhook.browser;

import org.jspecify.annotations.NullMarked;
