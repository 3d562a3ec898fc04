package leadhook.platform;

/** Why the server does not start, as one sentence for a person; printed as it is, exit status 1. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartRefused(String sentence) {
        super(sentence, null, false, false);
    }

    /** With what lies behind it, for the log. */
    public StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
