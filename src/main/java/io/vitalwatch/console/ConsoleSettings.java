package io.vitalwatch.console;

import io.vitalwatch.console.ConsoleOptions.Clock;
import io.vitalwatch.console.live.ConsoleTopics;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.web.access.SignInSettings;
import io.vitalwatch.web.oidc.OidcSettings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a console; {@link ConsoleOptions} describes each of them.
 *
 * @param store the JDBC address of the store; may contain a password, so it is never logged
 * @param rebuild whether the store is built anew
 * @param retentionMillis how long the store keeps readings and ended episodes; 0 for ever
 * @param address the address for browsers
 * @param signIn users, tokens and proxies
 * @param oidc sign-in by OpenID Connect, or null
 * @param keystore certificate and key, or null for plain HTTP
 * @param passwordFile the password of the key store, or null
 * @param byArrival whether ages count from the newest arrival
 * @param deliveries the address of the receiver's page, or null
 * @param jobConfig the job's parameters, or null for the defaults
 * @param topics what is read and written
 * @param kafka Kafka client settings
 */
public record ConsoleSettings(String store, boolean rebuild, long retentionMillis, String address, int port, List<String> hosts,
        SignInSettings signIn, OidcSettings oidc, Path keystore, Path passwordFile, boolean byArrival, String deliveries,
        Path jobConfig, ConsoleTopics topics, Map<String, String> kafka) {
    /**
     * Reads settings. Arguments have precedence over the environment, and the environment over the file of {@code --config}.
     *
     * @throws SettingsException when anything is unknown, malformed, missing or contradictory
     */
    public static ConsoleSettings read(List<String> arguments, Map<String, String> environment) {
        GivenSettings given = GivenSettings.read(ConsoleOptions.all(), arguments, environment, List.of());
        Map<String, String> kafka = given.texts(ConsoleOptions.KAFKA);
        KafkaFamily.requireBootstrap(kafka);
        SignInSettings signIn = new SignInSettings(readable(given, ConsoleOptions.USERS), readable(given, ConsoleOptions.TOKENS), false,
                given.get(ConsoleOptions.IDENTITY_HEADER).orElse(null), given.get(ConsoleOptions.IDENTITY_PROXIES),
                given.get(ConsoleOptions.UNPROTECTED));
        OidcSettings oidc = ConsoleOptions.OIDC.read(given);
        Path keystore = readable(given, ConsoleOptions.TLS_KEYSTORE);
        Path password = readable(given, ConsoleOptions.TLS_PASSWORD_FILE);
        refuseContradictions(given, signIn, oidc, keystore, password);
        return new ConsoleSettings(given.get(ConsoleOptions.STORE), given.get(ConsoleOptions.REBUILD), given.get(ConsoleOptions.RETENTION),
                given.get(ConsoleOptions.LISTEN_ADDRESS), given.get(ConsoleOptions.LISTEN_PORT), hosts(given, oidc), signIn, oidc,
                keystore, password, given.get(ConsoleOptions.CLOCK) == Clock.ARRIVAL, given.get(ConsoleOptions.DELIVERIES).orElse(null),
                readable(given, ConsoleOptions.JOB_CONFIG), topics(given), Map.copyOf(kafka));
    }

    /** The host by which browsers come back from the provider is one of this console's. */
    private static List<String> hosts(GivenSettings given, OidcSettings oidc) {
        List<String> hosts = new ArrayList<>(given.get(ConsoleOptions.HOSTS));
        if (oidc != null) {
            hosts.add(oidc.address().getHost());
        }
        return List.copyOf(hosts);
    }

    private static ConsoleTopics topics(GivenSettings given) {
        String control = given.get(ConsoleOptions.TOPIC_CONTROL).orElse(null);
        return new ConsoleTopics(given.get(ConsoleOptions.TOPIC_SAMPLES), given.get(ConsoleOptions.TOPIC_ALERTS), control,
                control == null ? null : given.get(ConsoleOptions.TOPIC_STATE),
                control == null ? null : given.get(ConsoleOptions.TOPIC_SHADOW), given.get(ConsoleOptions.TOPIC_AUDIT).orElse(null));
    }

    private static void refuseContradictions(GivenSettings given, SignInSettings signIn, OidcSettings oidc, Path keystore,
            Path password) {
        boolean loopback = loopback(given.get(ConsoleOptions.LISTEN_ADDRESS));
        if ((keystore == null) != (password == null)) {
            throw given.refuse(ConsoleOptions.TLS_KEYSTORE, "and tls.password-file need each other; give both");
        }
        boolean required = signIn.required() || oidc != null;
        if (signIn.unprotected() && required) {
            throw given.refuse(ConsoleOptions.UNPROTECTED, "contradicts users, tokens and oidc.issuer; leave one");
        }
        if (signIn.identityHeader() != null && (signIn.users() == null || signIn.identityProxies().isEmpty())) {
            throw given.refuse(ConsoleOptions.IDENTITY_HEADER, "needs --users=FILE, which has the role of each name, and"
                    + " --identity-proxies=ADDRESSES");
        }
        if (!loopback && !required && !signIn.unprotected()) {
            throw given.refuse(ConsoleOptions.LISTEN_ADDRESS, "other machines can reach it, and nobody has to sign in; give --users=FILE or"
                    + " --oidc.issuer=ADDRESS for people, --tokens=FILE for programs, or --unprotected=true if something else protects it");
        }
        if (!loopback && keystore == null && !given.get(ConsoleOptions.LISTEN_PLAIN)) {
            throw given.refuse(ConsoleOptions.LISTEN_ADDRESS, "patient data would go to other machines as plain HTTP; give --tls.keystore=FILE,"
                    + " or --listen.plain=true behind a proxy that ends TLS");
        }
    }

    /** Whether only this machine can reach the console. */
    public boolean loopback() {
        return loopback(address);
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Path readable(GivenSettings given, Option<Optional<Path>> option) {
        Path file = given.get(option).orElse(null);
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            throw given.refuse(option, "is not a file that can be read");
        }
        return file;
    }
}
