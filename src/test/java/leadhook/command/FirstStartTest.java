package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import leadhook.command.AnsweringServer.Asked;
import leadhook.platform.Json;
import leadhook.platform.StartRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstStartTest {
    private static final FirstStart FIRST = at(URI.create("http://127.0.0.1:8080"));

    /** What a server there made at its first start. */
    static FirstStart at(URI url) {
        return new FirstStart(url, 48213, "the-key", "the-admin-token", new FirstUser(url, "admin", "the-password"));
    }

    @TempDir
    Path data = Path.of("");

    @Test
    void the_file_is_for_its_owner_alone_and_holds_what_was_made() throws IOException {
        FirstStartFile.write(data, FIRST);

        var file = data.resolve("first-start.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Json.readOwn(Files.readString(file))).isEqualTo(Json.readOwn("""
                {"url": "http://127.0.0.1:8080", "campaign_id": 48213, "api_key": "the-key", "admin_token": "the-admin-token",
                 "dashboard_user": "admin", "dashboard_password": "the-password"}
                """));
        assertThat(data).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void the_text_names_campaign_key_dashboard_user_and_file_but_not_the_admin_token() {
        assertThat(FIRST.text(Path.of("data/first-start.json"))).startsWith("""
                This database was empty, so it got a first campaign, and a user for the pages. All of this is kept in data/first-start.json.

                  dashboard  http://127.0.0.1:8080/dashboard
                  user       admin
                  password   the-password

                  campaign   My campaign, id 48213
                  API key    the-key

                To see a webhook arrive""").doesNotContain("the-admin-token");
    }

    @Test
    void a_user_who_was_made_later_is_added_to_the_file_whose_rest_stays() throws IOException {
        var file = data.resolve("first-start.json");
        Files.writeString(file, "{\"url\": \"http://old:1\", \"mine\": [1], \"dashboard_user\": \"before\"}");

        FirstStartFile.add(data, FIRST.user());

        assertThat(Json.readOwn(Files.readString(file))).isEqualTo(Json.readOwn("""
                {"url": "http://old:1", "mine": [1], "dashboard_user": "admin", "dashboard_password": "the-password"}
                """));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(FIRST.user().text(file))
                .contains("http://127.0.0.1:8080/dashboard", "admin", "the-password", "He is kept in " + file);
    }

    @Test
    void without_a_file_none_is_made_and_the_text_says_that_the_password_is_shown_once() {
        FirstStartFile.add(data, FIRST.user());

        assertThat(data).isEmptyDirectory();
        assertThat(FIRST.user().text(data.resolve("first-start.json"))).contains("the-password", "shown this once");
    }

    @Test
    void a_file_that_is_none_of_ours_is_left_alone_and_refuses_the_start() throws IOException {
        var file = data.resolve("first-start.json");
        Files.writeString(file, "[]");

        assertThatThrownBy(() -> FirstStartFile.add(data, FIRST.user()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("[]");
    }

    @Test
    void a_password_is_not_in_what_a_log_might_write_of_it() {
        assertThat(FIRST.user().toString()).contains("admin").doesNotContain("the-password");
        assertThat(FIRST.toString()).doesNotContain("the-password");
    }

    @Test
    void comments_hold_nothing_that_an_interactive_zsh_would_take_for_more_than_words() {
        assertThat(FIRST.lines().lines().filter(line -> line.startsWith("#")))
                .hasSize(3)
                .allMatch(line -> line.matches("# [A-Za-z ,:]+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "zsh"})
    void the_lines_can_be_pasted_into_a_shell_as_they_are(String shell) throws IOException, InterruptedException {
        assumeThat(there_is(shell)).isTrue();
        assumeThat(there_is("curl")).isTrue();
        try (var server = new AnsweringServer()) {
            var inbound = server.url() + "/inbound/abc";
            server.answers("POST /v2/48213/outbound-webhook", 200, "{\"message\":\"Webhook Created\"}")
                    .answers(
                            "POST /v2/48213/inbound-webhook", 200, "{\"message\":\"Made\",\"url\":\"" + inbound + "\"}")
                    .answers("POST /inbound/abc", 201, "{\"id\":1}");

            var printed = run(shell, at(server.url()).lines());

            assertThat(printed).isEqualTo("""
                    {"message":"Webhook Created"}
                    {"message":"Made","url":"%s"}
                    {"id":1}
                    {"id":1}
                    """.formatted(inbound));
            assertThat(server.asked())
                    .containsExactly(
                            new Asked(
                                    "POST /v2/48213/outbound-webhook",
                                    "{\"url\":\"http://127.0.0.1:8099/hook\",\"events\":[\"new_signup\",\"repeat_signup\"]}",
                                    "Bearer the-key",
                                    "application/json"),
                            new Asked("POST /v2/48213/inbound-webhook", "", "Bearer the-key", null),
                            new Asked(
                                    "POST /inbound/abc",
                                    "email=ada@example.com&first_name=Ada",
                                    null,
                                    "application/x-www-form-urlencoded"),
                            new Asked(
                                    "POST /inbound/abc",
                                    "{\"email\":\"grace@example.com\",\"City\":\"Arlington\"}",
                                    null,
                                    "application/json"));
        }
    }

    /** What the shell prints when these lines are typed into it. */
    private static String run(String shell, String lines) throws IOException, InterruptedException {
        var process = new ProcessBuilder(shell).redirectErrorStream(true).start();
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            input.write(lines);
        }
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static boolean there_is(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
