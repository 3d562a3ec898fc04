package leadhook.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import leadhook.leads.SocialIds;

/**
 * A kind of page.
 *
 * @param path of one of them, another one each time
 * @param sendsOn whether it leads to another page
 * @param forStrangers whether it is asked for without having signed in
 */
record Sight(String name, Supplier<String> path, boolean sendsOn, boolean forStrangers) {
    private static final String HOME = "/dashboard";
    private static final Pattern LARGEST_ASSET = Pattern.compile("\"(/dashboard/assets/[^\"]+/chartjs\\.js)\"");

    /** Comes after all numbers of attempts. */
    private static final long BEYOND = 999_999_999_999_999_999L;

    private static Sight of(String name, Supplier<String> path) {
        return new Sight(name, path, false, false);
    }

    /**
     * All there are of a campaign, in the order of a visit.
     *
     * @param attempts how many there are in the diary, of all webhooks
     */
    static List<Sight> all(Month month, long attempts) {
        var base = HOME + "/campaigns/" + month.campaign().id();
        long well = month.receivers().signups().getFirst();
        long refusing = month.receivers().refusing().getFirst();
        return List.of(
                of("campaigns", () -> HOME),
                of("campaign", () -> base),
                of("leads, newest", () -> base + "/leads"),
                of("leads, deep", () -> base + "/leads?before=" + upTo(month.leads())),
                of("leads by email", () -> search(base, begin(Month.email(upTo(month.leads())), 2))),
                of("leads by last name", () -> search(base, begin(Month.lastName(upTo(month.leads())), 2))),
                of("leads by phone number", () -> search(base, begin(Month.phoneNumber(upTo(month.leads())), 7))),
                of("leads by social id", () -> search(base, SocialIds.of(upTo(month.leads())))),
                of("lead", () -> base + "/leads/" + SocialIds.of(upTo(month.leads()))),
                of("lead with 100 referrals", () -> base + "/leads/" + SocialIds.of(upTo(month.referrers()))),
                of("inbound webhooks", () -> base + "/inbound"),
                of("outbound webhooks", () -> base + "/outbound"),
                of("webhook", () -> webhook(base, one(month.receivers().all()))),
                of("webhook, deep", () -> webhook(base, well) + "?after=" + upTo(month.last()) + "-" + BEYOND),
                of("webhook that failed", () -> webhook(base, refusing)),
                of("failed attempts", () -> webhook(base, refusing) + "?outcome=failed"),
                of("failed attempts, deep", () -> webhook(base, refusing) + "?outcome=failed&after=" + upTo(attempts)),
                of("failed attempts where few did", () -> webhook(base, well) + "?outcome=failed"),
                of("deliveries where few are", () -> webhook(base, refusing) + "?outcome=delivered"),
                of(
                        "deliveries where few are, deep",
                        () -> webhook(base, refusing) + "?outcome=delivered&after=" + upTo(month.last()) + "-"
                                + BEYOND),
                of("event", () -> webhook(base, one(month.receivers().all())) + "/events/" + upTo(month.last())),
                of("event that was given up", () -> webhook(base, refusing) + "/events/" + upTo(month.last())),
                new Sight(
                        "explain by email",
                        () -> webhook(base, well) + "/explain?about="
                                + Browser.encoded(Month.email(upTo(month.leads()))),
                        true,
                        false),
                of("events of a lead", () -> webhook(base, well) + "/leads/" + SocialIds.of(upTo(month.leads()))),
                of(
                        "events of a lead with 100 referrals",
                        () -> webhook(base, one(month.receivers().referrals())) + "/leads/"
                                + SocialIds.of(upTo(month.referrers()))),
                of("settings", () -> base + "/settings"),
                of("live", () -> base + "/live"),
                of("account", () -> HOME + "/account"),
                new Sight("sign-in", () -> HOME + "/sign-in", false, true));
    }

    /** The largest file that a page names. */
    static Sight asset(Browser browser, Sight page) {
        var html = new String(browser.look(page, page.path.get()), StandardCharsets.UTF_8);
        var asset = LARGEST_ASSET.matcher(html);
        if (!asset.find()) {
            throw new IllegalStateException("the page has no chart");
        }
        var path = asset.group(1);
        return new Sight("asset", () -> path, false, true);
    }

    private static String search(String base, String text) {
        return base + "/leads?q=" + Browser.encoded(text);
    }

    private static String webhook(String base, long webhook) {
        return base + "/outbound/" + webhook;
    }

    /** A text's first characters, at least so many. */
    private static String begin(String text, int least) {
        return text.substring(0, ThreadLocalRandom.current().nextInt(least, text.length() + 1));
    }

    private static long upTo(long most) {
        return ThreadLocalRandom.current().nextLong(1, most + 1);
    }

    private static long one(List<Long> webhooks) {
        return webhooks.get(ThreadLocalRandom.current().nextInt(webhooks.size()));
    }
}
