package leadhook.log;

/** Word that a campaign's log has grown: its numbers from {@code first} to {@code last} are committed. May be lost. */
public record News(long campaign, long first, long last, long configVersion) {}
