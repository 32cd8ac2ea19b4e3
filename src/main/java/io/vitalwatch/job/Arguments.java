package io.vitalwatch.job;

import io.vitalwatch.model.Nearest;
import org.apache.flink.configuration.ConfigOption;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Names and texts of parameters, before any is understood: arguments over the configuration file, unknown names refused. */
final class Arguments {
    private static final String RULE = "rule.";
    private static final String KAFKA = "kafka.";

    /** A parameter's text and where it came from, for messages. */
    record Given(String text, String where) {}

    private final Map<String, Given> given = new LinkedHashMap<>();

    /** @param otherKnownNames names that belong to a command, so that a slip of the pen finds them too */
    static Arguments read(List<String> args, Set<String> otherKnownNames) {
        Arguments arguments = new Arguments();
        Map<String, Given> typed = new LinkedHashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--") || arg.length() == 2) {
                throw new SettingsException("\"" + arg + "\" is no parameter; parameters are written --name=value");
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
            known(name, "--" + name, otherKnownNames);
            boolean separate = equals < 0 && i + 1 < args.size() && !args.get(i + 1).startsWith("--");
            if (equals < 0 && !separate) {
                throw new SettingsException("--" + name + " has no value; write --" + name + "=<value>");
            }
            String value = equals < 0 ? args.get(++i) : arg.substring(equals + 1);
            if (isSecret(name)) {
                throw new SettingsException("--" + name + " belongs into --kafka-config=FILE: arguments are visible to every user of the"
                        + " machine");
            }
            if (typed.put(name, new Given(value, "--" + name)) != null) {
                throw new SettingsException("--" + name + " is given twice; leave one");
            }
        }
        Given file = typed.get(JobOptions.CONFIG.key());
        if (file != null && !file.text().isEmpty()) {
            properties(file, JobOptions.CONFIG.key()).forEach((name, value) -> {
                known(name, name + " in " + file.text(), otherKnownNames);
                if (name.equals(JobOptions.CONFIG.key())) {
                    throw new SettingsException("config in " + file.text() + ": a configuration file cannot name another");
                }
                arguments.given.put(name, new Given(value, name + " in " + file.text()));
            });
        }
        arguments.given.putAll(typed);
        return arguments;
    }

    /** What was given for an option, or null. */
    Given get(ConfigOption<?> option) {
        return given.get(option.key());
    }

    /** Fields of rules: {@code spo2-low.medium} → text. */
    Map<String, String> rules() {
        return family(RULE);
    }

    /** Kafka client settings: those of the file, then those given one by one. */
    Map<String, String> kafka() {
        Map<String, String> settings = new LinkedHashMap<>();
        Given file = get(JobOptions.KAFKA_CONFIG);
        if (file != null && !file.text().isEmpty()) {
            settings.putAll(properties(file, JobOptions.KAFKA_CONFIG.key()));
        }
        settings.putAll(family(KAFKA));
        return settings;
    }

    private Map<String, String> family(String prefix) {
        Map<String, String> members = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                members.put(name.substring(prefix.length()), value.text());
            }
        });
        return members;
    }

    private static void known(String name, String where, Set<String> others) {
        if (name.startsWith(RULE) && name.length() > RULE.length() || name.startsWith(KAFKA) && name.length() > KAFKA.length()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        JobOptions.ALL.forEach(option -> names.add(option.key()));
        if (names.contains(name)) {
            return;
        }
        others.forEach(other -> names.add(other.replaceFirst("^-+", "")));
        throw new SettingsException("unknown parameter " + where + "; did you mean --" + Nearest.to(name, names) + "?");
    }

    private static boolean isSecret(String name) {
        return name.startsWith(KAFKA) && (name.contains("password") || name.endsWith("sasl.jaas.config") || name.contains("secret")
                || name.endsWith("keystore.key"));
    }

    private static Map<String, String> properties(Given file, String option) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file.text()))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("--" + option + "=" + file.text() + " cannot be read (" + e.getClass().getSimpleName()
                    + "); give the path of a readable properties file in UTF-8");
        }
        Map<String, String> read = new LinkedHashMap<>();
        properties.stringPropertyNames().stream().sorted().forEach(name -> read.put(name, properties.getProperty(name).trim()));
        return read;
    }
}
