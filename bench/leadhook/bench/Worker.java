package leadhook.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java process on the class path of this one that is asked a line and answers a line. It ends with {@link #close}. */
final class Worker implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private Worker(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    static Worker start(Class<?> main, List<String> options, Map<String, String> environment, String... arguments) {
        return start(main.getName(), options, environment, arguments);
    }

    /** What it says to standard error is kept beside the data. */
    static Worker start(String main, List<String> options, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(Stage.folder()
                        .resolve(main.substring(main.lastIndexOf('.') + 1) + ".log")
                        .toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("LEADHOOK_"));
        builder.environment().putAll(environment);
        try {
            return new Worker(main, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line that it says. */
    String read() {
        try {
            var line = out.readLine();
            if (line == null) {
                throw new IllegalStateException(name + " has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String line) {
        try {
            in.write(line + "\n");
            in.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Asks it to end, and waits; a server has ten seconds for that. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
