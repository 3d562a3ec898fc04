package leadhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import leadhook.testkit.HandOver;
import leadhook.testkit.Receiver;
import leadhook.testkit.Visitor;
import leadhook.testkit.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens is told as it happens, to who may see it. */
@Timeout(60)
class LiveStreamTest {
    private static HttpResponse<InputStream> open(World world, Visitor visitor, long campaign, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create(world.url() + "/dashboard/campaigns/" + campaign + "/live/stream"))
                .header("Cookie", "leadhook_session=" + visitor.token());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    }

    /** The next line that begins so, passing over others. */
    private static String next(BufferedReader stream, String beginning) throws IOException {
        String line;
        do {
            line = stream.readLine();
            assertThat(line).as("a line that begins with " + beginning).isNotNull();
        } while (!line.startsWith(beginning));
        return line;
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void events_and_what_comes_of_their_deliveries_are_told() throws Exception {
        try (var world = World.ofItsOwn(HandOver.MEMORY);
                var crm = Receiver.start()) {
            var campaign = world.campaign();
            campaign.subscribe(crm.url() + "hidden", "new_signup");
            var response = open(world, Visitor.of(world, "ada", "viewer"), campaign.id());
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            try (var stream = lines(response)) {
                next(stream, "retry:");
                world.campaign().signUp("stranger@example.com");
                campaign.signUp("grace@example.com");
                next(stream, "event: event");
                assertThat(next(stream, "data:")).contains("grace@example.com", "Signed up");
                crm.answers(503);
                world.deliverDue();
                next(stream, "event: delivery");
                assertThat(next(stream, "data:"))
                        .contains("\"delivered\":false", "answered 503", "\"host\":\"http://127.0.0.1:")
                        .doesNotContain("hidden");
            }
        }
    }

    @Test
    void a_stream_that_was_cut_off_goes_on_where_it_ended() throws Exception {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            var campaign = world.campaign();
            campaign.signUp("first@example.com");
            campaign.signUp("missed@example.com");
            var visitor = Visitor.of(world, "ada", "viewer");
            try (var stream = lines(open(world, visitor, campaign.id(), "Last-Event-ID", "2"))) {
                next(stream, "event: event");
                assertThat(next(stream, "data:")).contains("missed@example.com");
            }
        }
    }

    @Test
    void nobody_else_hears_of_it() throws Exception {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            var campaign = world.campaign();
            var visitor = Visitor.of(world, "ada", "viewer", campaign);
            assertThat(open(world, visitor, world.campaign().id()).statusCode()).isEqualTo(404);
            var stranger = Visitor.stranger(world).with("leadhook_session=unknown");
            assertThat(open(world, stranger, campaign.id()).statusCode()).isEqualTo(303);
        }
    }

    @Test
    void a_user_has_so_many_streams_and_the_next_when_one_ends() throws Exception {
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            long campaign = world.campaign().id();
            var visitor = Visitor.of(world, "ada", "viewer");
            var streams = new ArrayList<BufferedReader>();
            for (int i = 0; i < 16; i++) {
                var stream = lines(open(world, visitor, campaign));
                assertThat(next(stream, "event:")).isEqualTo("event: begin");
                streams.add(stream);
            }
            assertThat(next(lines(open(world, visitor, campaign)), "event:")).isEqualTo("event: full");
            var other = lines(open(world, Visitor.of(world, "grace", "viewer"), campaign));
            assertThat(next(other, "event:")).isEqualTo("event: begin");

            visitor.submit("/dashboard/account", "/dashboard/sign-out-everywhere");
            for (var stream : streams) {
                assertThat(stream.lines()
                                .filter(line -> line.startsWith("data: {\""))
                                .toList())
                        .as("it ends")
                        .isEmpty();
            }
            visitor.signIn("ada", Visitor.PASSWORD);
            assertThat(next(lines(open(world, visitor, campaign)), "event:")).isEqualTo("event: begin");
        }
    }

    @Test
    void a_stopped_server_ends_it() throws Exception {
        BufferedReader stream;
        try (var world = World.ofItsOwn(HandOver.MEMORY)) {
            stream = lines(open(
                    world, Visitor.of(world, "ada", "viewer"), world.campaign().id()));
            next(stream, "retry:");
        }
        String line;
        do {
            line = stream.readLine();
        } while (line != null);
    }
}
