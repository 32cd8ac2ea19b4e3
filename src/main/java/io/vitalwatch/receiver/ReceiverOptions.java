package io.vitalwatch.receiver;

import static io.vitalwatch.settings.OptionType.choice;
import static io.vitalwatch.settings.OptionType.duration;
import static io.vitalwatch.settings.OptionType.durationFrom;
import static io.vitalwatch.settings.OptionType.list;
import static io.vitalwatch.settings.OptionType.oneOf;
import static io.vitalwatch.settings.OptionType.optional;
import static io.vitalwatch.settings.OptionType.path;
import static io.vitalwatch.settings.OptionType.port;
import static io.vitalwatch.settings.OptionType.size;
import static io.vitalwatch.settings.OptionType.text;
import static io.vitalwatch.settings.OptionType.topic;
import static io.vitalwatch.settings.OptionType.trueOrFalse;
import static io.vitalwatch.settings.OptionType.whole;

import io.vitalwatch.receiver.http.ShownDetails.Bodies;
import io.vitalwatch.web.access.TrustedProxies;
import io.vitalwatch.web.oidc.OidcOptions;
import io.vitalwatch.receiver.signature.SignatureSettings.Encoding;
import io.vitalwatch.receiver.signature.SignatureSettings.Scheme;
import io.vitalwatch.receiver.signature.SignedContent;
import io.vitalwatch.settings.Family;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.OptionList;
import io.vitalwatch.settings.SecretFamily;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the receiver, with its default and description; {@link ReceiverSettings#read} reads them. In the environment
 * {@code listen.port} is {@code VITALWATCH_RECEIVER_LISTEN_PORT}. To add a setting, declare it here at its place in the documentation and
 * read it in {@link ReceiverSettingsReader}.
 *
 * <p>There are also two families: {@code secret.<name>} for shared secrets, and {@code kafka.<setting>}, passed to Kafka's clients.
 */
public final class ReceiverOptions {
    private static final int DEFAULT_PRIVATE_PORT = 8081;
    private static final long SMALLEST_BODY = 1 << 10;
    private static final long LARGEST_BODY = 64 << 20;
    private static final String HEADER_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final List<String> ALGORITHMS = List.of("HmacSHA256", "HmacSHA384", "HmacSHA512");

    private static final OptionList.Builder LIST = OptionList.of("setting").environment("VITALWATCH_RECEIVER_");

    static final Option<Optional<String>> CONFIG = LIST.addConfig(
            "A properties file with any of these settings; environment and arguments have precedence over it.");
    static final Option<Optional<String>> KAFKA_CONFIG = LIST.add("kafka-config", optional(text()), "",
            "A properties file of Kafka client settings. SASL and TLS secrets belong here, never on the command line.");
    static final Option<String> PATH = LIST.add("path",
            text().only(path -> path.matches("(/[A-Za-z0-9._~-]+)+"), "must be a path such as /webhooks/corsano"), "/webhooks/corsano",
            "The path for deliveries.");
    static final Option<Optional<String>> LISTEN_ADDRESS = LIST.add("listen.address", optional(text()), "",
            "Address for the vendor's deliveries. Default: 0.0.0.0 with TLS, with trusted-proxies or with listen.plain; else 127.0.0.1.");
    static final Option<Optional<Integer>> LISTEN_PORT = LIST.add("listen.port", optional(port()), "",
            "Port for the vendor's deliveries, 0 for any free one; default 8443 with TLS, 8080 without.");
    static final Option<Boolean> LISTEN_PLAIN = LIST.add("listen.plain", trueOrFalse(), "false",
            "Whether deliveries may come from other machines as plain HTTP. Patient data is then readable on the network.");
    static final Option<String> PRIVATE_ADDRESS = LIST.add("private.address", text(), "127.0.0.1",
            "Address for the delivery page, the study switch, metrics and health. Any other than a loopback address needs private.users,"
                    + " private.tokens, private.oidc.issuer or private.unprotected.");
    static final Option<Integer> PRIVATE_PORT = LIST.add("private.port",
            optional(port()).map(port -> port.orElse(DEFAULT_PRIVATE_PORT)), Integer.toString(DEFAULT_PRIVATE_PORT),
            "Port of the private address, 0 for any free one.");
    static final Option<List<String>> PRIVATE_HOSTS = LIST.add("private.hosts", list(",").map(ReceiverOptions::hosts), "",
            "Host names by which browsers and programs may call the private address, separated by commas. Always allowed: localhost and,"
                    + " where the address is not a loopback one, IP addresses.");
    static final Option<Optional<Path>> PRIVATE_USERS = LIST.add("private.users", optional(path()), "",
            "A file of users, one a line: name, role (viewer or admin), argon2id hash of the password; the command \"user add\" writes it."
                    + " With it everybody signs in.");
    static final Option<Optional<Path>> PRIVATE_TOKENS = LIST.add("private.tokens", optional(path()), "",
            "A file of bearer tokens for programs, one a line: name, role (scraper reads metrics only, viewer, admin), token.");
    static final Option<Boolean> PRIVATE_TLS = LIST.add("private.tls", trueOrFalse(), "false",
            "Whether the private address uses TLS too, with the certificate of tls.keystore.");
    static final Option<Optional<Path>> PRIVATE_CLIENT_CA = LIST.add("private.client-ca", optional(path()), "",
            "A PEM file of authorities: a client certificate that one of them signed identifies the user of private.users that has its"
                    + " common name. Needs private.tls.");
    static final Option<Optional<String>> PRIVATE_IDENTITY_HEADER = LIST.add("private.identity-header",
            optional(text().only(name -> name.matches(HEADER_NAME), "is not the name of a header")), "",
            "A header in which the proxies of private.identity-proxies write the name of a user of private.users, such as X-Remote-User.");
    static final Option<TrustedProxies> PRIVATE_IDENTITY_PROXIES = LIST.add("private.identity-proxies",
            list(",").map(TrustedProxies::of), "",
            "Proxies whose private.identity-header is trusted: addresses or ranges. They must remove the header from what they receive.");
    static final OidcOptions PRIVATE_OIDC = new OidcOptions(LIST, "private.oidc.");
    static final Option<Boolean> PRIVATE_UNPROTECTED = LIST.add("private.unprotected", trueOrFalse(), "false",
            "Whether something else protects a private address that other machines can reach. Everybody who reaches it sees failed requests"
                    + " and can switch studies.");
    static final Option<Optional<String>> CONSOLE = LIST.add("console.url", optional(text().only(
            url -> url.matches("https?://[A-Za-z0-9.:\\[\\]-]+/?"), "must be an address such as https://console.example.org/")), "",
            "The address of the console, for the navigation of the delivery page.");
    static final Option<Optional<Path>> TLS_KEYSTORE = LIST.add("tls.keystore", optional(path()), "",
            "A PKCS#12 file with certificate and key. Without it the public address uses plain HTTP, for use behind a proxy.");
    static final Option<Optional<Path>> TLS_PASSWORD_FILE = LIST.add("tls.password-file", optional(path()), "",
            "A file that holds the key store's password.");
    static final Option<Optional<Path>> TLS_CLIENT_CA = LIST.add("tls.client-ca", optional(path()), "",
            "A PEM file of authorities: only senders with a client certificate of one of them can connect to the public address.");
    static final Option<Long> TLS_RELOAD = LIST.add("tls.reload", duration(), "1min",
            "How often the key store is checked for a new certificate; 0s for never.");
    static final Option<Long> SECRETS_RELOAD = LIST.add("secrets.reload", duration(), "10s",
            "How often the files of secrets are read again; a changed secret counts without a restart. 0s for never.");
    static final Option<TrustedProxies> PROXIES = LIST.add("trusted-proxies", list(",").map(TrustedProxies::of), "",
            "Proxies whose X-Forwarded-For is trusted: addresses or ranges (10.0.0.0/8), separated by commas. The history shows the"
                    + " sender's address; limits of memory and of connections count for it.");
    static final Option<Scheme> SIGNATURE_SCHEME = LIST.add("signature.scheme", choice(Scheme.class), "body",
            "A known way to sign: body; timestamped (t=…,v1=… over t.body, as Stripe); standard-webhooks"
                    + " (webhook-id.webhook-timestamp.body); slack; paddle; whoop. It sets content, time, id and headers; each of them can be"
                    + " given too.");
    static final Option<Optional<SignedContent>> SIGNATURE_CONTENT = LIST.add("signature.content",
            optional(text().map(SignedContent::parse)), "",
            "What is signed, as a template with {body}, {t} (the time as sent) and {id}, such as {t}.{body}.");
    static final Option<Optional<String>> SIGNATURE_TIME = LIST.add("signature.time", optional(text().only(
            name -> name.matches("[A-Za-z0-9_-]+=|" + HEADER_NAME + "|\\*-[A-Za-z0-9-]+"),
            "is neither a parameter such as t= nor a header")), "",
            "Where the time is, in seconds or milliseconds: a parameter of the signature's header, such as t=, or another header.");
    static final Option<Optional<String>> SIGNATURE_ID = LIST.add("signature.id",
            optional(text().only(name -> name.matches(HEADER_NAME), "is not the name of a header")), "",
            "The header with the id that is signed.");
    static final Option<List<String>> SIGNATURE_HEADERS = LIST.add("signature.headers", list(",").map(ReceiverOptions::headers), "",
            "Headers that may contain the signature, separated by commas; the first one present is used. Default: X-Corsano-Signature,"
                    + " X-Webhook-Signature, X-Signature, X-Hub-Signature-256; those of the scheme for other schemes.");
    static final Option<String> SIGNATURE_ALGORITHM = LIST.add("signature.algorithm", oneOf(ALGORITHMS), "HmacSHA256",
            "HmacSHA256, HmacSHA384 or HmacSHA512.");
    static final Option<Encoding> SIGNATURE_ENCODING = LIST.add("signature.encoding", choice(Encoding.class), "auto",
            "auto (by its length), hex or base64.");
    static final Option<List<String>> SIGNATURE_PREFIXES = LIST.add("signature.prefixes", list(" "), "sha256= v1= v1,",
            "Optional texts before a signature, in any case, separated by blanks. A header may have several signatures.");
    static final Option<Long> SIGNATURE_TOLERANCE = LIST.add("signature.tolerance", durationFrom(1000), "300s",
            "How far a signed timestamp may differ from the clock, in both directions.");
    static final Option<Boolean> ANY_CONTENT_TYPE = LIST.add("content-type.any", trueOrFalse(), "false",
            "Whether a body is taken whatever its Content-Type is; else it must be application/json or application/*+json.");
    static final Option<Long> BODY_LIMIT = LIST.add("body.limit",
            size().only(bytes -> bytes >= SMALLEST_BODY && bytes <= LARGEST_BODY, "must be from 1KiB to 64MiB"), "4MiB",
            "A larger body is answered 413. An hour of data at one row a second is 1.9 MB.");
    static final Option<Long> HIGH = LIST.add("in-flight.high", size(), "64MiB",
            "The largest amount of bodies in memory, besides the first 8 KiB of each; above it, requests are answered 503. A quarter of it"
                    + " is for bodies up to 64 KiB only.");
    static final Option<Long> LOW = LIST.add("in-flight.low", size(), "48MiB",
            "After in-flight.high was reached, requests are accepted again below this amount.");
    static final Option<Long> DEADLINE = LIST.add("deadline", durationFrom(10), "4s",
            "Longest wait for Kafka's acknowledgement. Senders commonly wait 5 s.");
    static final Option<Long> READ_TIMEOUT = LIST.add("read.timeout", durationFrom(100), "10s",
            "Longest time to receive a body; after it, 408.");
    static final Option<Long> READ_RATE = LIST.add("read.rate", size(), "1KiB",
            "A body that takes longer than 3 s and arrives at fewer bytes a second is answered 408; 0B for any rate.");
    static final Option<Long> HEAD_TIMEOUT = LIST.add("head.timeout", durationFrom(100), "5s",
            "Longest time to receive the head of a request; after it, the connection is closed.");
    static final Option<Integer> CONNECTIONS = LIST.add("connections", whole(16, 100_000), "2048",
            "Most connections of the public address. Another one takes the place of one that does nothing. Only one that"
                    + " has carried a good signature is kept after an answer; one of a trusted proxy only if its last request did.");
    static final Option<Integer> CONNECTIONS_PER_ADDRESS = LIST.add("connections.per-address", whole(1, 100_000), "1024",
            "Most connections of one address (IPv6: of a /64 network), except those of trusted-proxies, which count for their sender while a"
                    + " request is answered.");
    static final Option<Long> RETRY_AFTER = LIST.add("retry-after",
            durationFrom(1000).only(millis -> millis % 1000 == 0, "must be whole seconds, as HTTP demands"), "5s",
            "Value of Retry-After in an answer 503, whole seconds.");
    static final Option<Long> DRAIN = LIST.add("drain", duration(), "8s",
            "Longest wait for unanswered requests when the receiver stops.");
    static final Option<Long> DRAIN_DELAY = LIST.add("drain.delay", duration(), "0s",
            "How long a receiver that stops is unready and still takes deliveries, so that a balancer stops sending first. Longer than the"
                    + " interval of its checks; 0s refuses at once.");
    static final Option<String> TOPIC_RAW = LIST.add("topic.raw", topic(), "corsano.raw",
            "Topic of the deliveries.");
    static final Option<String> TOPIC_STUDIES = LIST.add("topic.studies", topic(), "corsano.studies",
            "Topic of the study switch, compacted.");
    static final Option<String> TOPIC_DELIVERIES = LIST.add("topic.deliveries", topic(), "corsano.deliveries",
            "Topic of the delivery history.");
    static final Option<String> TOPIC_RECEIVERS = LIST.add("topic.receivers", topic(), "vitals.receivers",
            "Topic by which receivers measure the broker's clock: one partition, message.timestamp.type=LogAppendTime. Records are stamped"
                    + " by this clock.");
    static final Option<String> TOPIC_TOTALS = LIST.add("topic.totals", topic(), "corsano.totals",
            "Topic of the totals of each receiver, compacted.");
    static final Option<Optional<String>> TOPIC_CONTROL = LIST.add("topic.control", optional(topic()), "",
            "Topic of control records, usually vitals.control: one receiver copies them into the raw topic, and another one takes over when it"
                    + " is gone. Empty for no control. The job needs the same setting.");
    static final Option<Optional<Path>> JOB_CONFIG = LIST.add("job-config", optional(path()), "",
            "The job's parameters (job.properties), if they are not the defaults; used where topic.control is set. What the job refuses takes"
                    + " the place of nothing that is in force.");
    static final Option<Optional<String>> TOPIC_AUDIT = LIST.add("topic.audit", optional(topic()), "vitals.audit",
            "Topic to which the receiver writes who signed in at the private address, where somebody has to. Empty: nothing is recorded.");
    static final Option<Boolean> TOPICS_CREATE = LIST.add("topics.create", trueOrFalse(), "true",
            "Whether to create missing topics, with the broker's default replication.");
    static final Option<Integer> RAW_PARTITIONS = LIST.add("topic.raw.partitions", whole(1, 10_000), "12",
            "Number of partitions of the raw topic if it is created. Do not change it later: a patient's deliveries are in order only"
                    + " within one partition.");
    static final Option<Long> HEARTBEAT = LIST.add("heartbeat.interval", duration(), "10s",
            "How often a heartbeat is written into every raw partition, so that the arrival clock moves while no deliveries arrive; 0s for"
                    + " never.");
    static final Option<Optional<String>> RECEIVER_ID = LIST.add("receiver.id",
            optional(text().only(ReceiverId::isValid, "must be 1 to 64 letters, digits, dots, hyphens or underscores; not \"broker\"")), "",
            "Name of this receiver in heartbeats, health and metrics; different for each receiver. Default: host name and listen.port.");
    static final Option<String> STUDY_DEFAULT = LIST.add("study.default", text(), "unknown",
            "The study of a delivery that names none.");
    static final Option<Integer> HISTORY_ROWS = LIST.add("history.rows", whole(1, 1_000_000), "10000",
            "Number of deliveries with a good signature that the delivery page can list; of other requests it lists a tenth.");
    static final Option<Integer> HISTORY_DETAILS = LIST.add("history.details", whole(0, 100_000), "1000",
            "Number of failed rows whose request is kept in memory, of deliveries and of other requests each.");
    static final Option<Bodies> HISTORY_BODIES = LIST.add("history.bodies", choice(Bodies.class), "masked",
            "How the first 4 KiB of a failed request's body are shown: off; masked, structure without values; shown, with the patient's"
                    + " readings.");
    static final Option<List<String>> HISTORY_HEADERS = LIST.add("history.headers", list(",").map(ReceiverOptions::headers), "",
            "Headers whose values are shown besides the usual ones, separated by commas. Of other headers only the length is shown, of"
                    + " signatures the shape.");
    static final Option<Integer> HISTORY_HASHES = LIST.add("history.hashes", whole(1, 10_000_000), "100000",
            "Number of bodies whose attempts are counted.");

    static final Family SECRET = LIST.add(SecretFamily.FAMILY);
    static final Family KAFKA = LIST.add(KafkaFamily.with(KAFKA_CONFIG));

    private static final OptionList ALL = LIST.build();

    private ReceiverOptions() {}

    /** All settings and families, in the order of the documentation. */
    public static OptionList all() {
        return ALL;
    }

    private static List<String> headers(List<String> names) {
        for (String name : names) {
            if (!name.matches(HEADER_NAME)) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a header");
            }
        }
        return names;
    }

    private static List<String> hosts(List<String> names) {
        for (String name : names) {
            if (!name.matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+\\]")) {
                throw new IllegalArgumentException("\"" + name + "\" is not a host name; write it without scheme and port");
            }
        }
        return names;
    }
}
