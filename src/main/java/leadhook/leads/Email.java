package leadhook.leads;

import java.util.Locale;
import java.util.regex.Pattern;
import leadhook.platform.Refusal;

/** What counts as an email address, and the form in which two of them are the same lead (contract 4.4). */
final class Email {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_LENGTH = 64;

    // Letters of every script: an address may be international, and stays as it was typed.
    private static final String LABEL = "[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final Pattern ADDRESS = Pattern.compile(
            "[^@\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}]{1," + MAX_LOCAL_LENGTH + "}@" + LABEL + "(?:\\." + LABEL + ")+");

    private Email() {}

    /** The address trimmed and lower-cased. @throws Refusal 409 when it is none */
    static String normalise(String sent) {
        var address = sent.strip().toLowerCase(Locale.ROOT);
        if (address.length() > MAX_LENGTH || !ADDRESS.matcher(address).matches()) {
            throw invalid();
        }
        return address;
    }

    static Refusal invalid() {
        return Refusal.invalid("Invalid email address");
    }
}
