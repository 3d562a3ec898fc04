package leadhook.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import leadhook.platform.Json;

/** What a newcomer gets on an empty database: a campaign, its key, a user for the pages, and lines to paste. */
public record FirstStart(URI url, long campaignId, String apiKey, String adminToken, FirstUser user) {
    /** The same as {@code first-start.json} holds. */
    ObjectNode json() {
        return Json.object()
                .put("url", url.toString())
                .put("campaign_id", campaignId)
                .put("api_key", apiKey)
                .put("admin_token", adminToken)
                .setAll(user.json());
    }

    /** What is printed, without the admin token. */
    String text(Path file) {
        return """
                This database was empty, so it got a first campaign, and a user for the pages. All of this is kept in %s.

                %s
                  campaign   My campaign, id %d
                  API key    %s

                To see a webhook arrive, run `./leadhook listen` in a second terminal and paste these lines into a third:

                %s""".formatted(file, user.lines(), campaignId, apiKey, lines());
    }

    /**
     * For sh, bash and zsh as they are. An interactive zsh takes the comments for commands that it cannot find, so
     * they hold nothing but words: no quotes, no brackets, no wildcards.
     */
    String lines() {
        var outbound = quoted(url + "/v2/" + campaignId + "/outbound-webhook");
        var inbound = quoted(url + "/v2/" + campaignId + "/inbound-webhook");
        var authorization = quoted("Authorization: Bearer " + apiKey);
        return """
                # Outbound: every signup goes to the receiver in the second terminal
                curl -sS -X POST %s -H %s -H 'Content-Type: application/json' -d '{"url":"http://127.0.0.1:%d/hook","events":["new_signup","repeat_signup"]}'; echo
                # Inbound: an address that turns what is posted there into leads
                answer=$(curl -sS -X POST %s -H %s); printf '%%s\\n' "$answer"; inbound=$(printf '%%s' "$answer" | sed -n 's/.*"url": *"\\([^"]*\\)".*/\\1/p')
                # A lead from a form, and one as JSON
                curl -sS "$inbound" -d 'email=ada@example.com' -d 'first_name=Ada'; echo
                curl -sS "$inbound" -H 'Content-Type: application/json' -d '{"email":"grace@example.com","City":"Arlington"}'; echo
                """.formatted(outbound, authorization, Listen.DEFAULT_PORT, inbound, authorization);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
