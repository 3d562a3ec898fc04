/**
 * The benchmarks ({@code ./leadhook bench}): PostgreSQL, server, receiver and generator as processes of their own, and
 * beside every figure the limit that was measured in the same run.
 */
@NullMarked
package leadhook.bench;

import org.jspecify.annotations.NullMarked;
