package io.vitalwatch.receiver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every setting of the receiver, with its default and what it is for; {@code --help} and the README's table are made from these. In the
 * environment {@code listen.port} is {@code VITALWATCH_RECEIVER_LISTEN_PORT}.
 *
 * <p>Two families stand beside them: {@code secret.<name>} with {@code secret.<name>.not-before} and {@code .not-after}, and
 * {@code kafka.<setting>}, handed to Kafka's clients.
 */
public final class ReceiverOptions {
    static final String ENVIRONMENT = "VITALWATCH_RECEIVER_";
    static final String SECRET = "secret.";
    static final String KAFKA = "kafka.";

    /**
     * A setting.
     *
     * @param otherwise its default as text, empty for none
     */
    public record Option(String name, String otherwise, String description) {
        /** Its name in the environment. */
        public String environment() {
            return ENVIRONMENT + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }
    }

    private static final List<Option> COLLECTED = new ArrayList<>();

    static final Option CONFIG = option("config", "", "A properties file with any of these settings; environment and arguments count over"
            + " it.");
    static final Option KAFKA_CONFIG = option("kafka-config", "", "A properties file of Kafka client settings. SASL and TLS secrets"
            + " belong here, never on the command line.");
    static final Option PATH = option("path", "/webhooks/corsano", "The path that takes deliveries.");
    static final Option LISTEN_ADDRESS = option("listen.address", "0.0.0.0", "Address for the vendor's deliveries.");
    static final Option LISTEN_PORT = option("listen.port", "", "Its port, 0 for any that is free; default 8443 with TLS, 8080 without.");
    static final Option PRIVATE_ADDRESS = option("private.address", "127.0.0.1", "Address for the delivery page, the study switch, metrics"
            + " and health. There is no login on it: whoever reaches it sees failed requests.");
    static final Option PRIVATE_PORT = option("private.port", "8081", "Its port, 0 for any that is free.");
    static final Option TLS_KEYSTORE = option("tls.keystore", "", "A PKCS#12 file with certificate and key. Without it the public address"
            + " speaks plain HTTP, for behind a proxy.");
    static final Option TLS_PASSWORD_FILE = option("tls.password-file", "", "A file that holds the key store's password.");
    static final Option TLS_RELOAD = option("tls.reload", "1min", "How often the key store is looked at for a new certificate; 0s for"
            + " never.");
    static final Option PROXIES = option("trusted-proxies", "", "Addresses or ranges (10.0.0.0/8), separated by commas, whose"
            + " X-Forwarded-For is believed. It is shown in the history and decides nothing.");
    static final Option SIGNATURE_SCHEME = option("signature.scheme", "body", "What is signed: body; timestamped (t=…,v1=… over t.body);"
            + " standard-webhooks (webhook-id.webhook-timestamp.body).");
    static final Option SIGNATURE_HEADERS = option("signature.headers", "", "Headers that may carry the signature, separated by commas; the"
            + " first that is there counts. Default: X-Corsano-Signature, X-Webhook-Signature, X-Signature, X-Hub-Signature-256; for"
            + " standard-webhooks: webhook-signature.");
    static final Option SIGNATURE_ALGORITHM = option("signature.algorithm", "HmacSHA256", "HmacSHA256, HmacSHA384 or HmacSHA512.");
    static final Option SIGNATURE_ENCODING = option("signature.encoding", "auto", "auto (by its length), hex or base64.");
    static final Option SIGNATURE_PREFIXES = option("signature.prefixes", "sha256= v1= v1,", "What may stand before the signature,"
            + " separated by blanks; none of them is needed.");
    static final Option SIGNATURE_TOLERANCE = option("signature.tolerance", "300s", "How far a signed timestamp may be off, both ways.");
    static final Option BODY_LIMIT = option("body.limit", "4MiB", "A larger body is answered 413. An hour of backlog at one row a second is"
            + " 1.9 MB.");
    static final Option HIGH = option("in-flight.high", "64MiB", "Most bytes of bodies in memory; beyond it requests are answered 503.");
    static final Option LOW = option("in-flight.low", "48MiB", "Once the high mark was reached, requests are taken again below this.");
    static final Option DEADLINE = option("deadline", "4s", "Longest wait for Kafka's acknowledgement. Senders commonly wait 5 s.");
    static final Option READ_TIMEOUT = option("read.timeout", "10s", "Longest time for a body to come; then 408.");
    static final Option RETRY_AFTER = option("retry-after", "5s", "What Retry-After says with a 503, whole seconds.");
    static final Option DRAIN = option("drain", "8s", "Longest wait for requests under way when stopping.");
    static final Option TOPIC_RAW = option("topic.raw", "corsano.raw", "Topic of the deliveries.");
    static final Option TOPIC_STUDIES = option("topic.studies", "corsano.studies", "Topic of the study switch, compacted.");
    static final Option TOPIC_DELIVERIES = option("topic.deliveries", "corsano.deliveries", "Topic of the delivery history.");
    static final Option TOPICS_CREATE = option("topics.create", "true", "Create topics that are missing, with the broker's replication.");
    static final Option RAW_PARTITIONS = option("topic.raw.partitions", "12", "Partitions of a raw topic that is created. Chosen once: the"
            + " order of a patient's deliveries rests on it.");
    static final Option HEARTBEAT = option("heartbeat.interval", "10s", "A sign of life into every raw partition so often, so that the"
            + " arrival clock moves while nobody sends; 0s for never.");
    static final Option STUDY_DEFAULT = option("study.default", "unknown", "The study of a body that names none.");
    static final Option HISTORY_ROWS = option("history.rows", "10000", "Arrivals that the delivery page lists.");
    static final Option HISTORY_DETAILS = option("history.details", "1000", "Failed ones among them whose headers and first 4 KiB of body"
            + " are kept in memory.");
    static final Option HISTORY_HASHES = option("history.hashes", "100000", "Bodies whose attempts are counted.");

    private static final List<Option> ALL = List.copyOf(COLLECTED);

    private ReceiverOptions() {}

    /** All of them, in the order of the documentation. */
    public static List<Option> all() {
        return ALL;
    }

    private static Option option(String name, String otherwise, String description) {
        Option option = new Option(name, otherwise, description);
        COLLECTED.add(option);
        return option;
    }
}
