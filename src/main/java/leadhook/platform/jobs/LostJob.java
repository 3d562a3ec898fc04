package leadhook.platform.jobs;

/** Somebody else has the job by now; what was done for it in this transaction must not be. */
public final class LostJob extends RuntimeException {
    private static final long serialVersionUID = 1;

    LostJob(Job job) {
        super("job %d (%s %s) was taken by another server".formatted(job.id(), job.kind(), job.subject()));
    }
}
