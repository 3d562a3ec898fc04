package leadhook.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RedactionTest {
    @Test
    void what_a_library_might_quote_is_taken_out() {
        for (var line : List.of(
                "GET /v2/1?api_key=sEcReT-1&email=x",
                "{\"api_key\": \"sEcReT-1\", \"a\": 1}",
                "password = sEcReT-1",
                "Authorization: Bearer sEcReT-1.abc",
                "authorization: basic sEcReT-1==",
                "signed with whsec_sEcReT-1/+=",
                "cannot connect to https://ada:sEcReT-1@example.com/hook",
                "jdbc:postgresql://db/leadhook?user=ada&password=sEcReT-1",
                "no route for /inbound/sEcReT-1 here",
                "ADMIN_TOKEN=sEcReT-1",
                "LEADHOOK_ADMIN_TOKEN=sEcReT-1",
                "LEADHOOK_DATABASE_PASSWORD = sEcReT-1",
                "LEADHOOK_SECRET_KEY=sEcReT-1",
                "client_secret=sEcReT-1",
                "password=set-sEcReT-1",
                "password: 'a b,sEcReT-1'",
                "api-key: sEcReT-1",
                "jdbc:postgresql://db/x?password=a&sEcReT-1",
                "https://ada:se/sEcReT-1@example.com/hook")) {
            assertThat(Redaction.of(line)).as(line).contains("(redacted)").doesNotContain("sEcReT");
        }
    }

    @Test
    void our_own_lines_stay_as_they_are() {
        for (var line : List.of(
                "refused POST /inbound/{token} with 404 from 127.0.0.1: Webhook not found",
                "Please send the admin token as Authorization: Bearer TOKEN",
                "LEADHOOK_ADMIN_TOKEN = (set) (environment)",
                "LEADHOOK_DATABASE_PASSWORD = (set) (environment)",
                "Leadhook 1.0 serves http://127.0.0.1:8080, 812 ms after its start",
                "webhook 7 of campaign 3 stands still: status 500")) {
            assertThat(Redaction.of(line)).isEqualTo(line);
        }
    }
}
