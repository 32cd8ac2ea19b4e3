package io.vitalwatch.receiver;

import io.vitalwatch.model.Nearest;
import io.vitalwatch.receiver.ReceiverOptions.Option;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Names and texts of settings before any is understood: arguments over environment over file, unknown names refused. */
final class GivenSettings {
    /** A setting's text and where it came from, for messages. */
    record Given(String text, String where) {}

    private final Map<String, Given> given = new LinkedHashMap<>();

    static GivenSettings read(List<String> arguments, Map<String, String> environment) {
        Map<String, Given> typed = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                throw new WrongSetting("\"" + argument + "\" is no setting; settings are written --name=value");
            }
            String name = argument.substring(2, equals);
            known(name, "--" + name);
            if (isKafkaSecret(name)) {
                throw new WrongSetting("--" + name + " belongs into --kafka-config=FILE: arguments are visible to every user of the"
                        + " machine");
            }
            if (typed.put(name, new Given(argument.substring(equals + 1), "--" + name)) != null) {
                throw new WrongSetting("--" + name + " is given twice; leave one");
            }
        }
        fromEnvironment(environment).forEach(typed::putIfAbsent);
        GivenSettings settings = new GivenSettings();
        Given file = typed.get(ReceiverOptions.CONFIG.name());
        if (file != null && !file.text().isEmpty()) {
            properties(file).forEach((name, value) -> {
                known(name, name + " in " + file.text());
                settings.given.put(name, new Given(value, name + " in " + file.text()));
            });
        }
        settings.given.putAll(typed);
        return settings;
    }

    /** What was given, or the default. */
    Given get(Option option) {
        return given.getOrDefault(option.name(), new Given(option.otherwise(), option.name() + " by default"));
    }

    boolean has(Option option) {
        return given.containsKey(option.name()) && !given.get(option.name()).text().isEmpty();
    }

    /** Members of a family without its prefix, by name. */
    Map<String, Given> family(String prefix) {
        Map<String, Given> members = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                members.put(name.substring(prefix.length()), value);
            }
        });
        return members;
    }

    /** Kafka client settings: those of the file, then those given one by one. */
    Map<String, String> kafka() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (has(ReceiverOptions.KAFKA_CONFIG)) {
            settings.putAll(properties(get(ReceiverOptions.KAFKA_CONFIG)));
        }
        // The raw topic's name and such begin otherwise; what begins so is the client's.
        family(ReceiverOptions.KAFKA).forEach((name, value) -> settings.put(name, value.text()));
        return settings;
    }

    /** A container's environment holds names of others' making, so unknown ones are left alone. */
    private static Map<String, Given> fromEnvironment(Map<String, String> environment) {
        Map<String, Given> found = new LinkedHashMap<>();
        for (Option option : ReceiverOptions.all()) {
            String value = environment.get(option.environment());
            if (value != null) {
                found.put(option.name(), new Given(value, option.environment()));
            }
        }
        String bootstrap = ReceiverOptions.ENVIRONMENT + "KAFKA_BOOTSTRAP_SERVERS";
        if (environment.containsKey(bootstrap)) {
            found.put("kafka.bootstrap.servers", new Given(environment.get(bootstrap), bootstrap));
        }
        String secret = ReceiverOptions.ENVIRONMENT + "SECRET_";
        new TreeMap<>(environment).forEach((key, value) -> {
            if (key.startsWith(secret) && key.length() > secret.length()) {
                String name = key.substring(secret.length()).toLowerCase(Locale.ROOT).replace('_', '-')
                        .replaceFirst("-(not-before|not-after)$", ".$1");
                found.put(ReceiverOptions.SECRET + name, new Given(value, key));
            }
        });
        return found;
    }

    private static void known(String name, String where) {
        boolean family = name.startsWith(ReceiverOptions.KAFKA) && name.length() > ReceiverOptions.KAFKA.length()
                || name.matches("secret\\.[a-z0-9-]+(\\.not-before|\\.not-after)?");
        List<String> names = ReceiverOptions.all().stream().map(Option::name).toList();
        if (!family && !names.contains(name)) {
            throw new WrongSetting("unknown setting " + where + "; did you mean --" + Nearest.to(name, names) + "?");
        }
    }

    private static boolean isKafkaSecret(String name) {
        return name.startsWith(ReceiverOptions.KAFKA)
                && (name.contains("password") || name.contains("secret") || name.endsWith("sasl.jaas.config")
                || name.endsWith("keystore.key"));
    }

    private static Map<String, String> properties(Given file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file.text()))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new WrongSetting(file.where() + "=" + file.text() + " cannot be read (" + e.getClass().getSimpleName()
                    + "); give the path of a readable properties file in UTF-8");
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name).trim()));
        return read;
    }
}
