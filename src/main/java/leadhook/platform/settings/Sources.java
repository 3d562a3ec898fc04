package leadhook.platform.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import leadhook.platform.StartRefused;
import org.jspecify.annotations.Nullable;

/** Where each setting was found: a flag, else the environment, else the file. What nobody knows becomes a warning. */
final class Sources {
    static final String FILE = "leadhook.properties";

    /** What the script reads that starts all this, and what it tells the tests. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("LEADHOOK_JAVA_HOME", "LEADHOOK_CHROMIUM");

    private final Map<Setting, Found> found = new EnumMap<>(Setting.class);
    private final List<String> warnings = new ArrayList<>();

    /** A value as written, and where; the place is how a person would name it. */
    record Found(String text, String place) {}

    /** These values and nothing from outside. */
    static Sources of(Map<Setting, String> values) {
        return new Sources(values, Map.of(), new Properties(), FILE);
    }

    Sources(Map<Setting, String> flags, Map<String, String> environment, Path directory, @Nullable Path config) {
        this(flags, environment, properties(directory, config), config == null ? FILE : config.toString());
    }

    private Sources(Map<Setting, String> flags, Map<String, String> environment, Properties file, String fileName) {
        for (var setting : Setting.values()) {
            find(setting, flags.get(setting), setting.flag().orElse("flag"))
                    .or(() -> find(setting, environment.get(setting.variable()), "environment"))
                    .or(() -> find(setting, file.getProperty(setting.property()), fileName))
                    .ifPresent(value -> found.put(setting, value));
        }
        warnOfUnknown(environment, file, fileName);
    }

    /** What was set; empty when the default counts. */
    Optional<Found> find(Setting setting) {
        return Optional.ofNullable(found.get(setting));
    }

    List<String> warnings() {
        return warnings;
    }

    /** Blank counts as not set, but for the targets, where it says: none. */
    private static Optional<Found> find(Setting setting, @Nullable String text, String place) {
        return text == null || (text.isBlank() && setting != Setting.ALLOW_TARGETS)
                ? Optional.empty()
                : Optional.of(new Found(text.strip(), place));
    }

    private static Properties properties(Path directory, @Nullable Path config) {
        var file = config == null ? directory.resolve(FILE) : directory.resolve(config);
        var properties = new Properties();
        if (config == null && Files.notExists(file)) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException _) {
            throw new StartRefused(
                    "The settings file %s%s cannot be read: it must be a readable properties file in UTF-8."
                            .formatted(file, config == null ? "" : " named by --config"));
        }
    }

    private void warnOfUnknown(Map<String, String> environment, Properties file, String fileName) {
        for (var name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith("LEADHOOK_") && !OF_THE_LAUNCHER.contains(name)) {
                warnUnless(Names.VARIABLES, name, "in the environment");
            }
        }
        for (var name : new TreeSet<>(file.stringPropertyNames())) {
            warnUnless(Names.PROPERTIES, name, "in " + fileName);
        }
    }

    private void warnUnless(Names known, String name, String where) {
        if (!known.contain(name)) {
            warnings.add("%s %s is not a setting%s"
                    .formatted(
                            name,
                            where,
                            known.nearest(name)
                                    .map(near -> ": did you mean " + near + "?")
                                    .orElse(" and has no effect")));
        }
    }
}
