package leadhook.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import leadhook.platform.Json;
import leadhook.users.Users;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes, lists and deletes those who may look at the dashboard, and gives them new passwords. */
@Command(
        name = "user",
        description = "Make, list or delete a user of the dashboard, or make a new password for one.",
        subcommands = {
            UserCommand.Create.class,
            UserCommand.Password.class,
            UserCommand.ListAll.class,
            UserCommand.Delete.class
        })
final class UserCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: user create, user password, user list or user delete.");
    }

    /** The id of the user of that name, in whatever case. */
    private static String id(AdminClient admin, String name) {
        return admin.list("/users").stream()
                .filter(user -> user.path("name").asText().equalsIgnoreCase(name.strip()))
                .map(user -> user.path("id").asText())
                .findFirst()
                .orElseThrow(() -> new CommandFailed("There is no user of the name %s.".formatted(name)));
    }

    private static void print(CommandSpec spec, JsonNode json) {
        spec.commandLine().getOut().println(json.toPrettyString());
    }

    @Command(name = "create", description = "Make a user and print it as JSON; its password is shown this once.")
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "what he signs in with")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "viewer",
                description = "owner, who may change things, or viewer (default: ${DEFAULT-VALUE})")
        private String role = "";

        @Option(
                names = "--campaign",
                paramLabel = "ID",
                description = "a campaign that he sees; may be given several times (default: all)")
        private List<Long> campaigns = List.of();

        @Override
        public Integer call() {
            if (!role.matches("owner|viewer")) {
                throw new ParameterException(spec.commandLine(), "--role must be owner or viewer.");
            }
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                print(spec, admin.post("/users", user()));
            }
            return 0;
        }

        private ObjectNode user() {
            var user = Json.object().put("name", name).put("role", role);
            if (!campaigns.isEmpty()) {
                campaigns.forEach(user.putArray("campaigns")::add);
            }
            return user;
        }
    }

    @Command(
            name = "password",
            description = "Make a new password for a user, who is signed out everywhere; it is shown this once.")
    static final class Password implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "what he signs in with")
        private String name = "";

        @Override
        public Integer call() {
            var password = Users.randomPassword();
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                var changed =
                        admin.patch("/users/" + id(admin, name), Json.object().put("password", password));
                print(spec, changed.<ObjectNode>deepCopy().put("password", password));
            }
            return 0;
        }
    }

    @Command(name = "list", description = "Print all users as one JSON array.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                print(spec, JsonNodeFactory.instance.arrayNode().addAll(admin.list("/users")));
            }
            return 0;
        }
    }

    @Command(name = "delete", description = "Delete a user, who is signed out everywhere.")
    static final class Delete implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "what he signs in with")
        private String name = "";

        @Override
        public Integer call() {
            try (var admin = AdminClient.connect(SettingsFlags.read(spec))) {
                admin.delete("/users/" + id(admin, name));
            }
            spec.commandLine().getErr().println("Deleted.");
            return 0;
        }
    }
}
