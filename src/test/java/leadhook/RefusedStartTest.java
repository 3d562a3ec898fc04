package leadhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import leadhook.platform.StartRefused;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import leadhook.testkit.ServerProcess;
import leadhook.testkit.ServerProcess.Ended;
import leadhook.testkit.TestPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why in one sentence, which names the setting, and leaves everything as it was. */
class RefusedStartTest {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @BeforeEach
    void clear() {
        ServerProcess.clear();
    }

    @Test
    void the_port_is_taken() throws Exception {
        try (var other = listening()) {
            var ended = ServerProcess.refused(Map.of("LEADHOOK_PORT", String.valueOf(other.getLocalPort())));

            assertThat(sentence(ended)).contains("LEADHOOK_PORT", String.valueOf(other.getLocalPort()));
            assertThat(ServerProcess.DATA.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void the_database_does_not_answer() throws Exception {
        int closed = freePort();
        var url = "jdbc:postgresql://127.0.0.1:" + closed + "/leadhook?password=hunter2";

        var ended =
                ServerProcess.refused(Map.of("LEADHOOK_DATABASE_URL", url, "LEADHOOK_DATABASE_PASSWORD", "hunter3"));

        assertThat(sentence(ended)).contains("LEADHOOK_DATABASE_URL").doesNotContain("hunter");
        assertThat(ended.took()).isLessThan(LONGEST);
    }

    @Test
    void the_database_does_not_know_the_user_or_the_password() throws Exception {
        var variables = new HashMap<>(ServerProcess.variables(TestPostgres.database()));
        variables.put("LEADHOOK_DATABASE_PASSWORD", "hunter2");

        assertThat(sentence(ServerProcess.refused(variables)))
                .contains("LEADHOOK_DATABASE_URL", "password authentication failed")
                .doesNotContain("hunter");
    }

    @Test
    void another_server_has_the_data() throws Exception {
        try (var server = ServerProcess.start()) {
            assertThat(sentence(ServerProcess.refused(Map.of()))).contains("LEADHOOK_DATA");

            assertThat(ServerProcess.campaign(() -> server).signUp("ada@example.com"))
                    .as("the first goes on")
                    .isNotEmpty();
        }
    }

    @Test
    void the_database_is_of_a_newer_version() throws Exception {
        var address = prepared();
        try (var database = Database.everyday(address, 1)) {
            database.update("""
                    insert into flyway_schema_history
                        (installed_rank, version, description, type, script, installed_by, execution_time, success)
                    values (999, '999', 'of the future', 'SQL', 'V999__of_the_future.sql', 'someone', 1, true)
                    """);
            var before = contents(database);

            assertThat(sentence(ServerProcess.refused(ServerProcess.variables(address))))
                    .contains("LEADHOOK_DATABASE_URL", "newer", "999");

            assertThat(contents(database)).isEqualTo(before);
        }
    }

    @Test
    void the_database_is_sealed_with_another_key() throws Exception {
        var address = prepared();
        var variables = new HashMap<>(ServerProcess.variables(address));
        variables.put("LEADHOOK_SECRET_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        try (var database = Database.everyday(address, 1)) {
            var before = contents(database);

            assertThat(sentence(ServerProcess.refused(variables))).contains("LEADHOOK_SECRET_KEY");

            assertThat(contents(database)).isEqualTo(before);
        }
    }

    @Test
    void the_key_file_is_cut_off_and_put_back(@TempDir Path data) throws IOException {
        var address = TestPostgres.database();
        start(address, data);
        var file = data.resolve("secret.key");
        var whole = Files.readString(file);

        for (var broken : List.of("", whole.substring(0, 20), "no key at all")) {
            Files.writeString(file, broken);
            assertThatExceptionOfType(StartRefused.class)
                    .isThrownBy(() -> start(address, data))
                    .withMessageContaining("LEADHOOK_SECRET_KEY");
        }

        Files.writeString(file, whole);
        start(address, data);
    }

    @Test
    void the_database_belongs_to_something_else() throws Exception {
        var address = TestPostgres.database();
        try (var database = Database.everyday(address, 1)) {
            database.update("create table theirs (what text)");
            var before = contents(database);

            assertThat(sentence(ServerProcess.refused(ServerProcess.variables(address))))
                    .contains("LEADHOOK_DATABASE_URL");

            assertThat(contents(database)).isEqualTo(before);
        }
    }

    /** The one line that was said. */
    private static String sentence(Ended ended) {
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.lines()).singleElement().asString().endsWith(".");
        return ended.lines().getFirst();
    }

    /** A database on which a server has run, with the key that lies in the data folder. */
    private static Address prepared() {
        var address = TestPostgres.database();
        start(address, ServerProcess.DATA);
        return address;
    }

    /** Starts a server on these, and stops it. */
    private static void start(Address address, Path data) {
        var settings = new EnumMap<Setting, String>(Setting.class);
        for (var setting : List.of(Setting.DATABASE_URL, Setting.DATABASE_USER, Setting.DATABASE_PASSWORD)) {
            settings.put(setting, ServerProcess.variables(address).get(setting.variable()));
        }
        settings.put(Setting.PORT, "0");
        settings.put(Setting.DATA, data.toString());
        TestServer.start(Settings.of(settings), InstantSource.system(), 0).close();
    }

    /** Its tables, each with all of its rows as text. */
    private static List<String> contents(Database database) {
        return database.list("""
                select c.relname || query_to_xml(format('select t::text from %s t', c.oid::regclass), true, false, '')::text
                from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname
                """, row -> row.getString(1));
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static int freePort() throws IOException {
        try (var socket = listening()) {
            return socket.getLocalPort();
        }
    }
}
