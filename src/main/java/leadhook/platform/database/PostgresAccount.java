package leadhook.platform.database;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import leadhook.platform.StartRefused;

/**
 * Who PostgreSQL runs as, and the prefix that makes a command run so. A normal user simply runs it; root, which it refuses,
 * lends it another account or hides in a user namespace, where root counts as nobody.
 */
record PostgresAccount(List<String> prefix, int uid, int gid) {
    private static final int ROOT = 0;

    /** The account for a data folder, tried out on the programs it has to reach. */
    static PostgresAccount choose(Path data, Path cluster, Path programs) throws IOException {
        var self = new UnixSystem();
        if (self.getUid() != ROOT) {
            return new PostgresAccount(List.of(), (int) self.getUid(), (int) self.getGid());
        }
        var lent = ownerOf(cluster).or(() -> named("postgres")).or(() -> named("nobody"));
        if (lent.isPresent()) {
            lent.get().admitTo(data);
        }
        var hidden = new PostgresAccount(List.of("unshare", "-U"), ROOT, ROOT);
        return Stream.concat(lent.stream(), Stream.of(hidden))
                .filter(account -> account.canRun(programs, data))
                .findFirst()
                .orElseThrow(() -> new StartRefused("PostgreSQL refuses to run as root, and neither the account "
                        + "postgres or nobody (by setpriv) nor a user namespace (by unshare) can use " + data
                        + ": start the server as a normal user, set LEADHOOK_DATA to a folder that such an account "
                        + "can reach, or set LEADHOOK_DATABASE_URL to a PostgreSQL of yours."));
    }

    /** Data keep the owner they have. */
    private static Optional<PostgresAccount> ownerOf(Path cluster) throws IOException {
        if (!Files.exists(cluster)) {
            return Optional.empty();
        }
        var uid = (int) Files.getAttribute(cluster, "unix:uid");
        var gid = (int) Files.getAttribute(cluster, "unix:gid");
        return uid == ROOT ? Optional.empty() : Optional.of(lent(uid, gid));
    }

    private static Optional<PostgresAccount> named(String name) {
        try (var lines = Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":"))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .map(fields -> lent(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static PostgresAccount lent(int uid, int gid) {
        return new PostgresAccount(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"), uid, gid);
    }

    /** Lets the account pass through the data folder to its own files, without a look at what else is there. */
    private void admitTo(Path data) throws IOException {
        var mode = (int) Files.getAttribute(data, "unix:mode");
        if ((mode & 0001) == 0) {
            Files.setAttribute(data, "unix:gid", gid);
            Files.setAttribute(data, "unix:mode", mode | 0010);
        }
    }

    private boolean canRun(Path programs, Path data) {
        try {
            var postgres = programs.resolve("bin/postgres").toString();
            run(List.of("sh", "-c", "cd \"$1\" && exec \"$2\" --version", "sh", data.toString(), postgres));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean owns(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid") == uid;
    }

    /** Takes over a folder or file that the server made. */
    void receive(Path path) throws IOException {
        if (!prefix.isEmpty()) {
            new Tree(path).give(uid, gid);
        }
    }

    /** Runs a command as this account and returns what it printed. @throws IOException with that, when it fails */
    String run(List<String> command) throws IOException {
        var process = builder(command).redirectErrorStream(true).start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(command.getFirst() + " failed: " + output.replace("\n", "; "));
            }
            return output;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + command, e);
        }
    }

    /** A command as this account, in an environment that holds none of our secrets. */
    ProcessBuilder builder(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        // From a folder that every account can reach; ours may be closed to this one.
        var builder = new ProcessBuilder(whole).directory(new File("/"));
        var path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectInput(Redirect.from(new File("/dev/null")));
    }
}
