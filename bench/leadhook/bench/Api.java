package leadhook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import leadhook.platform.Json;

/** Sets up campaigns and webhooks as an operator would: over HTTP. */
final class Api {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String adminToken;

    Api(URI server, String adminToken) {
        this.server = server;
        this.adminToken = adminToken;
    }

    /** A campaign with a key of its own and an inbound webhook. */
    record Campaign(long id, String key, URI inbound) {}

    Campaign campaign() {
        long id = admin("/campaigns", "{\"name\": \"Bench\"}").path("id").asLong();
        var key = admin("/campaigns/" + id + "/keys", "{}").path("key").asText();
        var inbound =
                post("/v2/" + id + "/inbound-webhook", key, "{}").path("url").asText();
        // By the address that answers, whatever the public one is.
        return new Campaign(id, key, server.resolve(URI.create(inbound).getRawPath()));
    }

    List<Campaign> campaigns(int number) {
        return IntStream.range(0, number).mapToObj(_ -> campaign()).toList();
    }

    /** Makes somebody who may see and change everything on the pages. */
    void user(String name, String password) {
        admin(
                "/users",
                Json.object()
                        .put("name", name)
                        .put("password", password)
                        .put("role", "owner")
                        .toString());
    }

    /** Subscribes a URL to new signups; its id. */
    long subscribe(Campaign campaign, String url) {
        return subscribe(campaign, url, "new_signup");
    }

    /** Subscribes a URL to one kind of events; its id. */
    long subscribe(Campaign campaign, String url, String event) {
        var body = Json.object().put("url", url);
        body.putArray("events").add(event);
        return post("/v2/" + campaign.id() + "/outbound-webhook", campaign.key(), body.toString())
                .path("referenceId")
                .asLong();
    }

    /** Changes the rules of a campaign. */
    void change(Campaign campaign, String json) {
        send(request("/admin/v1/campaigns/" + campaign.id(), adminToken)
                .method("PATCH", BodyPublishers.ofString(json))
                .build());
    }

    /** Makes a tag; its id. */
    long tag(Campaign campaign, long points) {
        return admin("/campaigns/" + campaign.id() + "/tags", "{\"name\": \"Bench\", \"points\": " + points + "}")
                .path("id")
                .asLong();
    }

    /** An operation of {@code /v2}, whose answer must be a 2xx. */
    JsonNode operation(Campaign campaign, String operation, String json) {
        return post("/v2/" + campaign.id() + operation, campaign.key(), json);
    }

    /** What {@code /v2} tells. */
    JsonNode look(Campaign campaign, String operation) {
        return send(request("/v2/" + campaign.id() + operation, campaign.key())
                .GET()
                .build());
    }

    /** How many jobs are not done. */
    long jobsToDo() {
        long open = 0;
        for (var job : send(request("/admin/v1/jobs?limit=500", adminToken)
                        .GET()
                        .build())
                .path("data")) {
            open += job.path("ended_at").isNull() ? 1 : 0;
        }
        return open;
    }

    /** Lets a webhook try again now. */
    void resume(Campaign campaign, long webhook) {
        admin("/campaigns/%d/outbound-webhooks/%d/resume".formatted(campaign.id(), webhook), "{}");
    }

    String state(Campaign campaign, long webhook) {
        var path = "/admin/v1/campaigns/%d/outbound-webhooks/%d".formatted(campaign.id(), webhook);
        return send(request(path, adminToken).GET().build()).path("state").asText();
    }

    private JsonNode admin(String path, String json) {
        return post("/admin/v1" + path, adminToken, json);
    }

    private JsonNode post(String path, String token, String json) {
        return send(request(path, token).POST(BodyPublishers.ofString(json)).build());
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "%s answered %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
            }
            return Json.readOwn(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("the server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
