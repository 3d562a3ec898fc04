package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import leadhook.platform.settings.Setting;
import leadhook.testkit.HandOver;
import leadhook.testkit.TestCampaign;
import leadhook.testkit.Visitor;
import leadhook.testkit.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, who stays out, and who may change something. */
class SignInTest {
    private static World world;
    private static TestCampaign campaign;

    @BeforeAll
    static void open() {
        world = World.ofItsOwn(HandOver.MEMORY);
        campaign = world.campaign();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    /** All tests come from one address, which may try to sign in so often a minute. */
    @BeforeEach
    void wait_a_while() {
        world.advance(Duration.ofMinutes(2));
    }

    private static String page(String path) {
        return "/dashboard/campaigns/" + campaign.id() + path;
    }

    @Test
    void a_stranger_is_led_to_the_form_and_back_to_the_page_he_asked_for() {
        Visitor.of(world, "ada", "owner");
        var stranger = Visitor.stranger(world);

        var asked = stranger.get(page("/leads?q=ada%40example.com"));
        assertThat(asked.status()).isEqualTo(303);
        var form = stranger.get(asked.location());
        assertThat(form.status()).isEqualTo(200);
        var back = stranger.post(
                "/dashboard/sign-in", "name", "ada", "password", Visitor.PASSWORD, "to", form.hidden("to"));

        assertThat(back.status()).isEqualTo(303);
        assertThat(back.location()).isEqualTo(page("/leads?q=ada%40example.com"));
        assertThat(stranger.get(back.location()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/dashboard//evil.example",
                "/\\evil.example",
                "/v2/1",
                "javascript:alert(1)",
                "/dashboard/..%2f..\r\nSet-Cookie: a=b",
                "/dashboard@evil.example"
            })
    void nobody_is_led_to_another_place(String to) {
        Visitor.of(world, "to " + to.hashCode(), "viewer");
        var stranger = Visitor.stranger(world);

        var answer = stranger.post(
                "/dashboard/sign-in", "name", "to " + to.hashCode(), "password", Visitor.PASSWORD, "to", to);

        assertThat(answer.location()).isEqualTo("/dashboard");
    }

    @Test
    void a_wrong_password_and_an_unknown_name_are_told_the_same() {
        Visitor.of(world, "grace", "owner");
        var stranger = Visitor.stranger(world);

        var wrong = stranger.signIn("grace", "not this one");
        var unknown = stranger.signIn("nobody", "not this one");

        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.html()).contains("The name or the password is not right");
        assertThat(unknown.html().replace("nobody", "grace")).isEqualTo(wrong.html());
        assertThat(wrong.header("Set-Cookie")).isEmpty();
    }

    @Test
    void who_tries_too_often_has_to_wait_even_with_the_right_password() {
        Visitor.of(world, "linus", "owner");
        var stranger = Visitor.stranger(world);
        for (int i = 0; i < 10; i++) {
            stranger.signIn("linus", "guess " + i);
        }

        var late = stranger.signIn("linus", Visitor.PASSWORD);

        assertThat(late.status()).isEqualTo(429);
        assertThat(late.html()).contains("tried too often");
        assertThat(Long.parseLong(late.header("Retry-After"))).isBetween(1L, 90L);
        world.advance(Duration.ofHours(1));
        assertThat(stranger.signIn("linus", Visitor.PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void the_cookie_is_for_nobody_else() {
        var set = Visitor.of(world, "mary", "owner");
        var answer = set.signIn("mary", Visitor.PASSWORD).header("Set-Cookie");

        assertThat(answer)
                .contains("; HttpOnly", "; SameSite=Lax", "; Path=/dashboard")
                .doesNotContain("Secure");
        assertThat(world.database().list("select hash from sessions", row -> row.getBytes(1)))
                .isNotEmpty()
                .noneMatch(hash -> new String(hash, StandardCharsets.ISO_8859_1).contains(set.token()));
    }

    @Test
    void behind_tls_the_cookie_is_secure() {
        try (var secure = World.ofItsOwn(HandOver.MEMORY, Map.of(Setting.PUBLIC_URL, "https://hooks.example.org"))) {
            var visitor = Visitor.of(secure, "ada", "owner");

            assertThat(visitor.signIn("ada", Visitor.PASSWORD).header("Set-Cookie"))
                    .contains("; Secure");
        }
    }

    @Test
    void who_signs_out_is_out_and_everywhere_means_everywhere() {
        var here = Visitor.of(world, "tim", "owner");
        var there = Visitor.stranger(world);
        there.signIn("tim", Visitor.PASSWORD);

        assertThat(here.submit("/dashboard/account", "/dashboard/sign-out").status())
                .isEqualTo(303);
        assertThat(here.get("/dashboard").status()).isEqualTo(303);
        assertThat(there.get("/dashboard").status()).isEqualTo(200);

        here.signIn("tim", Visitor.PASSWORD);
        here.submit("/dashboard/account", "/dashboard/sign-out-everywhere");
        assertThat(there.get("/dashboard").status()).isEqualTo(303);
    }

    @Test
    void a_new_password_ends_all_sessions() {
        var visitor = Visitor.of(world, "joan", "viewer");

        var wrong = visitor.submit(
                "/dashboard/account",
                "/dashboard/account/password",
                "current",
                "no",
                "password",
                "another one 1",
                "again",
                "another one 1");
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(visitor.get("/dashboard").status()).isEqualTo(200);
        visitor.submit(
                "/dashboard/account",
                "/dashboard/account/password",
                "current",
                Visitor.PASSWORD,
                "password",
                "another one 1",
                "again",
                "another one 1");

        assertThat(visitor.get("/dashboard").status()).isEqualTo(303);
        assertThat(visitor.signIn("joan", Visitor.PASSWORD).status()).isEqualTo(403);
        assertThat(visitor.signIn("joan", "another one 1").status()).isEqualTo(303);
    }

    @Test
    void the_current_password_cannot_be_guessed_without_end() {
        var visitor = Visitor.of(world, "kay", "viewer");

        for (int i = 0; i < 9; i++) {
            changed(visitor, "guess " + i);
        }

        assertThat(changed(visitor, Visitor.PASSWORD)).isEqualTo(429);
        assertThat(visitor.get("/dashboard").status()).isEqualTo(200);
    }

    private static int changed(Visitor visitor, String current) {
        return visitor.submit(
                        "/dashboard/account",
                        "/dashboard/account/password",
                        "current",
                        current,
                        "password",
                        "another one 1",
                        "again",
                        "another one 1")
                .status();
    }

    @Test
    void a_form_of_another_origin_signs_nobody_in() {
        var stranger = Visitor.stranger(world);

        assertThat(stranger.signInFrom("http://evil.example", "nobody", "x").status())
                .isEqualTo(403);
        assertThat(stranger.signInFrom("http://evil.example", "nobody", "x").html())
                .contains("comes from another site");
    }

    @Test
    void an_expired_session_leads_a_form_back_to_the_page_it_stood_on() {
        var stranger = Visitor.stranger(world).with("leadhook_session=gone");

        var answer = stranger.get("/dashboard/account", "Referer", "x");
        assertThat(answer.location()).isEqualTo("/dashboard/sign-in?to=%2Fdashboard%2Faccount");
        var part = stranger.get(
                page("/inbound/1/arrivals"), "HX-Request", "true", "HX-Current-URL", world.url() + page("/inbound/1"));
        assertThat(part.status()).isEqualTo(401);
        assertThat(part.header("HX-Redirect"))
                .isEqualTo("/dashboard/sign-in?to=" + URLEncoder.encode(page("/inbound/1"), StandardCharsets.UTF_8));
    }

    @Test
    void a_form_of_another_site_or_session_does_nothing() {
        var one = Visitor.of(world, "one", "owner");
        var other = Visitor.of(world, "other", "owner");
        var foreign = other.get("/dashboard").hidden("form");

        assertThat(one.post("/dashboard/campaigns", "name", "forged").status()).isEqualTo(403);
        assertThat(one.post("/dashboard/campaigns", "name", "forged", "form", foreign)
                        .status())
                .isEqualTo(403);
        assertThat(world.database().list("select name from campaigns where name = 'forged'", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void a_viewer_cannot_change_anything_by_any_request() {
        var viewer = Visitor.of(world, "eve", "viewer", campaign);
        var form = viewer.get("/dashboard/account").hidden("form");
        var own = Set.of(
                "/dashboard/sign-in",
                "/dashboard/sign-out",
                "/dashboard/sign-out-everywhere",
                "/dashboard/account/password");

        var changing = world.server().routes().stream()
                .filter(route ->
                        route.method().equals("POST") && route.pattern().startsWith("/dashboard"))
                .filter(route -> !own.contains(route.pattern()))
                .toList();

        assertThat(changing).hasSizeGreaterThan(10).allSatisfy(route -> {
            var path = route.pattern()
                    .replace("{campaign}", Long.toString(campaign.id()))
                    .replaceAll("\\{[a-z]+}", "1");
            assertThat(viewer.post(path, "form", form).status()).as(path).isEqualTo(403);
        });
        assertThat(viewer.get(page("/settings")).html()).doesNotContain("Create a key");
    }

    @Test
    void what_one_may_not_see_answers_as_if_it_did_not_exist() {
        var other = world.campaign();
        var visitor = Visitor.of(world, "narrow", "owner", other);
        var form = visitor.get("/dashboard/account").hidden("form");

        var inside = world.server().routes().stream()
                .filter(route -> route.pattern().startsWith("/dashboard/campaigns/{campaign}"))
                .toList();

        assertThat(inside).hasSizeGreaterThan(20).allSatisfy(route -> {
            var path = route.pattern()
                    .replace("{campaign}", Long.toString(campaign.id()))
                    .replaceAll("\\{[a-z]+}", "1");
            var nowhere = path.replace("/" + campaign.id(), "/999999999");
            var answer = route.method().equals("GET") ? visitor.get(path) : visitor.post(path, "form", form);
            var missing = route.method().equals("GET") ? visitor.get(nowhere) : visitor.post(nowhere, "form", form);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.html()).isEqualTo(missing.html());
        });
        assertThat(visitor.get("/dashboard").html())
                .contains("id " + other.id() + "<")
                .doesNotContain("id " + campaign.id() + "<");
    }

    @Test
    void every_page_tells_the_browser_to_do_nothing_else() {
        var visitor = Visitor.of(world, "csp", "owner");

        for (var path : List.of("/dashboard", page(""), page("/nothing"), "/dashboard/sign-in", "/dashboard/x/y")) {
            var answer = visitor.get(path);
            if (answer.status() != 303) {
                assertThat(answer.header("Content-Security-Policy"))
                        .as(path)
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                        .doesNotContain("unsafe");
                assertThat(answer.html()).doesNotContain("<style", "style=\"", " onclick");
            }
        }
    }

    @Test
    void the_address_of_the_server_alone_leads_to_the_dashboard() {
        assertThat(Visitor.stranger(world).get("/").location()).isEqualTo("/dashboard");
    }

    @Test
    void a_page_that_does_not_exist_is_told_with_a_way_back() {
        var visitor = Visitor.of(world, "lost", "owner");

        for (var path : List.of(
                "/dashboard/x/y",
                page("/leads/ZZZZ"),
                page("/outbound/999"),
                page("/inbound/999"),
                page("/outbound/9x"))) {
            var answer = visitor.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.html()).contains("This page does not exist", "href=\"/dashboard\"");
        }
    }
}
