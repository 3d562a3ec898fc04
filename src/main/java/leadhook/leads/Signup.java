package leadhook.leads;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import leadhook.leads.Leads.Name;
import org.jspecify.annotations.Nullable;

/**
 * What one request says about one person, parsed and in normal form (contract 2.1). Made by {@link SignupForm}.
 *
 * @param customFields the fields sent; JSON null asks for removal
 * @param referrerId id of the lead whose link was followed; nobody has checked that there is one
 * @param points what the custom points are from now on (contract Q29); null to leave them
 * @param ip address of the person as the request names it, not that of the sender
 * @param referrer URL of the page that led there
 */
public record Signup(
        Contact contact,
        CustomFields customFields,
        Map<String, String> utm,
        @Nullable Long referrerId,
        @Nullable Long points,
        @Nullable String ip,
        @Nullable String uid,
        @Nullable String referrer,
        @Nullable String redirectUrl,
        Origin origin,
        boolean mustExist,
        boolean keepOptOut,
        boolean skipUrls,
        boolean skipActions) {

    /** Whom it may be of, the email first (contract Q28). */
    List<Name> names() {
        return Stream.of(
                        Optional.ofNullable(contact.email()).map(Name::ofEmail),
                        Optional.ofNullable(contact.phoneNumber()).map(Name::ofPhoneNumber))
                .flatMap(Optional::stream)
                .toList();
    }

    /** How much text it holds. */
    int characters() {
        return length(contact.email())
                + length(contact.phoneNumber())
                + customFields.json().length()
                + utm.entrySet().stream()
                        .mapToInt(each -> length(each.getKey()) + length(each.getValue()))
                        .sum()
                + length(ip)
                + length(uid)
                + length(referrer)
                + length(redirectUrl)
                + origin.characters();
    }

    static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The same, counted by another address than the one that it names. */
    Signup countedBy(@Nullable String sender) {
        return with(ip, origin.countedBy(sender));
    }

    /** The same with a source and an address where the request brought none. */
    public Signup withDefaults(@Nullable String defaultSource, @Nullable String defaultIp) {
        return with(ip == null ? defaultIp : ip, origin.source() == null ? origin.from(defaultSource) : origin);
    }

    private Signup with(@Nullable String newIp, Origin newOrigin) {
        return new Signup(
                contact,
                customFields,
                utm,
                referrerId,
                points,
                newIp,
                uid,
                referrer,
                redirectUrl,
                newOrigin,
                mustExist,
                keepOptOut,
                skipUrls,
                skipActions);
    }
}
