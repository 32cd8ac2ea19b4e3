package io.vitalwatch.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code kafka.<setting>}: settings of Kafka's clients, the same family for every program that has such clients. */
public final class KafkaFamily {
    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final Pattern ANY = Pattern.compile(".+", Pattern.DOTALL);

    private KafkaFamily() {}

    /**
     * The family, with the option that names a file of client settings. The only member that is read from the environment is
     * {@code bootstrap.servers}.
     */
    public static Family with(Option<Optional<String>> file) {
        Function<String, Optional<String>> variables =
                variable -> variable.equals("BOOTSTRAP_SERVERS") ? Optional.of(BOOTSTRAP) : Optional.empty();
        return new Family("kafka.", ANY,
                "A setting of Kafka's clients: kafka.<setting>. Passwords belong in the file of " + file.name() + ".",
                List.of("kafka." + BOOTSTRAP + "=localhost:9092"), file, KafkaFamily::isSecret, variables);
    }

    /**
     * Checks that the client settings have the address of a broker.
     *
     * @throws SettingsException if they have none; the message says what to write
     */
    public static void requireBootstrap(Map<String, String> clients) {
        if (clients.getOrDefault(BOOTSTRAP, "").isBlank()) {
            throw new SettingsException("Kafka's address is missing; write --kafka." + BOOTSTRAP + "=HOST:PORT, or put " + BOOTSTRAP
                    + " into the file of --kafka-config=FILE");
        }
    }

    private static boolean isSecret(String setting) {
        return setting.contains("password") || setting.contains("secret") || setting.endsWith("sasl.jaas.config")
                || setting.endsWith("keystore.key");
    }
}
