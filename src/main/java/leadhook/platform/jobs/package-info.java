/**
 * Long work made in short steps: one server at a time has a job, and whoever has it next goes on where it stood.
 * Enter through {@link leadhook.platform.jobs.Jobs}. Knows no kind of work.
 */
@NullMarked
package leadhook.platform.jobs;

import org.jspecify.annotations.NullMarked;
