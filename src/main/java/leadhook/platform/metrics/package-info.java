/**
 * What is measured, told as Prometheus reads it. Enter through {@link Metrics}; documented in docs/monitoring.md.
 */
@NullMarked
package leadhook.platform.metrics;

import org.jspecify.annotations.NullMarked;
