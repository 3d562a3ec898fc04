package leadhook.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import leadhook.platform.settings.Settings;

/** What the machine must offer: Java, a folder, room on the disk, a port. */
final class MachineChecks {
    private static final int LEAST_JAVA = 25;
    private static final long LEAST_FREE_BYTES = 1L << 30;

    private MachineChecks() {}

    static List<Finding> all(Settings settings, Map<String, String> environment) {
        var folder = nearest(settings.data());
        return List.of(
                java(Runtime.version().feature()),
                folder(settings.data(), folder),
                disk(folder, usableBytes(folder)),
                port(settings),
                proxies(environment));
    }

    static Finding java(int version) {
        return version >= LEAST_JAVA
                ? Finding.ok("Java " + version)
                : Finding.fail("Java " + version + " is too old", "Install a JDK " + LEAST_JAVA + ".");
    }

    /** The data folder, or the folder it will be made in. */
    private static Path nearest(Path data) {
        var folder = data.toAbsolutePath().normalize();
        while (Files.notExists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    static Finding folder(Path data, Path nearest) {
        if (Files.isDirectory(nearest) && Files.isWritable(nearest)) {
            return Finding.ok(
                    "data folder %s%s".formatted(data, Files.exists(data) ? "" : " (made at the first start)"));
        }
        return Finding.fail(
                "the data folder %s cannot be written: %s is no folder of this user".formatted(data, nearest),
                "Set LEADHOOK_DATA to a folder of yours, or start as the user it belongs to.");
    }

    static Finding disk(Path folder, long usableBytes) {
        var text = "%d MiB free at %s".formatted(usableBytes >> 20, folder);
        return usableBytes >= LEAST_FREE_BYTES
                ? Finding.ok(text)
                : Finding.warn(text, "Make room, shorten LEADHOOK_RETENTION, or set LEADHOOK_DATA to another disk.");
    }

    private static long usableBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException _) {
            return 0;
        }
    }

    static Finding port(Settings settings) {
        var where = "%s port %d".formatted(settings.host(), settings.port());
        try (var socket = new ServerSocket()) {
            // What the server does as well: a port whose last connections have just ended counts as free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
            return Finding.ok(where + " is free");
        } catch (IOException | IllegalArgumentException e) {
            return AdminClient.isAlive(settings.localUrl(settings.port()))
                    ? Finding.ok("the server answers on " + where)
                    : Finding.fail(
                            "cannot listen on %s (%s), and no Leadhook answers there".formatted(where, e.getMessage()),
                            "Stop what uses the port, or set LEADHOOK_HOST and LEADHOOK_PORT to an address of this machine.");
        }
    }

    static Finding proxies(Map<String, String> environment) {
        var set = new TreeSet<String>();
        environment.forEach((name, value) -> {
            if (List.of("http_proxy", "https_proxy", "all_proxy").contains(name.toLowerCase(Locale.ROOT))
                    && !value.isBlank()) {
                set.add(name);
            }
        });
        return set.isEmpty()
                ? Finding.ok("no proxy is set")
                : Finding.warn(
                        String.join(", ", set) + " is set, and deliveries do not use it",
                        "Let this machine reach receivers directly; where it cannot, deliveries fail.");
    }
}
