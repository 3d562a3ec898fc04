package leadhook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its children have used, from Linux's {@code /proc}.
 *
 * @param cpuSeconds of all threads, children that have ended included; those that compile are counted apart
 * @param compileSeconds of the threads that turn bytecode into machine code, in a Java process
 * @param peakBytes the most memory that the process itself, without its children, held since its start, or since
 *     that was last forgotten
 */
record Usage(double cpuSeconds, double compileSeconds, long peakBytes) {
    /** Linux counts time in hundredths of a second, whatever the kernel's own clock does. */
    private static final double TICKS = 100;

    private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

    /** Of a Java server, whose children (its own PostgreSQL, if any) are not counted. */
    static Usage ofJava(ProcessHandle process) {
        var tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
        double all = seconds(Path.of("/proc", String.valueOf(process.pid())), 2);
        double compiling = 0;
        try (var threads = Files.list(tasks)) {
            for (var thread : threads.toList()) {
                if (COMPILERS.contains(read(thread.resolve("comm")).strip())) {
                    compiling += seconds(thread, 2);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Usage(all - compiling, compiling, peak(process));
    }

    /** Of a process and all below it. */
    static Usage ofTree(ProcessHandle process) {
        double all = Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(each -> seconds(Path.of("/proc", String.valueOf(each.pid())), 4))
                .sum();
        return new Usage(all, 0, peak(process));
    }

    /** How long a processor was wanted here and the host of this virtual machine gave it to another; of all processors. */
    static double stolenSeconds() {
        var times = read(Path.of("/proc/stat")).lines().findFirst().orElse("").split(" +");
        return times.length > 8 ? Double.parseDouble(times[8]) / TICKS : 0;
    }

    Usage since(Usage before) {
        return new Usage(cpuSeconds - before.cpuSeconds, compileSeconds - before.compileSeconds, peakBytes);
    }

    /** The first fields of the times: user, system, and those of children waited for. */
    private static double seconds(Path process, int fields) {
        var stat = read(process.resolve("stat"));
        // The name, in brackets, may hold anything; the fields after it are counted from the third.
        var values = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        double ticks = 0;
        for (int i = 11; i < 11 + fields && i < values.length; i++) {
            ticks += Double.parseDouble(values[i]);
        }
        return ticks / TICKS;
    }

    /** From here on the peak is counted anew. */
    static void forgetPeak(ProcessHandle process) {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(process.pid()), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long peak(ProcessHandle process) {
        return read(Path.of("/proc", String.valueOf(process.pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    /** Empty when the process or thread has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
