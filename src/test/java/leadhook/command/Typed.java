package leadhook.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What came of a command line: its exit status, and what it printed where. */
record Typed(int status, String out, String err) {
    static Typed command(String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Leadhook.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Typed(status, out.toString(), err.toString());
    }
}
