package leadhook.log;

/**
 * Word that a campaign's log has grown: its numbers from {@code first} to {@code last} are committed. May be lost.
 *
 * @param erased whether something of earlier events is gone, so that what was read of them must be read again
 */
public record News(long campaign, long first, long last, long configVersion, boolean erased) {
    /** Of events that took nothing back. */
    public News(long campaign, long first, long last, long configVersion) {
        this(campaign, first, last, configVersion, false);
    }
}
