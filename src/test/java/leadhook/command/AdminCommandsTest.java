package leadhook.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import leadhook.command.AnsweringServer.Asked;
import leadhook.platform.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminCommandsTest {
    private static final String USERS =
            "{\"data\":[{\"id\":3,\"name\":\"Ada\"},{\"id\":4,\"name\":\"Grace\"}],\"next\":null}";

    private final AnsweringServer server = AnsweringServer.leadhook();

    @TempDir
    Path data = Path.of("");

    @BeforeEach
    void the_server_left_its_first_start_file() {
        FirstStartFile.write(data, FirstStartTest.at(server.url()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void a_campaign_is_made_by_the_running_server_found_by_its_first_start_file() {
        server.answers("POST /admin/v1/campaigns", 201, "{\"id\":7,\"name\":\"Grüße\"}");

        var typed = typed("campaign create --name Grüße --id 7 --url https://a.example --thanks-url https://b.example");

        assertThat(typed.status()).isZero();
        assertThat(Json.readOwn(typed.out()).path("name").asText()).isEqualTo("Grüße");
        assertThat(asked())
                .containsExactly(new Asked(
                        "POST /admin/v1/campaigns",
                        "{\"name\":\"Grüße\",\"id\":7,\"url\":\"https://a.example\",\"thanks_url\":\"https://b.example\"}",
                        "Bearer the-admin-token",
                        "application/json"));
    }

    @Test
    void the_list_of_campaigns_is_whole_whatever_the_size_of_a_page() {
        server.answers("GET /admin/v1/campaigns", 200, "{\"data\":[{\"id\":1},{\"id\":2}],\"next\":\"a b&c\"}")
                .answers("GET /admin/v1/campaigns?after=a%20b%26c", 200, "{\"data\":[{\"id\":3}],\"next\":null}");

        assertThat(Json.readOwn(typed("campaign list").out()))
                .isEqualTo(Json.readOwn("[{\"id\":1},{\"id\":2},{\"id\":3}]"));
    }

    @Test
    void a_key_for_several_campaigns_is_made_under_the_first() {
        server.answers("POST /admin/v1/campaigns/7/keys", 201, "{\"id\":1,\"key\":\"k\",\"campaigns\":[7,9]}");

        var typed = typed("key create --campaign 7 --campaign 9 --value old-key");

        assertThat(Json.readOwn(typed.out()).path("key").asText()).isEqualTo("k");
        assertThat(asked()).extracting(Asked::body).containsExactly("{\"campaigns\":[7,9],\"value\":\"old-key\"}");
    }

    @Test
    void a_key_is_revoked() {
        server.answers("DELETE /admin/v1/campaigns/7/keys/12", 204, "");

        assertThat(typed("key revoke --campaign 7 --id 12").status()).isZero();
    }

    @Test
    void a_user_is_made_with_a_role_and_campaigns_and_his_password_is_printed() {
        server.answers("POST /admin/v1/users", 201, "{\"id\":3,\"name\":\"Ada\",\"password\":\"made-there\"}");

        var typed = typed("user create --name Ada --role owner --campaign 7 --campaign 9");

        assertThat(Json.readOwn(typed.out()).path("password").asText()).isEqualTo("made-there");
        assertThat(asked())
                .extracting(Asked::body)
                .containsExactly("{\"name\":\"Ada\",\"role\":\"owner\",\"campaigns\":[7,9]}");
    }

    @Test
    void a_user_is_made_to_look_at_everything_unless_said_otherwise() {
        server.answers("POST /admin/v1/users", 201, "{\"id\":3}");

        typed("user create --name Ada");

        assertThat(asked()).extracting(Asked::body).containsExactly("{\"name\":\"Ada\",\"role\":\"viewer\"}");
    }

    @Test
    void a_forgotten_password_is_mended_by_a_new_one_that_is_printed_and_sent() {
        server.answers("GET /admin/v1/users", 200, USERS)
                .answers("PATCH /admin/v1/users/4", 200, "{\"id\":4,\"name\":\"Grace\"}");

        var typed = typed("user password --name grace");

        var password = Json.readOwn(typed.out()).path("password").asText();
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(asked()).extracting(Asked::body).containsExactly("", "{\"password\":\"" + password + "\"}");
    }

    @Test
    void users_are_listed_and_deleted_by_name() {
        server.answers("GET /admin/v1/users", 200, USERS).answers("DELETE /admin/v1/users/4", 200, "{}");

        assertThat(Json.readOwn(typed("user list").out())).hasSize(2);
        assertThat(typed("user delete --name Grace").status()).isZero();
        assertThat(asked()).extracting(Asked::what).endsWith("DELETE /admin/v1/users/4");
    }

    @Test
    void a_user_that_is_none_is_said() {
        server.answers("GET /admin/v1/users", 200, USERS);

        var typed = typed("user delete --name Alan");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err()).isEqualToNormalizingNewlines("There is no user of the name Alan.\n");
    }

    @Test
    void what_the_server_refuses_is_said_in_its_words() {
        server.answers(
                "POST /admin/v1/campaigns",
                409,
                "{\"status\":409,\"title\":\"Conflict\",\"detail\":\"The id 7 is taken\"}");

        var typed = typed("campaign create --name A --id 7");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).isEqualToNormalizingNewlines("The id 7 is taken\n");
    }

    @Test
    void a_token_that_is_not_accepted_names_its_setting_and_is_not_shown() {
        server.answers("GET /admin/v1/campaigns", 401, "{\"detail\":\"Invalid API access\"}");

        assertThat(typed("campaign list").err())
                .contains("LEADHOOK_ADMIN_TOKEN")
                .doesNotContain("the-admin-token");
    }

    @Test
    void another_program_on_the_port_gets_no_token() {
        try (var stranger = new AnsweringServer()) {
            stranger.answers("GET /health/live", 200, "<html>");
            server.answers("GET /admin/v1/campaigns", 200, "{\"data\":[],\"next\":null}");

            var typed = typed("campaign list --port " + stranger.port());

            assertThat(typed.status()).isZero();
            assertThat(stranger.asked()).extracting(Asked::authorization).containsOnlyNulls();
        }
    }

    @Test
    void a_server_whose_token_is_not_known_is_not_asked(@TempDir Path elsewhere) {
        var typed = Typed.command(
                "campaign", "list", "--port", String.valueOf(server.port()), "--data", elsewhere.toString());

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.err()).contains("LEADHOOK_ADMIN_TOKEN").contains("--data");
        assertThat(asked()).isEmpty();
    }

    /** Port 0 of the settings is nowhere, so that the address comes from the file. */
    private Typed typed(String words) {
        var where = words.contains("--port")
                ? Stream.of("--data", data.toString())
                : Stream.of("--data", data.toString(), "--port", "0");
        return Typed.command(Stream.concat(Stream.of(words.split(" ")), where).toArray(String[]::new));
    }

    private List<Asked> asked() {
        return server.asked().stream()
                .filter(asked -> !asked.what().equals("GET /health/live"))
                .toList();
    }
}
