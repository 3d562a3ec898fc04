package leadhook.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import leadhook.leads.Signup;
import leadhook.leads.SignupForm;
import leadhook.platform.Json;
import leadhook.platform.Refusal;

/**
 * Any bytes of any content type are a signup or a refusal. In the usual run the kept corpus is replayed; new
 * inputs are looked for by {@code JAZZER_FUZZ=1 JAZZER_HOOKS=true mvn test -Dtest=RequestFuzzTest}.
 */
class RequestFuzzTest {
    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=iso-8859-1",
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=\"b",
            "text/plain");

    @FuzzTest
    void any_bytes_are_a_signup_or_a_refusal(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        var contentType = CONTENT_TYPES.get(Math.floorMod(input[0], CONTENT_TYPES.size()));
        try {
            var fields = Body.fields(Arrays.copyOfRange(input, 1, input.length), contentType);
            assertWhole(SignupForm.read(fields, true, () -> "US"));
        } catch (Refusal refusal) {
            assertThat(refusal.status()).isBetween(400, 499);
        }
    }

    /** What would be stored can be stored, and read again. */
    private static void assertWhole(Signup signup) throws IOException {
        var contact = signup.contact();
        assertThat(String.valueOf(contact.email())).doesNotContain("\0", " ");
        assertThat(String.valueOf(contact.phoneNumber())).matches("null|\\+[1-9][0-9]{7,14}");
        var custom = signup.customFields().json();
        assertThat(custom).doesNotContain("\0", "\\u0000");
        assertThat(Json.text(Json.read(custom.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isEqualTo(custom);
    }
}
