/**
 * Wiring by hand: what the server is made of, and every URL on one line.
 */
@NullMarked
package leadhook;

import org.jspecify.annotations.NullMarked;
