package leadhook.leads;

import java.util.Set;

/** Names that mean something else, or nothing to us, and are never custom fields (contract 4.2). */
final class ReservedNames {
    private static final Set<String> NAMES = Set.of("""
            action controller format utf8 authenticity_token commit _method jsonp callback api_key campaign_id campaignid
            list_id landing_page_id page_id id kid social_id laid email phone_number country_code ip referrer redirect_url
            points must_exist skip_ar custom_fields utm tags tag_id""".split("\\s+"));

    private ReservedNames() {}

    /** Whether this lower-cased name is reserved. */
    static boolean contain(String name) {
        return name.startsWith("_") || name.startsWith("utm_") || NAMES.contains(name);
    }
}
