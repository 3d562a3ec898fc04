package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import leadhook.platform.Json;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import leadhook.testkit.LogLines;
import leadhook.testkit.TestPostgres;
import leadhook.testkit.Web;
import leadhook.users.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever starts a server for the first time, or for the first time with pages, is told how to look at them; once. */
class FirstUserTest {
    private final Address address = TestPostgres.database();

    @TempDir
    Path data = Path.of("");

    @Test
    void an_empty_database_gets_a_campaign_a_key_and_an_owner_who_are_kept_in_the_file() {
        try (var lines = new LogLines();
                var server = start(Map.of())) {
            var file = file();
            assertThat(file.path("dashboard_user").asText()).isEqualTo("admin");
            var password = file.path("dashboard_password").asText();
            assertThat(password).matches("[A-Za-z0-9_-]{24}");

            var admin = server.users().check("admin", password).orElseThrow();
            assertThat(admin.isOwner() && admin.seesAll()).isTrue();
            assertThat(server.users().list()).containsExactly(admin);
            assertThat(server.firstStart().orElseThrow().user().password()).isEqualTo(password);
            assertThat(server.firstUser()).isEmpty();
            assertThat(Web.get(
                                    server.url() + "/v2/campaigns",
                                    "Authorization",
                                    file.path("api_key").asText())
                            .json())
                    .hasSize(1);
            assertThat(lines.text()).noneMatch(line -> line.contains(password));
        }
    }

    @Test
    void a_second_start_makes_nobody_and_changes_no_file() {
        start(Map.of()).close();
        var before = file();

        try (var server = start(Map.of())) {
            assertThat(server.firstStart()).isEmpty();
            assertThat(server.firstUser()).isEmpty();
            assertThat(server.users().list()).hasSize(1);
        }
        assertThat(file()).isEqualTo(before);
    }

    @Test
    void a_database_from_before_there_were_users_gets_one_who_is_added_to_its_file() throws IOException {
        fromBefore();
        var before = file();

        try (var server = start(Map.of())) {
            assertThat(server.firstStart()).isEmpty();
            var made = server.firstUser().orElseThrow();
            assertThat(server.users()
                            .check("admin", made.password())
                            .orElseThrow()
                            .seesAll())
                    .isTrue();
            var file = file();
            assertThat(file.path("dashboard_user").asText()).isEqualTo("admin");
            assertThat(file.path("dashboard_password").asText()).isEqualTo(made.password());
            before.properties()
                    .forEach(each -> assertThat(file.path(each.getKey())).isEqualTo(each.getValue()));
        }
        try (var server = start(Map.of())) {
            assertThat(server.firstUser()).isEmpty();
        }
    }

    @Test
    void where_the_file_is_gone_he_is_made_and_no_file_is() throws IOException {
        fromBefore();
        Files.delete(data.resolve("first-start.json"));

        try (var server = start(Map.of())) {
            var made = server.firstUser().orElseThrow();

            assertThat(server.users().check("admin", made.password())).isPresent();
            assertThat(data.resolve("first-start.json")).doesNotExist();
        }
    }

    @Test
    void with_the_first_start_off_nobody_is_made() throws IOException {
        var off = Map.of(Setting.FIRST_START, "off");
        try (var server = start(off)) {
            assertThat(server.users().list()).isEmpty();
        }
        start(Map.of()).close();
        forgetUsers();

        try (var server = start(off)) {
            assertThat(server.firstUser()).isEmpty();
            assertThat(server.users().list()).isEmpty();
        }
    }

    @Test
    void a_command_that_finds_no_server_makes_nobody_whose_password_nobody_would_see() throws IOException {
        fromBefore();
        var before = file();

        try (var command = Application.alone(settings(Map.of()))) {
            assertThat(command.firstUser()).isEmpty();
            assertThat(command.users().list()).isEmpty();
        }
        assertThat(file()).isEqualTo(before);
    }

    @Test
    void of_two_servers_that_start_at_once_one_makes_him() throws IOException {
        fromBefore();

        var servers =
                Stream.generate(() -> CompletableFuture.supplyAsync(() -> start(Map.of()))).limit(2).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();
        try {
            assertThat(servers)
                    .filteredOn(server -> server.firstUser().isPresent())
                    .hasSize(1);
            assertThat(servers.getFirst().users().list()).extracting(User::name).containsExactly("admin");
        } finally {
            servers.forEach(TestServer::close);
        }
    }

    /** As the version before left it: furnished, and without users. */
    private void fromBefore() throws IOException {
        start(Map.of()).close();
        forgetUsers();
        var file = data.resolve("first-start.json");
        var json = Json.object();
        file().properties().stream()
                .filter(each -> !each.getKey().startsWith("dashboard"))
                .forEach(each -> json.set(each.getKey(), each.getValue()));
        Files.writeString(file, json.toString());
    }

    private void forgetUsers() {
        try (var database = Database.everyday(address, 1)) {
            database.update("delete from users");
        }
    }

    private JsonNode file() {
        try {
            return Json.read(Files.readAllBytes(data.resolve("first-start.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TestServer start(Map<Setting, String> more) {
        return TestServer.start(settings(more), InstantSource.system(), 0);
    }

    private Settings settings(Map<Setting, String> more) {
        var all = new EnumMap<Setting, String>(Map.of(
                Setting.PORT, "0",
                Setting.DATA, data.toString(),
                Setting.DATABASE_URL, address.url(),
                Setting.DATABASE_USER, String.valueOf(address.user()),
                Setting.DATABASE_PASSWORD, String.valueOf(address.password())));
        all.putAll(more);
        return Settings.of(all);
    }
}
