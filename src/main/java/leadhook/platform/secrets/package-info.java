/**
 * Random tokens, comparison in constant time, and encryption at rest.
 */
@NullMarked
package leadhook.platform.secrets;

import org.jspecify.annotations.NullMarked;
