package leadhook.leads;

/** Text as PostgreSQL and JSON can hold it: no NUL, no half of a surrogate pair, no longer than its limit (contract Q59). */
final class StoredText {
    private static final char REPLACEMENT = '\uFFFD';

    private StoredText() {}

    /** The text with every character that cannot be stored replaced by U+FFFD. */
    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> clean.appendCodePoint(isStorable(point) ? point : REPLACEMENT));
        return clean.toString();
    }

    /** Cleaned, and cut after so many characters. */
    static String clean(String text, int maxCharacters) {
        var clean = clean(text);
        return isLonger(clean, maxCharacters) ? clean.substring(0, clean.offsetByCodePoints(0, maxCharacters)) : clean;
    }

    static boolean isClean(String text) {
        return text.codePoints().allMatch(StoredText::isStorable);
    }

    /** Whether the text has more characters than that; a surrogate pair is one. */
    static boolean isLonger(String text, int characters) {
        return text.length() > characters && text.codePointCount(0, text.length()) > characters;
    }

    private static boolean isStorable(int point) {
        return point != 0 && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
