package leadhook.leads;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Locale;
import java.util.regex.Pattern;
import leadhook.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** What counts as a phone number, and its one stored form, E.164 (contract 4.5, Q27). */
final class PhoneNumber {
    private static final Pattern PUNCTUATION = Pattern.compile("[\\s\\p{Z}.\\p{Pd}()\\[\\]]+");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{7,14}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern TEN_DIGITS = Pattern.compile("[0-9]{10}");
    private static final Pattern DIAL_CODE = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern ISO_CODE = Pattern.compile("[A-Za-z]{2}");

    private PhoneNumber() {}

    /**
     * The number as E.164. Countries are dial codes ({@code 1}, {@code +1}, {@code 001}) or ISO codes ({@code US}).
     *
     * @throws Refusal 409 when it is no phone number, or national and of no known country
     */
    static String normalise(String sent, @Nullable String countryCode, @Nullable String defaultCountry) {
        var number = international(compact(sent), countryCode == null ? defaultCountry : countryCode);
        if (!E164.matcher(number).matches()) {
            throw invalid();
        }
        return number;
    }

    static Refusal invalid() {
        return Refusal.invalid("Invalid phone number");
    }

    private static String international(String number, @Nullable String country) {
        if (number.startsWith("+")) {
            return number;
        }
        if (number.startsWith("00")) {
            return "+" + number.substring(2);
        }
        if (!DIGITS.matcher(number).matches()) {
            throw invalid();
        }
        if (country != null) {
            return "+" + dialCode(country) + withoutTrunkZero(number);
        }
        if (TEN_DIGITS.matcher(number).matches()) {
            return "+1" + number;
        }
        throw invalid();
    }

    private static String dialCode(String country) {
        var code = compact(country);
        if (ISO_CODE.matcher(code).matches()) {
            return dialCodeOf(code.toUpperCase(Locale.ROOT));
        }
        var digits = code.startsWith("+") ? code.substring(1) : code.startsWith("00") ? code.substring(2) : code;
        if (!DIAL_CODE.matcher(digits).matches()) {
            throw invalid();
        }
        return digits;
    }

    private static String dialCodeOf(String isoCode) {
        var countries = PhoneNumberUtil.getInstance();
        // Asked about a country that it does not know, the library would log a line for each request.
        if (!countries.getSupportedRegions().contains(isoCode)) {
            throw invalid();
        }
        return Integer.toString(countries.getCountryCodeForRegion(isoCode));
    }

    private static String withoutTrunkZero(String national) {
        return national.startsWith("0") ? national.substring(1) : national;
    }

    private static String compact(String text) {
        return PUNCTUATION.matcher(text).replaceAll("");
    }
}
