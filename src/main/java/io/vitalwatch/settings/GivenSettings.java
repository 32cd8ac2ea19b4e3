package io.vitalwatch.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that a user gave for the options of a list. An argument has precedence over the environment, the environment over the file
 * of {@code --config}, and that file over the default. An unknown name is refused, with the nearest known one in the message; unknown
 * environment variables are ignored, because they may belong to other programs.
 */
public final class GivenSettings {
    /**
     * The text of a setting and where it came from.
     *
     * @param text as given; may be a secret
     * @param name how the user wrote the name: {@code --deadline}, {@code deadline} or {@code VITALWATCH_RECEIVER_DEADLINE}
     * @param place what follows the name in a message: empty, or {@code " in FILE"}
     */
    public record Given(String text, String name, String place) {
        /** Where the setting came from, without its text. */
        public String where() {
            return name + place;
        }

        /** Where the setting came from, with its text. Not for secrets. */
        public String shown() {
            return name + "=" + text + place;
        }

        @Override
        public String toString() {
            return where();
        }
    }

    private final OptionList options;
    private final Map<String, String> environment;
    private final Map<String, Given> given = new TreeMap<>();
    private final Set<String> read = new TreeSet<>();

    private GivenSettings(OptionList options, Map<String, String> environment) {
        this.options = options;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Collects settings. Their values are parsed later, by {@link #get}.
     *
     * @param arguments {@code --name=value} or {@code --name value}
     * @param environment as of {@link System#getenv()}; secrets given as {@code env:NAME} are found here too
     * @param otherNames names of a command's own options, with or without dashes; they too are suggested for an unknown name
     * @throws SettingsException when a name is unknown, given twice or without a value, or when a file cannot be read
     */
    public static GivenSettings read(OptionList options, List<String> arguments, Map<String, String> environment,
            Collection<String> otherNames) {
        GivenSettings settings = new GivenSettings(options, environment);
        Map<String, Given> typed = settings.fromArguments(arguments, otherNames);
        settings.fromEnvironment().forEach(typed::putIfAbsent);
        if (options.config() != null) {
            settings.readConfig(typed.get(options.config().name()), otherNames);
        }
        settings.given.putAll(typed);
        return settings;
    }

    /**
     * The value of an option: what was given, or its default.
     *
     * @throws SettingsException when the text given is not a value of the option's type
     */
    public <T> T get(Option<T> option) {
        if (options.option(option.name()) != option) {
            throw new IllegalStateException(option.name() + " is not an option of this program");
        }
        read.add(option.name());
        Given text = given.get(option.name());
        if (text == null) {
            return option.defaultValue();
        }
        try {
            return option.type().parse(text.text().trim());
        } catch (IllegalArgumentException e) {
            throw refuse(option, e.getMessage());
        }
    }

    /** The members of a family by name, without the prefix; those of the family's file are not among them. */
    public Map<String, Given> members(Family family) {
        read.add(family.prefix());
        Map<String, Given> members = new TreeMap<>();
        given.forEach((name, text) -> {
            if (family.has(name)) {
                members.put(name.substring(family.prefix().length()), text);
            }
        });
        return members;
    }

    /** The texts of a family by name, without the prefix: those of its file, then those given one by one. */
    public Map<String, String> texts(Family family) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (family.file() != null && get(family.file()).isPresent()) {
            texts.putAll(properties(given.get(family.file().name())));
        }
        members(family).forEach((name, member) -> texts.put(name, member.text()));
        return texts;
    }

    /** The exception that refuses an option's value. The problem is what is wrong and what to write: "must be longer than 0s". */
    public SettingsException refuse(Option<?> option, String problem) {
        Given text = given.get(option.name());
        String shown = text == null ? option.name() + "=" + option.defaultText() + " (the default)" : text.shown();
        return new SettingsException(shown + ": " + problem);
    }

    /** Names of options and prefixes of families that were not read so far. A setting that is never read is ignored silently. */
    public Set<String> unread() {
        Set<String> unread = new TreeSet<>(options.names());
        options.families().forEach(family -> unread.add(family.prefix()));
        unread.removeAll(read);
        return unread;
    }

    /** The environment, in which secrets given as {@code env:NAME} are. */
    public Map<String, String> environment() {
        return environment;
    }

    private Map<String, Given> fromArguments(List<String> arguments, Collection<String> otherNames) {
        Map<String, Given> typed = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--") || argument.length() == 2) {
                throw new SettingsException("\"" + argument + "\" is not a " + options.noun() + "; write --name=value");
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            requireKnown(name, "--" + name, otherNames);
            boolean separate = equals < 0 && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
            if (equals < 0 && !separate) {
                throw new SettingsException("--" + name + " has no value; write --" + name + "=<value>");
            }
            String text = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            refuseSecret(name);
            if (typed.put(name, new Given(text, "--" + name, "")) != null) {
                throw new SettingsException("--" + name + " is given twice; leave one");
            }
        }
        return typed;
    }

    private Map<String, Given> fromEnvironment() {
        Map<String, Given> found = new LinkedHashMap<>();
        if (options.variable("") == null) {
            return found;
        }
        for (String name : options.names()) {
            String variable = options.variable(name);
            if (environment.containsKey(variable)) {
                found.put(name, new Given(environment.get(variable), variable, ""));
            }
        }
        for (Family family : options.families()) {
            String prefix = options.variable(family.prefix());
            new TreeMap<>(environment).forEach((variable, text) -> {
                if (variable.startsWith(prefix) && variable.length() > prefix.length()) {
                    family.fromEnvironment().apply(variable.substring(prefix.length()))
                            .ifPresent(member -> found.put(family.prefix() + member, new Given(text, variable, "")));
                }
            });
        }
        return found;
    }

    private void readConfig(Given config, Collection<String> otherNames) {
        read.add(options.config().name());
        if (config == null || config.text().isBlank()) {
            return;
        }
        String place = " in " + config.text();
        properties(config).forEach((name, text) -> {
            requireKnown(name, name + place, otherNames);
            if (name.equals(options.config().name())) {
                throw new SettingsException(name + place + ": a configuration file cannot name another");
            }
            given.put(name, new Given(text, name, place));
        });
    }

    private void requireKnown(String name, String where, Collection<String> otherNames) {
        if (options.isKnown(name)) {
            return;
        }
        List<String> names = new ArrayList<>(new TreeSet<>(options.names()));
        otherNames.forEach(other -> names.add(other.replaceFirst("^-+", "")));
        throw new SettingsException("unknown " + options.noun() + " " + where + "; did you mean --" + Nearest.to(name, names) + "?");
    }

    private void refuseSecret(String name) {
        for (Family family : options.families()) {
            if (family.refusedAsArgument(name)) {
                throw new SettingsException("--" + name + " belongs in the file of --" + family.file().name()
                        + "=FILE, because every user of the machine can read arguments");
            }
        }
    }

    private static Map<String, String> properties(Given file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file.text().trim()))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException(file.shown() + ": cannot be read (" + e.getClass().getSimpleName()
                    + "); give the path of a readable properties file in UTF-8");
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name).trim()));
        return texts;
    }
}
