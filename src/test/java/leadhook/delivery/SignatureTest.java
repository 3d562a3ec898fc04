package leadhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    @Test
    void the_published_example_has_the_published_signature() {
        assertThat(Signature.of(List.of(SECRET), ID, AT, BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void two_secrets_give_two_signatures_so_that_a_receiver_may_know_either() {
        var other = Signature.newSecret();

        assertThat(Signature.of(List.of(SECRET, other), ID, AT, BODY))
                .isEqualTo(
                        Signature.of(List.of(SECRET), ID, AT, BODY) + " " + Signature.of(List.of(other), ID, AT, BODY));
    }

    @Test
    void the_signature_covers_every_byte_of_the_body() {
        var umlaut = "{\"city\":\"Zürich \uD83D\uDE80\"}".getBytes(StandardCharsets.UTF_8);
        var other = "{\"city\":\"Zurich \uD83D\uDE80\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(Signature.of(List.of(SECRET), ID, AT, umlaut))
                .isNotEqualTo(Signature.of(List.of(SECRET), ID, AT, other));
    }

    @Test
    void a_new_secret_is_32_random_bytes() {
        var secret = Signature.newSecret();

        assertThat(secret).startsWith("whsec_").isNotEqualTo(Signature.newSecret());
        assertThat(Base64.getDecoder().decode(secret.substring("whsec_".length())))
                .hasSize(32);
    }
}
