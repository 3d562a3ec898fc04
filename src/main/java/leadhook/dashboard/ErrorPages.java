package leadhook.dashboard;

import leadhook.platform.http.Answer;

/** What a person reads when something is not there, not allowed, or went wrong: what happened, and a way back. */
final class ErrorPages {
    private final Html html;

    ErrorPages(Html html) {
        this.html = html;
    }

    /** @param advice what to do about it */
    record Shown(int status, String title, String message, String advice) {}

    Answer page(int status, String title, String message) {
        return html.page(status, "error", new Shown(status, title(status, title), message(message), advice(status)));
    }

    private static String message(String message) {
        return message.equals("Not found") ? "There is nothing at this address." : message;
    }

    private static String title(int status, String title) {
        return switch (status) {
            case 404 -> "This page does not exist";
            case 403 -> "You may not do that";
            case 409, 400, 413 -> "That did not work";
            case 429 -> "That was too often";
            case 503 -> "Not now";
            default -> title;
        };
    }

    private static String advice(int status) {
        return switch (status) {
            case 409, 400, 413 -> "Nothing was changed. Go back, correct it, and send it again.";
            case 429 -> "Nothing was changed. Wait a moment and try again.";
            // What was sent may have been done: a standby is asked to confirm it, and did not in time.
            case 503 -> "Wait a moment, look whether it was done, and send it again if it was not.";
            case 500 -> "It is in the server's log, under the request id that stands in the headers of this answer.";
            default -> "";
        };
    }
}
