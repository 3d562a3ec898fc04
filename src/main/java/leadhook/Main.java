package leadhook;

import leadhook.command.Leadhook;

/** Where the process starts. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Leadhook.commandLine().execute(arguments));
    }
}
