package leadhook.leads;

import java.util.Locale;

/** What points are for. */
enum Reason {
    SIGNUP,
    REFERRAL,
    TAG,
    ACTION,
    /** A caller gave or took them (contract Q29). */
    CUSTOM;

    /** The name in the ledger. */
    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
