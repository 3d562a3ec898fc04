package leadhook.platform.http;

/** How an error looks where people read it. */
@FunctionalInterface
public interface ErrorPage {
    /** The answer of that status; the message is for the caller. */
    Answer of(int status, String title, String message);
}
