package leadhook.leads;

import inet.ipaddr.IPAddressString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import leadhook.campaigns.Domains;
import leadhook.campaigns.Rules;
import org.jspecify.annotations.Nullable;

/** Why a lead is held for fraudulent (contract 7.5, Q40). Decides on values alone. */
final class FraudCheck {
    private static final String DUPLICATE_IP = "duplicate_ip";
    private static final String BAD_EMAIL_DOMAIN = "bad_email_domain";
    private static final String BAD_REFERRER = "bad_referrer";

    /** The source of calls with a key: a server of the operator's may make any number of leads. */
    private static final String BY_KEY = "API";

    private static final int NETWORK_BITS = 64;

    private final Domains disposable;

    /** @param disposable domains of addresses that anybody can have for a minute */
    FraudCheck(Domains disposable) {
        this.disposable = disposable;
    }

    /** What a signup's address is counted under: itself, of IPv6 its first half; null when it is not to be counted. */
    @Nullable
    String address(Signup signup, Rules rules) {
        var ip = signup.origin().address();
        if (ip == null
                || rules.fraud().signupsPerAddress() == 0
                || BY_KEY.equalsIgnoreCase(signup.origin().source())
                || rules.trusted().contain(ip)) {
            return null;
        }
        return network(ip);
    }

    private static String network(String ip) {
        var address = new IPAddressString(ip).getAddress();
        return address != null && address.isIPv6()
                ? address.toPrefixBlock(NETWORK_BITS)
                                .getLower()
                                .withoutPrefixLength()
                                .toCanonicalString() + "/" + NETWORK_BITS
                : ip;
    }

    /** The flags of a new lead, in the order of detection. */
    List<String> flags(Signup signup, Origin origin, Book book) {
        var flags = new ArrayList<String>();
        if (origin.address() != null
                && book.signupsFrom(origin.address()) >= book.rules().fraud().signupsPerAddress()) {
            flags.add(DUPLICATE_IP);
        }
        flags.addAll(flagsOf(signup.contact().email(), signup.referrer(), book.rules()));
        return List.copyOf(flags);
    }

    /** The flags that a lead would have by what is known of it. */
    List<String> flagsOf(@Nullable String email, @Nullable String referrer, Rules rules) {
        var flags = new ArrayList<>(flagsOfEmail(email, rules));
        flags.addAll(flagsOfReferrer(referrer, rules));
        return flags;
    }

    List<String> flagsOfEmail(@Nullable String email, Rules rules) {
        var domain = email == null ? "" : email.substring(email.indexOf('@') + 1);
        return disposable.cover(domain) || rules.fraud().emailDomains().cover(domain)
                ? List.of(BAD_EMAIL_DOMAIN)
                : List.of();
    }

    private static List<String> flagsOfReferrer(@Nullable String url, Rules rules) {
        return url != null && rules.fraud().referrerDomains().cover(host(url)) ? List.of(BAD_REFERRER) : List.of();
    }

    /** The host of a URL, which people write as they like: without what stands before it and behind it. */
    private static String host(String url) {
        var authority = url.strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^([a-z][a-z0-9+.-]*:)?//", "")
                .replaceFirst("(?s)[/?#\\\\].*$", "");
        var host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":[0-9]*$", "");
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
