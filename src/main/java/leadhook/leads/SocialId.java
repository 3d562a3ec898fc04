package leadhook.leads;

import java.util.Optional;

/** The public form of a lead's id: Crockford base 32 in upper case (contract 1.5, Q17). */
public final class SocialId {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS = 5;
    private static final int MAX_CHARACTERS = 12; // 60 bits: no id overflows a long

    private SocialId() {}

    /** The form in which others know a lead. */
    public static String of(long id) {
        var text = new StringBuilder();
        for (long rest = id; rest != 0; rest >>>= BITS) {
            text.append(ALPHABET.charAt((int) (rest & 31)));
        }
        return text.reverse().toString();
    }

    /** The id, whatever the letter case; empty when no lead can have it. */
    public static Optional<Long> id(String text) {
        if (text.length() > MAX_CHARACTERS || text.startsWith("0")) {
            return Optional.empty();
        }
        long id = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            id = id << BITS | digit;
        }
        return id == 0 ? Optional.empty() : Optional.of(id);
    }

    private static int digit(char letter) {
        // Only ASCII letters: upper-casing others can give one of the alphabet.
        return ALPHABET.indexOf(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
    }
}
