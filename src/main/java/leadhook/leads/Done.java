package leadhook.leads;

/**
 * What came of a command, once it is on disk: the status and the JSON of its first answer. Of a signup, 201 says that the
 * lead is new, and the JSON is the lead's payload as the request left it.
 */
public record Done(int status, byte[] json) {
    static final int CREATED = 201;
    static final int KNOWN = 200;

    /** Whether it made a lead. */
    public boolean created() {
        return status == CREATED;
    }
}
