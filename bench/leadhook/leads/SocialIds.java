package leadhook.leads;

/** How a lead is named in a link. */
public final class SocialIds {
    private SocialIds() {}

    public static String of(long lead) {
        return SocialId.of(lead);
    }
}
