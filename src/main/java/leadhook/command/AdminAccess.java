package leadhook.command;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import leadhook.platform.settings.Settings;

/** Where the server may be found and the token of its {@code /admin}: from the settings, else from the first-start file. */
record AdminAccess(List<URI> addresses, Optional<String> token) {
    static AdminAccess of(Settings settings) {
        var file = FirstStartFile.read(settings.data());
        var addresses = new LinkedHashSet<URI>();
        if (settings.port() != 0) {
            addresses.add(settings.localUrl(settings.port()));
        }
        file.map(json -> json.path("url").asText())
                .filter(url -> !url.isEmpty())
                .map(URI::create)
                .ifPresent(addresses::add);
        Optional.ofNullable(settings.givenPublicUrl()).ifPresent(addresses::add);
        var token = Optional.ofNullable(settings.adminToken())
                .or(() -> file.map(json -> json.path("admin_token").asText()).filter(text -> !text.isEmpty()));
        return new AdminAccess(List.copyOf(addresses), token);
    }
}
