package leadhook.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import leadhook.platform.Json;

/** Requests as any client sends them. */
public final class Web {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Web() {}

    /** An answer: its status, its JSON, its headers. */
    public record Reply(int status, JsonNode json, HttpResponse<byte[]> raw) {
        public String message() {
            return json.path("message").asText();
        }

        public String contentType() {
            return raw.headers().firstValue("Content-Type").orElse("");
        }
    }

    public static Reply postJson(String url, String json, String... headers) {
        return send(
                request(url, headers).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public static Reply postForm(String url, Map<String, String> form, String... headers) {
        return send(request(url, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form))));
    }

    public static Reply get(String url, String... headers) {
        return send(request(url, headers).GET());
    }

    public static Reply send(String method, String url, String body, String... headers) {
        return send(request(url, headers).method(method, BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    public static Reply send(HttpRequest.Builder request) {
        var response = sendAny(request);
        try {
            return new Reply(response.statusCode(), Json.read(response.body()), response);
        } catch (IOException e) {
            throw new AssertionError("no answer in JSON", e);
        }
    }

    /** The same where the answer may be something else than JSON. */
    public static HttpResponse<byte[]> sendAny(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** As a form or a query is written. */
    public static String encode(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
