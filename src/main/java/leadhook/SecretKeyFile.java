package leadhook;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import leadhook.platform.StartRefused;
import leadhook.platform.secrets.Installation;
import leadhook.platform.secrets.SecretBox;
import leadhook.platform.secrets.Tokens;
import leadhook.platform.settings.Settings;

/** The key that receivers' secrets are sealed with: the setting, or a file made beside the data. */
final class SecretKeyFile {
    private static final String FILE = "secret.key";
    private static final String PROOF = "secret_key_proof";

    private SecretKeyFile() {}

    /** The box under that key. @throws StartRefused when this database was written with another key */
    static SecretBox open(Settings settings, Installation installation) {
        var given = settings.secretKey();
        var key = given == null ? kept(settings.data()) : given;
        var proof = HexFormat.of().formatHex(Tokens.hash(PROOF + HexFormat.of().formatHex(key)));
        installation.keep(PROOF, proof);
        if (!installation.value(PROOF).equals(Optional.of(proof))) {
            throw new StartRefused(
                    "This database's secrets were sealed with another key: set LEADHOOK_SECRET_KEY to it,"
                            + " or put back the file " + settings.data().resolve(FILE) + ".");
        }
        return new SecretBox(key);
    }

    private static byte[] kept(Path data) {
        var file = data.resolve(FILE);
        try {
            Files.createDirectories(data);
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try {
                Files.createFile(file, ownerOnly);
                Files.writeString(file, HexFormat.of().formatHex(Tokens.randomBytes(SecretBox.KEY_BYTES)) + "\n");
            } catch (FileAlreadyExistsException _) {
                // Made at an earlier start.
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefused("The key file %s cannot be used: put it back, or set LEADHOOK_SECRET_KEY. (%s)"
                    .formatted(file, e.getMessage()));
        }
    }
}
