package leadhook.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import leadhook.platform.StartRefused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    @TempDir
    Path directory = Path.of(".");

    @Test
    void nobody_has_to_set_anything() {
        var settings = Settings.of(Map.of());

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.data()).isEqualTo(Path.of("./data"));
        assertThat(settings.databaseUrl()).isNull();
        assertThat(settings.adminToken()).isNull();
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.retrySchedule()).hasSize(9).startsWith(Duration.ofSeconds(5), Duration.ofMinutes(5));
        assertThat(settings.deliveryTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.webhookConcurrency()).isEqualTo(10);
        assertThat(settings.concurrency()).isEqualTo(5000);
        assertThat(settings.firstStart()).isTrue();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void flags_win_over_the_environment_which_wins_over_the_file() throws IOException {
        file("leadhook.host = 10.0.0.1\nleadhook.port = 1\nleadhook.data = /from/file\n");
        var environment = Map.of("LEADHOOK_HOST", "10.0.0.2", "LEADHOOK_PORT", "2");

        var settings = Settings.read(Map.of(Setting.HOST, "10.0.0.3"), environment, directory, null);

        assertThat(settings.host()).isEqualTo("10.0.0.3");
        assertThat(settings.port()).isEqualTo(2);
        assertThat(settings.data()).isEqualTo(Path.of("/from/file"));
        assertThat(settings.describe())
                .contains(
                        "LEADHOOK_HOST = 10.0.0.3 (--host)",
                        "LEADHOOK_PORT = 2 (environment)",
                        "LEADHOOK_DATA = /from/file (leadhook.properties)",
                        "LEADHOOK_RETENTION = 30d (default)");
    }

    @Test
    void a_named_file_is_read_in_place_of_the_usual_one_and_must_be_there() throws IOException {
        file("leadhook.port = 1\n");
        Files.writeString(directory.resolve("other.properties"), "leadhook.host = 10.0.0.1\n");

        var settings = read(Map.of(), Path.of("other.properties"));
        assertThat(settings.host()).isEqualTo("10.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);

        assertThatThrownBy(() -> read(Map.of(), Path.of("gone.properties")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gone.properties named by --config cannot be read");
    }

    @Test
    void a_file_that_is_no_properties_file_refuses_the_start() throws IOException {
        file("leadhook.host = \\u12\n");

        assertThatThrownBy(() -> read(Map.of(), null))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("leadhook.properties cannot be read");
    }

    @Test
    void a_mistyped_name_is_a_warning_with_the_nearest_one() throws IOException {
        file("leadhook.retenton = 30d\ncolour = blue\n");

        assertThat(read(Map.of("LEADHOOK_POTR", "1", "LEADHOOK_FROBNICATE_ALL", "1", "PATH", "/bin"), null)
                        .warnings())
                .containsExactly(
                        "LEADHOOK_FROBNICATE_ALL in the environment is not a setting and has no effect",
                        "LEADHOOK_POTR in the environment is not a setting: did you mean LEADHOOK_PORT?",
                        "colour in leadhook.properties is not a setting and has no effect",
                        "leadhook.retenton in leadhook.properties is not a setting: did you mean leadhook.retention?");
    }

    @Test
    void what_the_launcher_reads_is_no_mistyped_setting() {
        var launchers = Map.of("LEADHOOK_JAVA_HOME", "/opt/jdk", "LEADHOOK_CHROMIUM", "/usr/bin/chromium");

        assertThat(read(launchers, null).warnings()).isEmpty();
    }

    @Test
    void a_blank_value_counts_as_not_set() {
        var settings = read(Map.of("LEADHOOK_PORT", " ", "LEADHOOK_DATABASE_URL", ""), null);

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.databaseUrl()).isNull();
    }

    @Test
    void secrets_are_never_shown() {
        var key = Base64.getEncoder().encodeToString(new byte[32]);
        var settings = Settings.of(Map.of(
                Setting.ADMIN_TOKEN, "a-very-secret-token",
                Setting.SECRET_KEY, key,
                Setting.DATABASE_URL, "jdbc:postgresql://db/leadhook?password=hunter2",
                Setting.DATABASE_PASSWORD, "hunter2"));

        assertThat(settings.adminToken()).isEqualTo("a-very-secret-token");
        assertThat(settings.secretKey()).hasSize(32);
        assertThat(settings.toString())
                .contains("LEADHOOK_ADMIN_TOKEN = (set)", "LEADHOOK_DATABASE_URL = jdbc:postgresql://db/leadhook?…")
                .doesNotContain("a-very-secret-token", "hunter2", key);
    }

    @Test
    void a_refusal_never_quotes_what_may_hold_a_password() {
        for (var setting : List.of(Setting.ADMIN_TOKEN, Setting.SECRET_KEY, Setting.DATABASE_URL, Setting.PUBLIC_URL)) {
            assertThatThrownBy(() -> Settings.of(Map.of(setting, "x:hunter2@y")))
                    .hasMessageStartingWith(setting.variable() + " must")
                    .message()
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void loopback_may_be_reached_only_while_nobody_from_outside_can_reach_us() {
        assertThat(Settings.of(Map.of()).allowTargets()).isEqualTo(LOOPBACK);
        assertThat(Settings.of(Map.of(Setting.HOST, "::1")).allowTargets()).isEqualTo(LOOPBACK);
        assertThat(Settings.of(Map.of(Setting.PUBLIC_URL, "http://[::1]:80")).allowTargets())
                .isEqualTo(LOOPBACK);
        assertThat(Settings.of(Map.of(Setting.HOST, "0.0.0.0")).allowTargets()).isEmpty();
        assertThat(Settings.of(Map.of(Setting.HOST, "localhost.example.com")).allowTargets())
                .isEmpty();
        assertThat(Settings.of(Map.of(Setting.PUBLIC_URL, "https://leads.example.com"))
                        .allowTargets())
                .isEmpty();
    }

    @Test
    void targets_that_are_set_count_alone_and_a_blank_list_allows_none() {
        assertThat(Settings.of(Map.of(Setting.ALLOW_TARGETS, "10.1.0.0/16, fd00::/8,crm.internal"))
                        .allowTargets())
                .containsExactly("10.1.0.0/16", "fd00::/8", "crm.internal");
        assertThat(Settings.of(Map.of(Setting.ALLOW_TARGETS, "")).allowTargets())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:4711",
        "::1, http://[::1]:4711",
        "[::1], http://[::1]:4711",
        "leads.example.com, http://leads.example.com:4711",
        "0.0.0.0, http://localhost:4711",
        "::, http://localhost:4711"
    })
    void the_public_address_comes_from_host_and_port(String host, URI expected) {
        assertThat(Settings.of(Map.of(Setting.HOST, host, Setting.PORT, "0")).publicUrl(4711))
                .isEqualTo(expected);
    }

    @Test
    void the_public_address_can_be_set_and_loses_its_last_slash() {
        assertThat(Settings.of(Map.of(Setting.PUBLIC_URL, "https://example.com/leads/"))
                        .publicUrl(8080))
                .isEqualTo(URI.create("https://example.com/leads"));
    }

    @Test
    void listening_everywhere_without_a_public_address_is_a_warning() {
        assertThat(Settings.of(Map.of(Setting.HOST, "0.0.0.0")).warnings())
                .singleElement()
                .asString()
                .startsWith("LEADHOOK_PUBLIC_URL is not set");
    }

    @Test
    void a_command_that_becomes_the_server_for_a_moment_opens_nothing_to_anybody() {
        var alone =
                Settings.of(Map.of(Setting.HOST, "0.0.0.0", Setting.PORT, "80")).alone();

        assertThat(alone.host()).isEqualTo("127.0.0.1");
        assertThat(alone.port()).isZero();
        assertThat(alone.publicUrl(4711)).isEqualTo(URI.create("http://localhost:80"));
        assertThat(alone.allowTargets()).isEmpty();
        assertThat(alone.firstStart()).isTrue();
    }

    @Test
    void a_database_user_without_a_database_is_a_warning() {
        assertThat(Settings.of(Map.of(Setting.DATABASE_USER, "ada")).warnings())
                .containsExactly("LEADHOOK_DATABASE_USER has no effect without LEADHOOK_DATABASE_URL");
    }

    @Test
    void retention_may_not_end_before_the_last_try_plus_five_days() {
        var schedule = Map.of(Setting.RETRY_SCHEDULE, "1d,1d", Setting.RETENTION, "7d");
        assertThat(Settings.of(schedule).retention()).isEqualTo(Duration.ofDays(7));

        assertThatThrownBy(() -> Settings.of(Map.of(Setting.RETRY_SCHEDULE, "1d,1d,1s", Setting.RETENTION, "7d")))
                .isInstanceOf(StartRefused.class)
                .hasMessage("LEADHOOK_RETENTION must be a duration such as 30d, from 8d (the waits of"
                        + " LEADHOOK_RETRY_SCHEDULE plus 5 days) to 3650d; it is \"7d\".");
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "10s, PT10S", "5m, PT5M", "2h, PT2H", "30d, PT720H"})
    void durations_are_a_number_and_a_unit(String text, Duration expected) {
        assertThat(Durations.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5h", "10 s", "1w", "99999999999s", "PT10S"})
    void nothing_else_is_a_duration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HOST | http://localhost | must be a host name or an address without a port",
                "HOST | localhost:8080 | must be a host name or an address without a port",
                "HOST | 127.1 | must be a host name or an address without a port",
                "PORT | 70000 | must be a whole number from 0 to 65535",
                "PORT | eighty | must be a whole number from 0 to 65535",
                "PUBLIC_URL | leads.example.com | must be an address such as https://leads.example.com",
                "PUBLIC_URL | ftp://example.com | must be an address such as https://leads.example.com",
                "PUBLIC_URL | https://example.com/?a=1 | must be an address such as https://leads.example.com",
                "DATABASE_URL | postgres://db/leadhook | must be a JDBC URL such as jdbc:postgresql://",
                "ADMIN_TOKEN | short | must have at least 16 characters",
                "ALLOW_TARGETS | 10.0.0.0/33 | must be CIDR blocks",
                "ALLOW_TARGETS | 10.0.0 | must be CIDR blocks",
                "ALLOW_TARGETS | 10.0.0.0/8;192.168.0.0/16 | must be CIDR blocks",
                "ALLOW_TARGETS | crm.internal:8080 | must be CIDR blocks",
                "RETENTION | 30 | must be a duration such as 30d",
                "RETENTION | 9000d | must be a duration such as 30d",
                "RETRY_SCHEDULE | 5s,soon | must be 1 to 50 waits",
                "RETRY_SCHEDULE | 0s | must be 1 to 50 waits",
                "RETRY_SCHEDULE | , | must be 1 to 50 waits",
                "DELIVERY_TIMEOUT | 0s | must be a duration such as 15s, up to 10m",
                "DELIVERY_TIMEOUT | 1h | must be a duration such as 15s, up to 10m",
                "WEBHOOK_CONCURRENCY | 0 | must be a whole number from 1 to 1000",
                "CONCURRENCY | -5 | must be a whole number from 1 to 100000",
                "SECRET_KEY | c2hvcnQ= | must be 32 bytes written as Base64",
                "FIRST_START | yes | must be on or off"
            })
    void a_bad_value_is_refused_in_a_sentence(Setting setting, String value, String allowed) {
        assertThatThrownBy(() -> Settings.of(Map.of(setting, value)))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(setting.variable() + " " + allowed)
                .hasMessageEndingWith(".");
    }

    private Settings read(Map<String, String> environment, @Nullable Path config) {
        return Settings.read(Map.of(), environment, directory, config);
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("leadhook.properties"), text);
    }
}
