package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import leadhook.platform.Json;
import leadhook.platform.StartRefused;

/** {@code first-start.json} in the data folder: only its owner may read it, for it holds the admin token. */
public final class FirstStartFile {
    private static final String NAME = "first-start.json";

    private FirstStartFile() {}

    static Path in(Path data) {
        return data.resolve(NAME);
    }

    /** Writes the file, whole or not at all. @throws StartRefused when the folder does not let it */
    public static void write(Path data, FirstStart first) {
        write(data, first.json());
    }

    /** Adds a user to the file, whose other content stays; does nothing when there is no file. */
    public static void add(Path data, FirstUser user) {
        read(data).ifPresent(kept -> write(data, object(data, kept).setAll(user.json())));
    }

    private static ObjectNode object(Path data, JsonNode kept) {
        if (kept instanceof ObjectNode object) {
            return object;
        }
        throw new StartRefused(
                "The file %s is not as the first start wrote it: put that back, or move it away.".formatted(in(data)));
    }

    private static void write(Path data, ObjectNode json) {
        try {
            Files.createDirectories(data);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var whole = Files.createTempFile(data, NAME, "", ownerOnly);
            Files.writeString(whole, json.toPrettyString() + "\n");
            Files.move(whole, in(data), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartRefused("The file %s cannot be written: is LEADHOOK_DATA a folder of yours? (%s)"
                    .formatted(in(data), e.getMessage()));
        }
    }

    /** What a start on an empty database left behind; empty when there was none here. */
    static Optional<JsonNode> read(Path data) {
        try {
            return Optional.of(Json.read(Files.readAllBytes(in(data))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CommandFailed("The file %s cannot be read; it belongs to whoever started the server. (%s)"
                    .formatted(in(data), e.getMessage()));
        }
    }
}
