package leadhook.command;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;

/**
 * Where the server may be found and the token of its {@code /admin}. The server of this data folder comes before whatever
 * may listen on the usual port; a port that was asked for comes before both.
 */
record AdminAccess(List<URI> addresses, Optional<String> token) {
    private static final int USUAL_PORT = Integer.parseInt(Setting.PORT.defaultText());

    static AdminAccess of(Settings settings) {
        var file = FirstStartFile.read(settings.data());
        var addresses = new LinkedHashSet<URI>();
        var first = file.map(json -> json.path("url").asText())
                .filter(url -> !url.isEmpty())
                .map(URI::create);
        if (settings.port() == USUAL_PORT) {
            first.ifPresent(addresses::add);
        }
        if (settings.port() != 0) {
            addresses.add(settings.localUrl(settings.port()));
        }
        first.ifPresent(addresses::add);
        Optional.ofNullable(settings.givenPublicUrl()).ifPresent(addresses::add);
        var token = Optional.ofNullable(settings.adminToken())
                .or(() -> file.map(json -> json.path("admin_token").asText()).filter(text -> !text.isEmpty()));
        return new AdminAccess(List.copyOf(addresses), token);
    }
}
