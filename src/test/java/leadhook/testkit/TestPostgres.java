package leadhook.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import leadhook.platform.Logs;
import leadhook.platform.database.Database;
import leadhook.platform.database.Database.Address;
import leadhook.platform.database.EmbeddedPostgres;

/** The one PostgreSQL of a test run, 18 or the one that {@code ./leadhook test --database 15} names; a database each. */
public final class TestPostgres {
    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    private static EmbeddedPostgres start() {
        Logs.configure(Logs.Format.TEXT);
        var jar = Optional.ofNullable(System.getProperty("leadhook.test.postgres"))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
        var folder = Path.of("target", jar.isPresent() ? "test-postgres-15" : "test-postgres-18");
        try {
            // As root, PostgreSQL runs as another account, which has to get through.
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var postgres = EmbeddedPostgres.start(folder.resolve("data"), jar);
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        return postgres;
    }

    /** A new empty database. */
    public static Address database() {
        var name = "test_" + DATABASES.incrementAndGet();
        try (var admin = Database.everyday(address("postgres"), 1)) {
            admin.update("drop database if exists " + name + " with (force)");
            admin.update("create database " + name);
        }
        return address(name);
    }

    private static Address address(String database) {
        var url = POSTGRES.jdbcUrl();
        return new Address(url.substring(0, url.lastIndexOf('/') + 1) + database, POSTGRES.user(), POSTGRES.password());
    }
}
