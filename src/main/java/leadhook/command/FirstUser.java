package leadhook.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import leadhook.platform.Json;

/** Who was made to look at the pages first. */
public record FirstUser(URI url, String name, String password) {
    /** His part of {@code first-start.json}. */
    ObjectNode json() {
        return Json.object().put("dashboard_user", name).put("dashboard_password", password);
    }

    /** What is printed when the database was there before its pages were. */
    String text(Path file) {
        return """
                This database had no user yet, so it got one for the pages. %s

                %s""".formatted(
                Files.exists(file) ? "He is kept in " + file + "." : "The password is shown this once.", lines());
    }

    String lines() {
        return """
                dashboard  %s/dashboard
                user       %s
                password   %s
                """.formatted(url, name, password).indent(2);
    }

    /** Without the password, which is printed and never logged. */
    @Override
    public String toString() {
        return "FirstUser[" + name + "]";
    }
}
