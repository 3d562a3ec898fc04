package leadhook.dashboard;

import java.net.URI;

/**
 * An address as pages show it: never the user and password in it, nor the values of its query. Its path, which some
 * receivers use as their secret, is shown to owners alone.
 */
final class ShownUrl {
    private ShownUrl() {}

    static String of(String url, boolean owner) {
        var uri = URI.create(url);
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        var host = uri.getScheme() + "://" + uri.getHost() + port;
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!owner) {
            return path.length() <= 1 ? host + path : host + "/…";
        }
        return host + path + (uri.getRawQuery() == null ? "" : "?…");
    }
}
