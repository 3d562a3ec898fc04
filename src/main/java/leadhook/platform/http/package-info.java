/**
 * HTTP without business: what arrives becomes a {@link Call}, what leaves is an {@link Answer}.
 */
@NullMarked
package leadhook.platform.http;

import org.jspecify.annotations.NullMarked;
