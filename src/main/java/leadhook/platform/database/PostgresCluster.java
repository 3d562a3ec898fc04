package leadhook.platform.database;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import leadhook.platform.StartRefused;
import leadhook.platform.secrets.Tokens;

/** What PostgreSQL keeps in the data folder: its own files, and beside them its password and its log. */
record PostgresCluster(Path data) {
    static final String USER = "leadhook";

    private static final Logger LOG = System.getLogger(PostgresCluster.class.getName());
    private static final int PASSWORD_BYTES = 24;
    private static final int BUILTIN_LOCALES_SINCE = 17;

    Path folder() {
        return data.resolve("postgres");
    }

    Path log() {
        return data.resolve("postgres.log");
    }

    Path pidFile() {
        return folder().resolve("postmaster.pid");
    }

    private Path passwordFile() {
        return data.resolve("postgres.password");
    }

    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /** Refuses data of another major version, which PostgreSQL cannot read. */
    void refuseOtherThan(int major) throws IOException {
        var version = folder().resolve("PG_VERSION");
        if (Files.exists(version)) {
            var made = Files.readString(version).strip();
            if (!made.equals(String.valueOf(major))) {
                throw new StartRefused("The data in " + data + " (LEADHOOK_DATA) were made by PostgreSQL " + made
                        + ", and this server brings PostgreSQL " + major + ": nothing was changed; start the version "
                        + "that made them, or set LEADHOOK_DATA to another folder.");
            }
        }
    }

    /** Stops what a killed server left running on this data; a pid that now belongs to another program is forgotten. */
    void stopOrphan() throws IOException {
        if (!Files.exists(pidFile())) {
            return;
        }
        var process = pid().flatMap(ProcessHandle::of);
        if (process.filter(this::servesThisFolder).isPresent()) {
            LOG.log(Level.WARNING, "Stopping the PostgreSQL that a killed server left running on {0}", data);
            new Postmaster(process.get(), this).close();
        } else if (pid().isEmpty() || process.isPresent()) {
            Files.delete(pidFile());
        }
        // The file of a dead process is left to PostgreSQL, which looks whether a child of it still uses the memory.
    }

    private Optional<Long> pid() throws IOException {
        return Files.readAllLines(pidFile()).stream()
                .limit(1)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
    }

    private boolean servesThisFolder(ProcessHandle process) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains("postgres -D " + folder() + " "))
                .isPresent();
    }

    /** Makes the files when there are none, and sees to it that the account owns them. */
    void prepare(PostgresAccount account, Path programs, int major) throws IOException {
        if (!Files.exists(folder())) {
            make(account, programs, major);
        } else if (!account.owns(folder())) {
            account.receive(folder());
        }
    }

    private void make(PostgresAccount account, Path programs, int major) throws IOException {
        LOG.log(Level.INFO, "Making a database in {0}", data);
        var half = data.resolve("postgres.new");
        new Tree(half).delete();
        Files.createDirectory(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.receive(half);
        var password = Tokens.random(PASSWORD_BYTES);
        var passwordForIt = data.resolve("postgres.password.new");
        writeSecret(passwordForIt, password);
        account.receive(passwordForIt);
        account.run(initdb(programs, half, passwordForIt, major));
        Files.delete(passwordForIt);
        writeSecret(passwordFile(), password);
        // Last, so that whoever is killed before begins anew at the next start.
        Files.move(half, folder(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> initdb(Path programs, Path folder, Path passwordFile, int major) {
        var command = new ArrayList<>(List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + folder,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C"));
        if (major >= BUILTIN_LOCALES_SINCE) {
            // Knows letters beyond ASCII and sorts the same on every machine.
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        return command;
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret);
    }
}
