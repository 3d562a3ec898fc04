package leadhook.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import leadhook.platform.Refusal;
import org.junit.jupiter.api.Test;

class SignInLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final SignInLimit limit = new SignInLimit(nanos::get);

    @Test
    void an_address_may_try_ten_times_a_minute_whomever_it_names() {
        IntStream.range(0, 10).forEach(i -> limit.take("user" + i, "203.0.113.7"));

        assertRefused("user10", "203.0.113.7", Duration.ofSeconds(6));
        assertAllowed("user10", "203.0.113.8");

        pass(Duration.ofSeconds(6));
        assertAllowed("user10", "203.0.113.7");
        assertRefused("user10", "203.0.113.7", Duration.ofSeconds(6));
    }

    @Test
    void who_has_a_whole_network_is_one_address() {
        IntStream.range(0, 10).forEach(i -> limit.take("user" + i, "2001:db8:0:1::" + i));

        assertRefused("user10", "2001:db8:0:1:ffff::1", Duration.ofSeconds(6));
        assertAllowed("user10", "2001:db8:0:2::1");
    }

    @Test
    void a_name_may_be_tried_ten_times_in_a_quarter_of_an_hour_from_one_address_and_its_user_still_signs_in() {
        IntStream.range(0, 10).forEach(_ -> limit.take("ada", "203.0.113.7"));
        pass(Duration.ofSeconds(60));

        assertRefused("Ada", "203.0.113.7", Duration.ofSeconds(30));
        assertAllowed("grace", "203.0.113.7");
        assertAllowed("ada", "203.0.114.8");

        pass(Duration.ofSeconds(30));
        assertAllowed("ada", "203.0.113.7");
    }

    @Test
    void a_name_may_be_tried_a_hundred_times_in_a_quarter_of_an_hour_wherever_from_and_however_spelled() {
        var spellings = List.of("Ada", "ada", "ADA", " ada ", "aDa");
        IntStream.range(0, 100).forEach(i -> limit.take(spellings.get(i % 5), "10.0." + i + ".1"));

        assertRefused("ada", "203.0.113.99", Duration.ofSeconds(9));
        assertAllowed("grace", "203.0.113.99");

        pass(Duration.ofSeconds(9));
        assertAllowed("ada", "203.0.113.99");
        assertRefused("ada", "203.0.113.99", Duration.ofSeconds(9));
    }

    @Test
    void the_networks_that_one_stranger_may_have_do_not_spend_the_tries_of_a_name() {
        IntStream.range(0, 10).forEach(i -> limit.take("ada", "2001:db8:0:" + i + "::1"));
        IntStream.range(10, 200)
                .forEach(i -> assertThatExceptionOfType(Refusal.class)
                        .isThrownBy(() -> limit.take("ada", "2001:db8:0:" + i + "::1")));

        assertAllowed("ada", "203.0.113.99");
    }

    @Test
    void whoever_has_signed_in_has_all_tries_again() {
        use("Zoe\u0308");

        limit.succeeded("zo\u00eb", "10.0.0.1");

        use("ZOE\u0308");
        assertRefused("zo\u00eb", "203.0.113.99", Duration.ofSeconds(9));
    }

    @Test
    void one_that_is_refused_for_its_address_takes_nothing_from_the_name() {
        IntStream.range(0, 10).forEach(i -> limit.take("user" + i, "203.0.113.7"));
        IntStream.range(0, 20)
                .forEach(_ ->
                        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> limit.take("ada", "203.0.113.7")));

        use("ada");
    }

    @Test
    void names_that_nobody_can_have_are_one_so_that_none_is_kept() {
        IntStream.range(0, 100).forEach(i -> limit.take("x".repeat(101 + i), "10.0." + i + ".1"));

        assertRefused("\0", "203.0.113.199", Duration.ofSeconds(9));
    }

    /** All of a name's tries, each from elsewhere. */
    private void use(String name) {
        IntStream.range(0, 100).forEach(i -> limit.take(name, "10.0." + i + ".1"));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void assertAllowed(String name, String address) {
        assertThatCode(() -> limit.take(name, address)).doesNotThrowAnyException();
    }

    private void assertRefused(String name, String address, Duration retryAfter) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> limit.take(name, address))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(429))
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isEqualTo(retryAfter));
    }
}
