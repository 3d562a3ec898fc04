package leadhook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import leadhook.platform.StartRefused;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    /** Unpacked once for all runs, and one database for all tests: making either takes seconds. */
    private static final Path PROGRAMS = Path.of("target", "test-postgres").toAbsolutePath();

    @TempDir
    private static Path folder;

    private static Path data;

    @BeforeAll
    static void prepare() throws IOException {
        Files.createDirectories(PROGRAMS);
        // As root, the tests run PostgreSQL as another account, which has to get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        data = folder.resolve("data");
    }

    static EmbeddedPostgres start(Path data) {
        var jar = Optional.ofNullable(System.getProperty("leadhook.test.postgres"))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
        return EmbeddedPostgres.start(data, jar, Optional.of(PROGRAMS));
    }

    @Test
    void data_are_kept_across_restarts() throws SQLException {
        try (var postgres = start(data)) {
            query(postgres, "create table kept as select 'Zoë' as name; select 1");
        }
        try (var postgres = start(data)) {
            assertThat(query(postgres, "select name from kept")).isEqualTo("Zoë");
        }
    }

    @Test
    void the_settings_are_in_force() throws SQLException {
        try (var postgres = start(data)) {
            assertThat(List.of("max_wal_size", "checkpoint_timeout", "jit", "fsync", "synchronous_commit"))
                    .extracting(name -> query(postgres, "show " + name))
                    .containsExactly("8GB", "15min", "off", "on", "on");
            assertThat(query(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(postgres, "show unix_socket_directories")).isEmpty();
            assertThat(query(postgres, "show wal_compression")).isIn("lz4", "off");
            assertThat(query(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(query(postgres, "show server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void shared_buffers_are_a_quarter_of_the_memory_up_to_eight_gibibytes() {
        assertThat(new PostgresSettings(1, "lz4", 4L << 30).arguments()).contains("shared_buffers=1024MB");
        assertThat(new PostgresSettings(1, "lz4", 64L << 30).arguments()).contains("shared_buffers=8192MB");
    }

    @Test
    void nobody_gets_in_without_the_password_or_reads_it() throws IOException {
        try (var postgres = start(data)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"));
            assertThat(Files.getPosixFilePermissions(data.resolve("postgres.password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .startsWith("rwx")
                    .endsWith("---");
        }
    }

    @Test
    void a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() throws SQLException {
        try (var postgres = start(data)) {
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(() -> start(data))
                    .withMessageContaining("LEADHOOK_DATA");
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void what_a_killed_server_left_running_is_stopped_and_the_data_go_on() throws Exception {
        start(data).close();
        var server = ServerToKill.start(data);
        assertThatExceptionOfType(StartRefused.class)
                .as("while it lives")
                .isThrownBy(() -> start(data))
                .withMessageContaining("LEADHOOK_DATA");

        server.destroyForcibly().waitFor();
        var orphan = ProcessHandle.of(pidOnFile()).orElseThrow();
        assertThat(orphan.isAlive()).isTrue();

        try (var postgres = start(data)) {
            assertThat(pidOnFile()).isNotEqualTo(orphan.pid());
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void a_pid_file_of_a_process_that_is_gone_does_not_hinder_the_start() throws Exception {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        startsWithPidOnFile(gone.pid());
    }

    @Test
    void a_pid_file_whose_pid_another_program_has_by_now_does_not_hinder_the_start() throws Exception {
        startsWithPidOnFile(ProcessHandle.current().pid());
    }

    private static void startsWithPidOnFile(long pid) throws IOException {
        start(data).close();
        Files.write(
                pidFile(), List.of(String.valueOf(pid), data.resolve("postgres").toString(), "1", "1", "", "", ""));
        try (var postgres = start(data)) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void data_of_another_major_version_are_refused_untouched() throws IOException {
        var cluster = Files.createDirectories(folder.resolve("old/postgres"));
        Files.writeString(cluster.resolve("PG_VERSION"), "9\n");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start(folder.resolve("old")))
                .withMessageContaining("PostgreSQL 9")
                .withMessageContaining("LEADHOOK_DATA");
        assertThat(cluster).isDirectoryContaining("glob:**PG_VERSION");
        assertThat(folder.resolve("old")).isDirectoryNotContaining("glob:**postgres.log");
    }

    @Test
    void a_first_start_that_was_killed_half_way_begins_anew() throws IOException {
        var half = Files.createDirectories(folder.resolve("interrupted/postgres.new"));
        Files.writeString(half.resolve("PG_VERSION"), "half");
        try (var postgres = start(folder.resolve("interrupted"))) {
            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void closing_copes_with_a_database_that_was_killed() throws Exception {
        var postgres = start(data);
        var process = ProcessHandle.of(pidOnFile()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
        postgres.close();
        start(data).close();
    }

    @Test
    void a_folder_that_cannot_be_used_is_named() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(() -> start(file.resolve("data")))
                .withMessageContaining("LEADHOOK_DATA");
    }

    private static long pidOnFile() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile()).getFirst());
    }

    private static Path pidFile() {
        return data.resolve("postgres/postmaster.pid");
    }

    private static String query(EmbeddedPostgres postgres, String sql) {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            var found = statement.execute(sql);
            while (!found) {
                found = statement.getMoreResults();
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
