package leadhook.dashboard;

import leadhook.campaigns.Campaign;
import leadhook.dashboard.Notices.Notice;
import leadhook.platform.secrets.Tokens;
import leadhook.users.User;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around it.
 *
 * @param campaign whose pages the navigation leads to; null outside of any
 * @param section which of these it is; empty for none
 * @param notice what came of the form before
 * @param form what each form must bring, so that no other site can send it
 * @param once names the forms of this page, so that each does what it does once
 */
record Frame(
        String title,
        User user,
        @Nullable Campaign campaign,
        String section,
        @Nullable Notice notice,
        String form,
        String once) {
    private static final int ONCE_BYTES = 12;

    static Frame of(String title, Visit visit, @Nullable Campaign campaign, String section, Notices notices) {
        return new Frame(
                title,
                visit.user(),
                campaign,
                section,
                notices.take(visit),
                visit.session().formToken(),
                Tokens.random(ONCE_BYTES));
    }

    boolean mayChange() {
        return user.isOwner();
    }

    /** Where the pages of the campaign begin. */
    String base() {
        return Gate.HOME + "/campaigns/" + (campaign == null ? "" : campaign.id());
    }
}
