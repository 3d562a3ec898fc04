package leadhook.command;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import leadhook.platform.settings.Setting;
import leadhook.platform.settings.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of a command that are settings: made from the settings, so that name and meaning are said once. */
final class SettingsFlags {
    private static final String CONFIG = "--config";

    private SettingsFlags() {}

    /** Gives these flags to a command, named as it is typed: {@code campaign create}. */
    static void add(CommandLine whole, String typed, List<Setting> settings) {
        var command = whole;
        for (var word : typed.split(" ")) {
            command = Objects.requireNonNull(command.getSubcommands().get(word), typed);
        }
        var spec = command.getCommandSpec();
        for (var setting : settings) {
            setting.flag()
                    .ifPresent(flag -> spec.addOption(OptionSpec.builder(flag)
                            .type(String.class)
                            .paramLabel("VALUE")
                            .description("%s (default: %s)".formatted(plain(setting.meaning()), setting.defaultText()))
                            .build()));
        }
        spec.addOption(OptionSpec.builder(CONFIG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("the settings file (default: leadhook.properties, if there is one)")
                .build());
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }

    /** The settings of a command that was parsed, with warnings printed. */
    static Settings read(CommandSpec spec) {
        var given = spec.commandLine().getParseResult();
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (var setting : Setting.values()) {
            setting.flag()
                    .map(given::matchedOption)
                    .filter(SettingsFlags::isSetting)
                    .ifPresent(option -> {
                        String text = option.getValue();
                        flags.put(setting, text);
                    });
        }
        @Nullable Path config = given.matchedOptionValue(CONFIG, null);
        var settings = Settings.read(flags, System.getenv(), Path.of(""), config);
        settings.warnings()
                .forEach(warning ->
                        spec.commandLine().getErr().println("Note: " + warning + (warning.endsWith("?") ? "" : ".")));
        return settings;
    }

    /** The port of {@code listen} is its own and no setting; such options come from fields. */
    private static boolean isSetting(OptionSpec option) {
        return option.userObject() == null;
    }
}
