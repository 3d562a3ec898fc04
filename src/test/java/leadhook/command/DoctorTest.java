package leadhook.command;

import static leadhook.command.Finding.Level.FAIL;
import static leadhook.command.Finding.Level.OK;
import static leadhook.command.Finding.Level.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final long GIB = 1L << 30;
    private static final Map<String, String> AS_ADVISED = Map.of(
            "fsync", "on",
            "full_page_writes", "on",
            "synchronous_commit", "on",
            "shared_buffers", "1048576",
            "max_wal_size", "8192",
            "checkpoint_timeout", "900",
            "wal_compression", "lz4",
            "jit", "off");

    @TempDir
    Path data = Path.of("");

    @Test
    void a_healthy_machine_is_told_so_line_by_line() {
        var typed = Typed.command("doctor", "--data", data.toString(), "--port", "0");

        assertThat(typed.status()).isZero();
        assertThat(typed.out().lines()).isNotEmpty().noneMatch(line -> line.startsWith("FAIL"));
        assertThat(typed.out()).contains("ok    Java ", "ok    data folder ", "ok    embedded PostgreSQL");
    }

    @Test
    void settings_that_cannot_be_read_are_the_only_finding() {
        var typed = Typed.command("doctor", "--retention", "1d");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).startsWith("FAIL  LEADHOOK_RETENTION must be").contains("\n      → ");
    }

    @Test
    void a_database_that_does_not_answer_fails_and_names_its_settings() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        var typed = Typed.command(
                "doctor",
                "--data",
                data.toString(),
                "--port",
                "0",
                "--database-url",
                "jdbc:postgresql://127.0.0.1:" + closed + "/x");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out())
                .contains("FAIL  the database cannot be used: Connection refused")
                .contains("LEADHOOK_DATABASE_URL");
    }

    @Test
    void a_data_folder_that_is_a_file_fails() throws IOException {
        var file = Files.createFile(data.resolve("file"));

        assertThat(MachineChecks.all(
                        Settings.of(Map.of(Setting.DATA, file.resolve("data").toString())), Map.of()))
                .anySatisfy(finding -> {
                    assertThat(finding.level()).isEqualTo(FAIL);
                    assertThat(finding.text()).contains("cannot be written");
                    assertThat(finding.whatToDo()).contains("LEADHOOK_DATA");
                });
    }

    @Test
    void a_full_disk_and_an_old_java_are_found() {
        assertThat(MachineChecks.disk(data, GIB).level()).isEqualTo(OK);
        assertThat(MachineChecks.disk(data, GIB - 1).level()).isEqualTo(WARN);
        assertThat(MachineChecks.java(25).level()).isEqualTo(OK);
        assertThat(MachineChecks.java(21).level()).isEqualTo(FAIL);
    }

    @Test
    void a_taken_port_is_fine_when_it_is_our_server_that_has_it() {
        try (var ours = AnsweringServer.leadhook();
                var stranger = new AnsweringServer()) {
            assertThat(port(ours.port())).isEqualTo(OK);
            assertThat(port(stranger.port())).isEqualTo(FAIL);
            assertThat(port(0)).isEqualTo(OK);
        }
    }

    private static Finding.Level port(int port) {
        return MachineChecks.port(Settings.of(Map.of(Setting.PORT, String.valueOf(port))))
                .level();
    }

    @Test
    void a_proxy_is_named_because_deliveries_pass_it_by() {
        var finding =
                MachineChecks.proxies(Map.of("http_proxy", "http://proxy:3128", "HTTPS_PROXY", "x", "all_proxy", ""));

        assertThat(finding.level()).isEqualTo(WARN);
        assertThat(finding.text()).isEqualTo("HTTPS_PROXY, http_proxy is set, and deliveries do not use it");
        assertThat(MachineChecks.proxies(Map.of("PATH", "/bin")).level()).isEqualTo(OK);
    }

    @Test
    void a_clock_may_be_two_seconds_off() {
        assertThat(DatabaseChecks.clock(Duration.ofSeconds(2)).level()).isEqualTo(OK);
        assertThat(DatabaseChecks.clock(Duration.ofMillis(-2_001)).level()).isEqualTo(WARN);
    }

    @Test
    void versions_15_to_18_are_supported() {
        assertThat(DatabaseChecks.version(14).level()).isEqualTo(FAIL);
        assertThat(DatabaseChecks.version(15).level()).isEqualTo(OK);
        assertThat(DatabaseChecks.version(18).level()).isEqualTo(OK);
        assertThat(DatabaseChecks.version(19).level()).isEqualTo(FAIL);
    }

    @Test
    void a_postgresql_set_up_as_advised_has_nothing_to_be_said() {
        assertThat(PostgresAdvice.on(AS_ADVISED, 64 * GIB))
                .hasSize(8)
                .extracting(Finding::level)
                .containsOnly(OK);
    }

    @Test
    void what_loses_data_fails_and_what_is_only_slow_is_a_warning() {
        assertThat(advice("fsync", "off")).isEqualTo(FAIL);
        assertThat(advice("full_page_writes", "off")).isEqualTo(FAIL);
        assertThat(advice("synchronous_commit", "off")).isEqualTo(FAIL);
        assertThat(advice("shared_buffers", "16384")).isEqualTo(WARN);
        assertThat(advice("max_wal_size", "1024")).isEqualTo(WARN);
        assertThat(advice("checkpoint_timeout", "300")).isEqualTo(WARN);
        assertThat(advice("wal_compression", "pglz")).isEqualTo(WARN);
        assertThat(advice("wal_compression", "on")).isEqualTo(WARN);
        assertThat(advice("jit", "on")).isEqualTo(WARN);
    }

    private static Finding.Level advice(String name, String value) {
        return levels(name, value, 64).stream()
                .filter(level -> level != OK)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_postgresql_without_lz4_need_not_compress() {
        assertThat(levels("wal_compression", "off", 64)).containsOnly(OK);
    }

    @Test
    void a_small_machine_need_not_give_more_than_a_quarter_away() {
        assertThat(levels("shared_buffers", "65536", 2)).containsOnly(OK);
        assertThat(levels("shared_buffers", "65536", 4)).containsOnlyOnce(WARN);
    }

    private static List<Finding.Level> levels(String name, String value, long gibibytes) {
        var values = new HashMap<>(AS_ADVISED);
        values.put(name, value);
        return PostgresAdvice.on(values, gibibytes * GIB).stream()
                .map(Finding::level)
                .toList();
    }
}
