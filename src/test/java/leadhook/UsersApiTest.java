package leadhook;

import static leadhook.testkit.Literal.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import leadhook.testkit.HandOver;
import leadhook.testkit.Rows;
import leadhook.testkit.Web;
import leadhook.testkit.Web.Reply;
import leadhook.testkit.World;
import leadhook.users.Role;
import leadhook.users.User;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may look at pages, set up over {@code /admin/v1/users}. */
class UsersApiTest {
    private static final World WORLD = World.ofItsOwn(HandOver.MEMORY);

    @BeforeEach
    void forget_everybody() {
        WORLD.database().update("truncate users restart identity cascade");
    }

    @AfterAll
    static void close() {
        WORLD.close();
    }

    @Test
    void a_user_without_a_password_gets_one_that_is_shown_this_once() {
        var made = post("{\"name\": \"Ada\"}");

        assertThat(made.status()).isEqualTo(201);
        var password = made.json().path("password").asText();
        assertThat(password).matches("[A-Za-z0-9_-]{24}");
        ((ObjectNode) made.json()).remove("password");
        assertThat(made.json())
                .isEqualTo(json("{\"id\": 1, \"name\": \"Ada\", \"role\": \"viewer\", \"campaigns\": null}"));
        assertThat(WORLD.server().users().check("ada", password)).contains(new User(1, "Ada", Role.VIEWER, null));
        assertThat(call("GET", "", "").json().toString())
                .contains("Ada")
                .doesNotContain("password", password, "argon2");
    }

    @Test
    void a_password_of_ones_own_is_not_shown() {
        var made = post("{\"name\": \"Ada\", \"password\": \"correct horse\", \"role\": \"owner\"}");

        assertThat(made.json())
                .isEqualTo(json("{\"id\": 1, \"name\": \"Ada\", \"role\": \"owner\", \"campaigns\": null}"));
        assertThat(WORLD.server().users().check("Ada", "correct horse")).isPresent();
    }

    @Test
    void a_user_may_see_some_campaigns_only() {
        long first = WORLD.campaign().id();
        long second = WORLD.campaign().id();

        var made = post("{\"name\": \"Ada\", \"campaigns\": [%d, \"%d\", %d]}".formatted(second, first, first));

        assertThat(made.json().path("campaigns")).isEqualTo(json("[%d, %d]".formatted(first, second)));
        assertThat(post("{\"name\": \"Grace\", \"campaigns\": []}").json().path("campaigns"))
                .isEmpty();
        assertThat(post("{\"name\": \"Alan\", \"campaigns\": null}").json().path("campaigns"))
                .isEqualTo(json("null"));
        assertThat(Web.send(
                                "POST",
                                WORLD.url() + "/admin/v1/users?name=Edsger&campaigns=" + first,
                                "",
                                "Authorization",
                                "Bearer " + World.ADMIN_TOKEN)
                        .json()
                        .path("campaigns"))
                .isEqualTo(json("[%d]".formatted(first)));
    }

    @Test
    void users_are_listed_by_name_on_one_page() {
        post("{\"name\": \"grace\"}");
        post("{\"name\": \"Ada\"}");

        assertThat(call("GET", "", "").json()).isEqualTo(json("""
                {"data": [
                    {"id": 2, "name": "Ada", "role": "viewer", "campaigns": null},
                    {"id": 1, "name": "grace", "role": "viewer", "campaigns": null}],
                 "next": null}
                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Please include a name",
                "{\"name\": \" \"} | Please include a name",
                "{\"name\": [\"Ada\"]} | name is text",
                "{\"name\": \"A\\u0007da\"} | A name has 1 to 100 characters, none of them a control character",
                "{\"name\": \"Owner\"} | There is a user of this name already",
                "{\"name\": \"Ada\", \"password\": \"short\"} | A password has 10 to 200 characters",
                "{\"name\": \"Ada\", \"password\": null} | Please include a password",
                "{\"name\": \"Ada\", \"password\": {}} | password is text",
                "{\"name\": \"Ada\", \"role\": \"boss\"} | role is owner or viewer",
                "{\"name\": \"Ada\", \"role\": null} | Please include a role",
                "{\"name\": \"Ada\", \"campaigns\": [999]} | There is no campaign 999",
                "{\"name\": \"Ada\", \"campaigns\": [0]} | campaigns is a list of ids",
                "{\"name\": \"Ada\", \"campaigns\": \"all\"} | campaigns is a list of ids",
                "{\"name\": \"Ada\", \"campaigns\": {\"id\": 1}} | campaigns is a list of ids",
                "{\"name\": \"Ada\", \"rights\": \"all\"} | There is no parameter rights"
            })
    void what_makes_no_user_is_refused_in_words_and_makes_none(String body, String sentence) {
        post("{\"name\": \"Owner\", \"role\": \"owner\"}");
        var before = Rows.of(WORLD.database());

        var refused = post(body);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).isEqualTo(sentence);
        assertThat(Rows.of(WORLD.database())).isEqualTo(before);
    }

    @Test
    void what_is_named_changes_and_the_rest_stays() {
        long campaign = WORLD.campaign().id();
        post("{\"name\": \"Ada\", \"password\": \"correct horse\"}");
        var sessions = WORLD.server().sessions();
        var token = sessions.start(WORLD.server().users().find(1).orElseThrow());

        assertThat(patch(1, "{\"role\": \"owner\"}").json())
                .isEqualTo(json("{\"id\": 1, \"name\": \"Ada\", \"role\": \"owner\", \"campaigns\": null}"));
        assertThat(patch(1, "{\"campaigns\": [%d]}".formatted(campaign)).status())
                .as("the last owner")
                .isEqualTo(409);
        post("{\"name\": \"Owner\", \"role\": \"owner\"}");
        assertThat(patch(1, "{\"campaigns\": [%d]}".formatted(campaign)).json())
                .isEqualTo(json("{\"id\": 1, \"name\": \"Ada\", \"role\": \"owner\", \"campaigns\": [%d]}"
                        .formatted(campaign)));
        assertThat(patch(1, "{}").json().path("role").asText()).isEqualTo("owner");
        assertThat(sessions.find(token)).isPresent();

        assertThat(patch(1, "{\"password\": \"battery staple\", \"campaigns\": null}")
                        .json())
                .isEqualTo(json("{\"id\": 1, \"name\": \"Ada\", \"role\": \"owner\", \"campaigns\": null}"));
        assertThat(sessions.find(token)).isEmpty();
        assertThat(WORLD.server().users().check("Ada", "battery staple")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"Grace\"} | There is no parameter name",
                "{\"password\": \"short\", \"role\": \"viewer\"} | A password has 10 to 200 characters",
                "{\"password\": \"long enough\", \"role\": \"boss\"} | role is owner or viewer",
                "{\"role\": \"viewer\", \"campaigns\": [999]} | There is no campaign 999",
                "{\"role\": \"viewer\"} | This is the last owner of all campaigns: make another first"
            })
    void a_change_that_is_refused_changes_nothing(String body, String sentence) {
        post("{\"name\": \"Ada\", \"password\": \"correct horse\", \"role\": \"owner\"}");

        var refused = patch(1, body);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("detail").asText()).isEqualTo(sentence);
        assertThat(WORLD.server().users().check("Ada", "correct horse")).contains(new User(1, "Ada", Role.OWNER, null));
    }

    @Test
    void a_user_is_deleted_but_for_the_last_owner() {
        post("{\"name\": \"Owner\", \"role\": \"owner\"}");
        post("{\"name\": \"Ada\"}");

        assertThat(call("DELETE", "/2", "").json()).isEqualTo(json("{\"message\": \"User deleted\"}"));
        assertThat(call("DELETE", "/2", "").status()).isEqualTo(404);
        assertThat(call("DELETE", "/1", "").status()).isEqualTo(409);
        assertThat(WORLD.server().users().list()).extracting(User::name).containsExactly("Owner");
    }

    @ParameterizedTest
    @CsvSource({"7", "Ada", "-1", "1.0", "99999999999999999999"})
    void nobody_is_nobody(String id) {
        assertThat(call("PATCH", "/" + id, "{\"role\": \"owner\"}").status()).isEqualTo(404);
        assertThat(call("DELETE", "/" + id, "").status()).isEqualTo(404);
    }

    private Reply post(String body) {
        return call("POST", "", body);
    }

    private Reply patch(long user, String body) {
        return call("PATCH", "/" + user, body);
    }

    private Reply call(String method, String path, String body) {
        return Web.send(
                method,
                WORLD.url() + "/admin/v1/users" + path,
                body,
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN,
                "Content-Type",
                "application/json");
    }
}
