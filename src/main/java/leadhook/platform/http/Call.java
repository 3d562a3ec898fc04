package leadhook.platform.http;

import static io.helidon.http.Status.REQUEST_ENTITY_TOO_LARGE_413;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import leadhook.platform.Refusal;
import leadhook.platform.settings.Loopback;
import org.jspecify.annotations.Nullable;

/** One request: its path values, its merged fields, its key, and where it came from. */
public final class Call {
    private static final String NOT_CODED = "identity";
    private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final ServerRequest request;
    private final Map<String, String> path;
    private final TrustedProxies proxies;
    private @Nullable Fields fields;
    private boolean broken;

    Call(ServerRequest request, Map<String, String> path, TrustedProxies proxies) {
        this.request = request;
        this.path = path;
        this.proxies = proxies;
    }

    /** What stands in the URL in place of {@code {name}}, decoded. */
    public String path(String name) {
        var value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /** A number in the URL; empty when it is none that fits, which names nothing that exists. */
    public Optional<Long> number(String name) {
        var text = path(name);
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Query under body, read once; refuses what is malformed or too large. */
    public Fields fields() {
        var known = fields;
        if (known == null) {
            known = query().with(Body.fields(body(), contentType()));
            fields = known;
        }
        return known;
    }

    private Fields query() {
        var raw = request.prologue().query().rawValue();
        return raw.isEmpty() ? Fields.empty() : Fields.ofPairs(Pairs.decode(raw));
    }

    private byte[] body() {
        var coding = header("Content-Encoding").orElse(NOT_CODED);
        if (!coding.equalsIgnoreCase(NOT_CODED)) {
            throw Refusal.of(415, "The request body is compressed: please send it as it is");
        }
        var length = request.headers().contentLength().orElse(-1);
        try {
            return request.content().hasEntity() ? Body.read(request.content().inputStream(), length) : new byte[0];
        } catch (IOException e) {
            broken = true;
            throw e.getCause() instanceof RequestException cut && cut.status().equals(REQUEST_ENTITY_TOO_LARGE_413)
                    ? Body.tooLarge()
                    : unreadable();
        }
    }

    static Refusal unreadable() {
        return Refusal.of(400, "The request body could not be read");
    }

    /** Whether the body broke off or was malformed: nobody knows where a next request would begin. */
    boolean broken() {
        return broken;
    }

    /**
     * The API key (contract 1.2, Q1): the parameter, else the last word of {@code Authorization}, else that of
     * {@code Authentication}; the first that is not empty is used alone.
     */
    public Optional<String> key() {
        return fields().text("api_key")
                .or(() -> header("Authorization").flatMap(Call::lastWord))
                .or(() -> header("Authentication").flatMap(Call::lastWord));
    }

    private static Optional<String> lastWord(String header) {
        var words = header.strip().split("\\s+");
        var last = words[words.length - 1];
        return last.isEmpty() ? Optional.empty() : Optional.of(last);
    }

    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /**
     * Whether a program of this machine asks for itself. Behind a proxy on this machine every peer would be of it: what
     * tells of a proxy, or names another host, comes from elsewhere.
     */
    public boolean isLocal() {
        return request.remotePeer().address() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && peer.getAddress().isLoopbackAddress()
                && OF_PROXIES.stream().allMatch(name -> header(name).isEmpty())
                && header("Host").filter(Call::isLoopback).isPresent();
    }

    private static boolean isLoopback(String host) {
        return Loopback.is(host.replaceFirst(":[0-9]+$", "").replaceAll("^\\[|]$", ""));
    }

    /** The address it came from, as text without a port: that of the peer, or that which trusted proxies name. */
    public String peer() {
        if (!request.headers().contains(HeaderNames.X_FORWARDED_FOR)) {
            return connected();
        }
        // Some proxies add a line of their own below what was sent.
        return proxies.client(connected(), String.join(",", request.headers().values(HeaderNames.X_FORWARDED_FOR)));
    }

    private String connected() {
        return request.remotePeer().address() instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : request.remotePeer().host();
    }

    /** Whether a trusted proxy says that it was asked over TLS. */
    public boolean isForwardedFromTls() {
        return proxies.trust(connected())
                && header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
    }

    /** The cookie of that name. */
    public Optional<String> cookie(String name) {
        return header("Cookie").stream()
                .flatMap(all -> Stream.of(all.split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /** Whether it only asks. */
    public boolean isGet() {
        return request.prologue().method().text().equals("GET");
    }

    /** What was asked for, as it stands in the request: path and query. */
    public String target() {
        var query = request.prologue().query().rawValue();
        return request.path().rawPath() + (query.isEmpty() ? "" : "?" + query);
    }

    private @Nullable String contentType() {
        return header("Content-Type").orElse(null);
    }
}
