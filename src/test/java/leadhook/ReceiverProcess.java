package leadhook;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of {@code examples/receivers}, run by the interpreter of this machine as anybody would run it. */
final class ReceiverProcess implements AutoCloseable {
    private static final Path EXAMPLES = Path.of("examples", "receivers").toAbsolutePath();
    private static final Pattern LISTENS = Pattern.compile("listening on |Development Server .* started");
    private static final long PATIENCE_SECONDS = 30;

    /** The languages that there is an example in, and how to find out whether they can be run here. */
    enum Language {
        PYTHON("python3", "receiver.py", "-c", "import sqlite3"),
        NODE("node", "receiver.mjs", "-e", "require('node:sqlite')"),
        PHP("php", "receiver.php", "-r", "exit(extension_loaded('pdo_sqlite') ? 0 : 1);"),
        RUBY("ruby", "receiver.rb", "-e", "require 'webrick'; require 'sqlite3'");

        private final String interpreter;
        private final String file;
        private final String flag;
        private final String check;

        Language(String interpreter, String file, String flag, String check) {
            this.interpreter = interpreter;
            this.file = file;
            this.flag = flag;
            this.check = check;
        }

        /** Why its example cannot be run on this machine; empty when it can. */
        Optional<String> missing() throws InterruptedException {
            var path = find(interpreter);
            if (path.isEmpty()) {
                return Optional.of("there is no " + interpreter + " on the PATH");
            }
            var said = new Run(command(List.of(path.get(), flag, check))).end();
            return said.status == 0
                    ? Optional.empty()
                    : Optional.of(interpreter + " lacks what " + file + " needs: " + check);
        }

        private List<String> start(int port) {
            var path = find(interpreter).orElseThrow();
            var script = EXAMPLES.resolve(file).toString();
            return this == PHP ? List.of(path, "-S", "127.0.0.1:" + port, script) : List.of(path, script);
        }
    }

    private final Run run;
    private final int port;

    private ReceiverProcess(Run run, int port) {
        this.run = run;
        this.port = port;
    }

    /** Starts it; returns once it listens. */
    static ReceiverProcess start(Language language, int port, String secret, Path database)
            throws InterruptedException {
        var builder = command(language.start(port));
        builder.environment().put("PORT", String.valueOf(port));
        builder.environment().put("WEBHOOK_SECRET", secret);
        builder.environment().put("DATABASE", database.toString());
        var process = new ReceiverProcess(new Run(builder), port);
        try {
            process.run.awaitListening();
            return process;
        } catch (Throwable e) {
            process.close();
            throw e;
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** A port that is free now, and that no connection of this machine is given by chance. */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // Taken: another one is.
            }
        }
    }

    /** Runs SQL on the database of a receiver; the first column of each row. */
    static List<String> sql(Path database, String sql) throws InterruptedException {
        var python = find("python3").orElseThrow();
        var script = """
                import sqlite3, sys
                with sqlite3.connect(sys.argv[1]) as database:
                    for row in database.execute(sys.argv[2]):
                        print(row[0])
                """;
        var said = new Run(command(List.of(python, "-c", script, database.toString(), sql))).end();
        if (said.status != 0) {
            throw new AssertionError(String.join("\n", said.lines));
        }
        return said.lines;
    }

    private static ProcessBuilder command(List<String> command) {
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    private static Optional<String> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    @Override
    public void close() {
        run.close();
    }

    /** A process and what it says, which is read on, so that it never waits for a reader. */
    private static final class Run {
        private final Process process;
        private final List<String> lines = new ArrayList<>();
        private final CompletableFuture<Void> listens = new CompletableFuture<>();
        private final Thread reader;

        Run(ProcessBuilder builder) {
            try {
                this.process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.reader = Thread.ofVirtual().start(() -> read(process.inputReader()));
        }

        private void read(BufferedReader said) {
            said.lines().forEach(line -> {
                synchronized (lines) {
                    lines.add(line);
                }
                if (LISTENS.matcher(line).find()) {
                    listens.complete(null);
                }
            });
            listens.completeExceptionally(new IllegalStateException("it ended"));
        }

        void awaitListening() throws InterruptedException {
            try {
                listens.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("the receiver does not listen:\n" + String.join("\n", said()), e);
            }
        }

        private List<String> said() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        record Said(int status, List<String> lines) {}

        /** Waits until it has ended by itself. */
        Said end() throws InterruptedException {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("it does not end:\n" + String.join("\n", said()));
                }
                reader.join();
                return new Said(process.exitValue(), said());
            } finally {
                close();
            }
        }

        void close() {
            var all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(each -> each.onExit()
                    .completeOnTimeout(each, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join());
        }
    }
}
