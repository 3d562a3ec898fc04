package leadhook.leads;

import leadhook.campaigns.Campaign;
import org.jspecify.annotations.Nullable;

/**
 * Where links in a lead's payload lead to.
 *
 * @param campaignUrl page that a shared link opens
 * @param thanksUrl page after a signup
 * @param publicUrl address of this server
 */
public record LeadPages(String campaignUrl, String thanksUrl, String publicUrl) {
    /** Those of a campaign; what has no page of its own leads to this server. */
    public static LeadPages of(Campaign campaign, String publicUrl) {
        var url = campaign.page(publicUrl);
        return new LeadPages(url, campaign.thanksUrl() == null ? url : campaign.thanksUrl(), publicUrl);
    }

    /** The lead's own link: whoever signs up by it was brought by that lead. */
    public String share(String socialId) {
        return UrlQuery.with(campaignUrl, "kid", socialId);
    }

    String thanks(String socialId) {
        return UrlQuery.with(thanksUrl, "kolid", socialId);
    }

    /** The URL the signup asked for, else the thank-you page (contract Q55). */
    String redirect(@Nullable String redirectUrl, String socialId) {
        return redirectUrl == null ? thanks(socialId) : UrlQuery.with(redirectUrl, "kolid", socialId);
    }

    String optOut(String token) {
        return (publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl)
                + "/opt-out/"
                + token;
    }
}
