package leadhook;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
        if (key.length != SecretBox.KEY_BYTES) {
            throw unusable(settings.data().resolve(FILE), "it does not hold " + SecretBox.KEY_BYTES + " bytes");
        }
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
            if (!Files.exists(file)) {
                make(data, file);
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    /** On disk and whole before it has its name: what is sealed with half a key is lost for ever. */
    private static void make(Path data, Path file) throws IOException {
        Files.createDirectories(data);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var whole = Files.createTempFile(data, FILE, "", ownerOnly);
        var key = HexFormat.of().formatHex(Tokens.randomBytes(SecretBox.KEY_BYTES)) + "\n";
        try (var channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(key.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static StartRefused unusable(Path file, String reason) {
        return new StartRefused("The key file %s cannot be used: put it back, or set LEADHOOK_SECRET_KEY. (%s)"
                .formatted(file, reason));
    }
}
