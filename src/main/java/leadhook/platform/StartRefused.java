package leadhook.platform;

/** The server cannot start as it is set up; the sentence is for a person and names the setting to change. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartRefused(String sentence) {
        super(sentence);
    }
}
