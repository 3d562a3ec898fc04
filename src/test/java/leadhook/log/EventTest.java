package leadhook.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An event as it is sent. */
class EventTest {
    private static final String LEAD = "{\"id\":61730215,\"email\":\"ada@example.com\"}";

    private static Event event(@Nullable String extra) {
        var at = Instant.parse("2026-03-02T23:59:59.999999Z");
        return new Event(7, 3, at, EventType.NEW_SIGNUP, 61730215, null, LEAD, 3, extra);
    }

    @Test
    void the_name_of_the_event_comes_first_and_then_the_lead_as_it_is_stored() {
        assertThat(event(null).payload())
                .isEqualTo("{\"__event\":\"new_signup\",\"id\":61730215,\"email\":\"ada@example.com\"}");
    }

    @Test
    void the_events_own_key_comes_last() {
        assertThat(event("\"__referral\":{\"id\":1}").payload())
                .isEqualTo("{\"__event\":\"new_signup\",\"id\":61730215,\"email\":\"ada@example.com\","
                        + "\"__referral\":{\"id\":1}}");
    }

    @Test
    void its_day_is_that_of_utc() {
        assertThat(event(null).day()).isEqualTo(LocalDate.parse("2026-03-02"));
    }
}
