package leadhook.campaigns;

import java.util.List;
import leadhook.platform.AddressBlocks;

/**
 * When a campaign holds a lead for fraudulent (contract 7.5, Q40).
 *
 * @param signupsPerAddress so many signups from one address, or one /64 of IPv6, are let pass; 0 for any number
 * @param trustedAddresses CIDR blocks whose signups are not counted
 * @param emailDomains of addresses that are not accepted here, beside those that are disposable everywhere
 * @param referrerDomains of pages whose visitors are not accepted
 */
public record FraudRules(
        int signupsPerAddress, List<String> trustedAddresses, Domains emailDomains, Domains referrerDomains) {
    /** What holds until somebody says otherwise. */
    public static final FraudRules USUAL = new FraudRules(5, List.of(), Domains.NONE, Domains.NONE);

    /** How many things it names. */
    int size() {
        return trustedAddresses.size() + emailDomains.size() + referrerDomains.size();
    }

    AddressBlocks trusted() {
        return new AddressBlocks(trustedAddresses);
    }
}
