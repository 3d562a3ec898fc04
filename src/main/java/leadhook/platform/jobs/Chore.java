package leadhook.platform.jobs;

/** One kind of long work, made in short steps. */
@FunctionalInterface
public interface Chore {
    /**
     * Makes the next step, and writes how far the job has come in its transaction; returns the job as it is then. A step
     * may be made again, and by somebody else, whenever it has failed in the middle.
     */
    Job step(Job job);
}
