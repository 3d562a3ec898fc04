package leadhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import leadhook.platform.Json;
import leadhook.testkit.Web.Reply;

/** A campaign of one test, with a key. What it does goes over HTTP. */
public final class TestCampaign {
    private final Supplier<URI> server;
    private final long id;
    private final String key;

    private TestCampaign(Supplier<URI> server, long id, String key) {
        this.server = server;
        this.id = id;
        this.key = key;
    }

    /** Makes it at a server, wherever that listens by then. */
    static TestCampaign create(Supplier<URI> server) {
        var made = admin(server, "/campaigns", """
                {"name": "Spring launch", "url": "https://launch.example.org/", "thanks_url": "https://launch.example.org/thanks"}
                """);
        long id = made.path("id").asLong();
        var key = admin(server, "/campaigns/" + id + "/keys", "{}").path("key").asText();
        return new TestCampaign(server, id, key);
    }

    private static JsonNode admin(Supplier<URI> server, String path, String json) {
        var reply =
                Web.postJson(server.get() + "/admin/v1" + path, json, "Authorization", "Bearer " + World.ADMIN_TOKEN);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(201);
        return reply.json();
    }

    public long id() {
        return id;
    }

    /** The same campaign, spoken of to another server. */
    public TestCampaign at(World other) {
        return new TestCampaign(other::url, id, key);
    }

    /** Sends a DELETE with these parameters, as a form. */
    public Reply delete(String operation, List<String> parameters) {
        return Web.send("DELETE", url(operation), String.join("&", parameters), "Authorization", "Bearer " + key);
    }

    public String key() {
        return key;
    }

    /** Lets leads be made without a key from now on. */
    public TestCampaign keyless() {
        var reply = Web.send(
                "PATCH",
                server.get() + "/admin/v1/campaigns/" + id,
                "{\"keyless\": true}",
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN);
        assertThat(reply.json().path("keyless").asBoolean()).isTrue();
        return this;
    }

    /** The URL of an operation of the older API: {@code /v1/ID} and what follows. */
    public String urlV1(String operation) {
        return server.get() + "/v1/" + id + operation;
    }

    /** A new key that covers this campaign and the others. */
    public String keyFor(TestCampaign... others) {
        var body = Json.object();
        var ids = body.putArray("campaigns");
        List.of(others).forEach(other -> ids.add(other.id));
        return admin(server, "/campaigns/" + id + "/keys", body.toString())
                .path("key")
                .asText();
    }

    /** The URL of an operation of this campaign: {@code /v2/ID} and what follows. */
    public String url(String operation) {
        return server.get() + "/v2/" + id + operation;
    }

    /** Posts JSON with the key as {@code Authorization: Bearer}. */
    public Reply post(String operation, String json) {
        return Web.postJson(url(operation), json, "Authorization", "Bearer " + key);
    }

    public Reply get(String operation) {
        return Web.get(url(operation), "Authorization", "Bearer " + key);
    }

    /** Signs up by the Leads API; the answer's payload. */
    public JsonNode signUp(String email) {
        return signUpWith(Json.object().put("email", email).toString());
    }

    /** The same with all that is sent. */
    public JsonNode signUpWith(String json) {
        var reply = post("", json);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json();
    }

    /** A new inbound webhook; its URL. */
    public String inbound() {
        return inbound("{}");
    }

    public String inbound(String json) {
        var reply = post("/inbound-webhook", json);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json().path("url").asText();
    }

    /** Subscribes a URL; its {@code referenceId}. */
    public long subscribe(String url, String... events) {
        var body = Json.object().put("url", url);
        var names = body.putArray("events");
        List.of(events).forEach(names::add);
        var reply = post("/outbound-webhook", body.toString());
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json().path("referenceId").asLong();
    }

    /** A new tag; its id. */
    public long tag(String name, long points) {
        return admin(
                        server,
                        "/campaigns/" + id + "/tags",
                        Json.object().put("name", name).put("points", points).toString())
                .path("id")
                .asLong();
    }

    /** What an operator asks of this campaign: {@code /admin/v1/campaigns/ID} and what follows. */
    public Reply admin(String method, String path, String json) {
        return Web.send(
                method,
                server.get() + "/admin/v1/campaigns/" + id + path,
                json,
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN,
                "Content-Type",
                "application/json");
    }

    /** A webhook as an operator sees it. */
    public JsonNode webhook(long webhook) {
        return operator("GET", webhook, "", "");
    }

    /** What an operator does with a webhook, such as {@code POST /pause}. */
    public JsonNode operator(String method, long webhook, String action, String json) {
        var path = "/admin/v1/campaigns/" + id + "/outbound-webhooks/" + webhook + action;
        var reply = Web.send(
                method,
                server.get() + path,
                json,
                "Authorization",
                "Bearer " + World.ADMIN_TOKEN,
                "Content-Type",
                "application/json");
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json();
    }

    /** Why an event did or did not reach a webhook, in a sentence. */
    public String explain(long webhook, long event) {
        return operator("GET", webhook, "/explain?event=" + event, "")
                .path("sentence")
                .asText();
    }

    /** The secret that deliveries of this webhook are signed with. */
    public String secretOf(long webhook) {
        var path = "/admin/v1/campaigns/" + id + "/outbound-webhooks/" + webhook + "/secret";
        return Web.get(server.get() + path, "Authorization", "Bearer " + World.ADMIN_TOKEN)
                .json()
                .path("secret")
                .asText();
    }
}
