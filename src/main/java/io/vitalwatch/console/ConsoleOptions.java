package io.vitalwatch.console;

import static io.vitalwatch.settings.OptionType.choice;
import static io.vitalwatch.settings.OptionType.duration;
import static io.vitalwatch.settings.OptionType.list;
import static io.vitalwatch.settings.OptionType.optional;
import static io.vitalwatch.settings.OptionType.path;
import static io.vitalwatch.settings.OptionType.port;
import static io.vitalwatch.settings.OptionType.text;
import static io.vitalwatch.settings.OptionType.topic;
import static io.vitalwatch.settings.OptionType.trueOrFalse;

import io.vitalwatch.settings.Family;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.OptionList;
import io.vitalwatch.web.access.TrustedProxies;
import io.vitalwatch.web.oidc.OidcOptions;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the console, with its default and description; {@link ConsoleSettings#read} reads them. In the environment
 * {@code listen.port} is {@code VITALWATCH_CONSOLE_LISTEN_PORT}.
 */
public final class ConsoleOptions {
    private static final int DEFAULT_PORT = 8082;

    /** The clock from which the age of a reading counts. */
    public enum Clock {
        WALL,
        ARRIVAL
    }

    private static final OptionList.Builder LIST = OptionList.of("setting").environment("VITALWATCH_CONSOLE_");

    static final Option<Optional<String>> CONFIG = LIST.addConfig(
            "A properties file with any of these settings; environment and arguments have precedence over it.");
    static final Option<Optional<String>> KAFKA_CONFIG = LIST.add("kafka-config", optional(text()), "",
            "A properties file of Kafka client settings. SASL and TLS secrets belong here, never on the command line.");
    static final Option<String> STORE = LIST.add("store", text(), "jdbc:sqlite:vitalwatch-console.db",
            "The store: jdbc:sqlite:FILE, or jdbc:postgresql://HOST/NAME?user=…&password=…. It is built from the topics and can be deleted."
                    + " An address with a password belongs into the environment or the file of config.");
    static final Option<Boolean> REBUILD = LIST.add("rebuild", trueOrFalse(), "false",
            "Whether to build the store anew from the topics: a second one is filled while the present one is shown, and takes its place.");
    static final Option<Long> RETENTION = LIST.add("store.retention", duration(), "30d",
            "How long readings and ended episodes are kept in the store, by the arrival clock; 0s for ever. The topics should keep as long.");
    static final Option<String> LISTEN_ADDRESS = LIST.add("listen.address", text(), "127.0.0.1",
            "Address for browsers. Any other than a loopback address needs users, tokens, oidc.issuer or unprotected, and TLS or listen.plain.");
    static final Option<Integer> LISTEN_PORT = LIST.add("listen.port",
            optional(port()).map(port -> port.orElse(DEFAULT_PORT)), Integer.toString(DEFAULT_PORT), "Port for browsers, 0 for any free one.");
    static final Option<Boolean> LISTEN_PLAIN = LIST.add("listen.plain", trueOrFalse(), "false",
            "Whether other machines may use plain HTTP, as behind a proxy that ends TLS. Patient data is then readable on the network.");
    static final Option<List<String>> HOSTS = LIST.add("hosts", list(","), "",
            "Host names by which browsers may call the console, separated by commas. Always allowed: localhost and, where the address is not"
                    + " a loopback one, IP addresses.");
    static final Option<Optional<Path>> USERS = LIST.add("users", optional(path()), "",
            "A file of users, one a line: name, role (viewer, clinician, editor, auditor or admin), argon2id hash of the password, and"
                    + " optionally the studies that the user may see; the command \"user add\" writes it. Without users, tokens"
                    + " and oidc.issuer a link that works once is printed.");
    static final Option<Optional<Path>> TOKENS = LIST.add("tokens", optional(path()), "",
            "A file of bearer tokens for programs, one a line: name, role (scraper, viewer, clinician, editor, auditor, admin), token, and"
                    + " optionally studies.");
    static final Option<Optional<String>> IDENTITY_HEADER = LIST.add("identity-header", optional(text()), "",
            "A header in which the proxies of identity-proxies write the name of a user of users, such as X-Remote-User.");
    static final Option<TrustedProxies> IDENTITY_PROXIES = LIST.add("identity-proxies", list(",").map(TrustedProxies::of), "",
            "Proxies whose identity-header is trusted: addresses or ranges. They must remove the header from what they receive.");
    static final OidcOptions OIDC = new OidcOptions(LIST, "oidc.");
    static final Option<Boolean> UNPROTECTED = LIST.add("unprotected", trueOrFalse(), "false",
            "Whether something else protects the console. Everybody who reaches it sees all patients.");
    static final Option<Optional<Path>> TLS_KEYSTORE = LIST.add("tls.keystore", optional(path()), "",
            "A PKCS#12 file with certificate and key; without it plain HTTP.");
    static final Option<Optional<Path>> TLS_PASSWORD_FILE = LIST.add("tls.password-file", optional(path()), "",
            "A file that holds the key store's password.");
    static final Option<Optional<Path>> JOB_CONFIG = LIST.add("job-config", optional(path()), "",
            "The job's parameters (job.properties), if they are not the defaults. Limits are shown, and changes are checked, with them.");
    static final Option<Clock> CLOCK = LIST.add("clock", choice(Clock.class), "wall",
            "The clock from which ages count: wall; or arrival, the newest arrival in the topics, for simulated and recorded time.");
    static final Option<Optional<String>> DELIVERIES = LIST.add("deliveries.url", optional(text()), "",
            "The address of the receiver's delivery page, for the navigation.");
    static final Option<String> TOPIC_SAMPLES = LIST.add("topic.samples", topic(), "vitals.samples",
            "Topic of the judged readings; the job writes it with --topic.samples=vitals.samples.");
    static final Option<String> TOPIC_ALERTS = LIST.add("topic.alerts", topic(), "vitals.alerts", "Topic of the alarm episodes.");

    static final Option<Optional<String>> TOPIC_CONTROL = LIST.add("topic.control", optional(topic()), "",
            "Topic of the control records, usually vitals.control: people can then answer alarms and change limits and rules. Empty for none.");
    static final Option<String> TOPIC_STATE = LIST.add("topic.control-state", topic(), "vitals.control.state",
            "Topic in which the job says what became of control records. Only with topic.control.");
    static final Option<String> TOPIC_SHADOW = LIST.add("topic.alerts-shadow", topic(), "vitals.alerts.shadow",
            "Topic of the alarm episodes of a shadow catalogue. Only with topic.control.");
    static final Option<Optional<String>> TOPIC_AUDIT = LIST.add("topic.audit", optional(topic()), "vitals.audit",
            "Topic to which the console writes who signed in and who saw which patient. Empty: nothing is recorded.");

    static final Family KAFKA = LIST.add(KafkaFamily.with(KAFKA_CONFIG));

    private static final OptionList ALL = LIST.build();

    private ConsoleOptions() {}

    /** All settings and families, in the order of the documentation. */
    public static OptionList all() {
        return ALL;
    }
}
