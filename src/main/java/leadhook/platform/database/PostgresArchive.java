package leadhook.platform.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import leadhook.platform.StartRefused;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs as they come: a {@code .txz} inside a jar, whose name ends with the version. */
record PostgresArchive(Path jar, String version) {
    private static final Logger LOG = System.getLogger(PostgresArchive.class.getName());
    private static final Pattern NAME = Pattern.compile(".*-(\\d+\\.\\d+(\\.\\d+)?)\\.jar");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

    /** The archive in the given jar, or the one on the class path. */
    static PostgresArchive of(Optional<Path> given) throws IOException {
        var jar = given.isPresent() ? given.get() : onClassPath();
        var name = NAME.matcher(jar.getFileName().toString());
        if (!name.matches()) {
            throw new StartRefused(
                    "The name of " + jar + " does not end with a version of PostgreSQL, as in -18.6.0.jar.");
        }
        return new PostgresArchive(jar, name.group(1));
    }

    private static Path onClassPath() throws IOException {
        var system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        var processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var resource = PostgresArchive.class.getResource("/postgres-" + system + "-" + processor + ".txz");
        if (resource == null) {
            throw new StartRefused(
                    "No PostgreSQL comes along for this kind of machine (%s, %s): set LEADHOOK_DATABASE_URL to one of yours."
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        try {
            URI jar = ((JarURLConnection) resource.openConnection())
                    .getJarFileURL()
                    .toURI();
            return Path.of(jar);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    int major() {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    /** The folder of the programs under the given one, unpacked if it is not there yet. */
    Path unpacked(Path under) throws IOException {
        var home = under.resolve("postgres-" + version);
        if (!Files.isDirectory(home)) {
            LOG.log(Level.INFO, "Unpacking PostgreSQL {0}", version);
            // Renamed when complete, so that a killed server leaves no half of it under the final name.
            var half = new Tree(under.resolve("postgres-" + version + ".new"));
            half.delete();
            unpackInto(half.root());
            half.letOthersRead();
            Files.move(half.root(), home, StandardCopyOption.ATOMIC_MOVE);
        }
        return home;
    }

    private void unpackInto(Path folder) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            var txz = zip.stream()
                    .filter(entry -> entry.getName().toLowerCase(Locale.ROOT).endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new StartRefused("There is no PostgreSQL in " + jar + "."));
            try (var tar = open(zip, txz)) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    write(entry, tar, folder);
                }
            }
        }
    }

    private static TarArchiveInputStream open(ZipFile zip, ZipEntry txz) throws IOException {
        return new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(zip.getInputStream(txz))));
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path folder) throws IOException {
        var path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, path);
            Files.setPosixFilePermissions(path, isProgram(entry) ? PROGRAM : FILE);
        }
    }

    private static boolean isProgram(TarArchiveEntry entry) {
        return (entry.getMode() & 0100) != 0;
    }
}
