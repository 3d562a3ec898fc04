package leadhook.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

/** A folder with everything in it. */
record Tree(Path root) {

    void delete() throws IOException {
        if (Files.exists(root)) {
            for (var path : everything().reversed()) {
                Files.delete(path);
            }
        }
    }

    /** Gives it to an account; only root can. */
    void give(int uid, int gid) throws IOException {
        for (var path : everything()) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Opens its folders to all accounts, whatever the umask was. */
    void letOthersRead() throws IOException {
        for (var path : everything()) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    /** Folders before what is in them. */
    private List<Path> everything() throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
