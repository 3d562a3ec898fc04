package leadhook;

import leadhook.command.Leadhook;
import leadhook.platform.Logs;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logs.configure(Logs.Format.TEXT);
        System.exit(Leadhook.commandLine().execute(arguments));
    }
}
