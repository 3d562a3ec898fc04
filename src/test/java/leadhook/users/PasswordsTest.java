package leadhook.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Optional;
import leadhook.platform.Refusal;
import leadhook.testkit.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final String PASSWORD = "correct horse";
    private static final String OF_OPENSSL =
            "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$k9ohroejZy1PN5E1SbHNPug6vB8eQAahb5SOAp6iGF4";
    private static final String CHEAPER_OF_OPENSSL =
            "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$+jQGvnLH9sd/RHpVFdneZ1pWEi8VDK30k/E/IE+o3IE";

    private final Passwords passwords = new Passwords();

    @Test
    void what_is_kept_names_argon2id_its_parameters_and_a_salt_of_its_own() {
        var kept = passwords.hash(PASSWORD);

        // 16 bytes of salt and 32 of hash, as Base64 without padding.
        assertThat(kept)
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
                .doesNotContain(PASSWORD);
        assertThat(passwords.hash(PASSWORD)).isNotEqualTo(kept);
    }

    @Test
    void the_right_password_fits_and_another_does_not() {
        var kept = Optional.of(passwords.hash(PASSWORD));

        assertThat(passwords.fits(PASSWORD, kept)).isTrue();
        assertThat(passwords.fits("Correct horse", kept)).isFalse();
        assertThat(passwords.fits(PASSWORD + "s", kept)).isFalse();
    }

    @Test
    void what_another_implementation_has_kept_fits_also_with_other_parameters() {
        for (var kept : new String[] {OF_OPENSSL, CHEAPER_OF_OPENSSL}) {
            assertThat(passwords.fits(PASSWORD, Optional.of(kept))).isTrue();
            assertThat(passwords.fits("correct house", Optional.of(kept))).isFalse();
        }
    }

    @Test
    void to_find_out_that_nobody_has_that_name_is_the_same_work() {
        long before = passwords.computed();

        assertThat(passwords.fits(PASSWORD, Optional.empty())).isFalse();

        assertThat(passwords.computed()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {" correct horse\n", "correct\u00a0horse"})
    void a_password_is_the_same_however_it_was_typed_or_copied(String typed) {
        assertThat(passwords.fits(typed, Optional.of(passwords.hash(PASSWORD)))).isTrue();
    }

    @Test
    void accents_are_the_same_in_one_piece_or_two() {
        assertThat(passwords.fits("Cafe\u0301 au lait", Optional.of(passwords.hash("Caf\u00e9 au lait"))))
                .isTrue();
    }

    @Test
    void a_password_has_10_to_200_characters() {
        var emoji = new String(Character.toChars(0x1f40e));

        for (var wrong : new String[] {"", "123456789", "12345678 ", "x".repeat(201), emoji.repeat(9)}) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> passwords.hash(wrong))
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(409))
                    .withMessage("A password has 10 to 200 characters");
        }
        for (var right : new String[] {"1234567890", "x".repeat(200), emoji.repeat(200)}) {
            assertThat(passwords.fits(right, Optional.of(passwords.hash(right))))
                    .isTrue();
        }
    }

    @Test
    void what_nobody_can_have_as_a_password_costs_nothing_whoever_is_meant() {
        assertThat(passwords.fits("short", Optional.empty())).isFalse();
        assertThat(passwords.fits("x".repeat(1 << 20), Optional.of(OF_OPENSSL))).isFalse();

        assertThat(passwords.computed()).isZero();
    }

    @Test
    void when_others_are_computed_for_too_long_it_is_refused_and_nothing_is_done() {
        var none = new Passwords(0, Duration.ZERO);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> none.fits(PASSWORD, Optional.empty()))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(503))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isNotNull());
        assertThat(none.computed()).isZero();
    }

    @Test
    void whoever_has_had_his_turn_makes_room_for_the_next() {
        var one = new Passwords(1, Duration.ZERO);

        one.hash(PASSWORD);
        one.hash(PASSWORD);

        assertThat(one.computed()).isEqualTo(2);
    }

    @Test
    void the_library_has_nothing_to_say() {
        try (var lines = new LogLines()) {
            passwords.fits(PASSWORD, Optional.of(passwords.hash(PASSWORD)));

            assertThat(lines.text()).isEmpty();
        }
    }
}
