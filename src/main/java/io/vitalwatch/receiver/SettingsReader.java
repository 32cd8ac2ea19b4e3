package io.vitalwatch.receiver;

import io.vitalwatch.model.Durations;
import io.vitalwatch.receiver.GivenSettings.Given;
import io.vitalwatch.receiver.ReceiverOptions.Option;
import io.vitalwatch.receiver.ReceiverSettings.HistorySize;
import io.vitalwatch.receiver.ReceiverSettings.Limits;
import io.vitalwatch.receiver.ReceiverSettings.Listen;
import io.vitalwatch.receiver.ReceiverSettings.Tls;
import io.vitalwatch.receiver.ReceiverSettings.Topics;
import io.vitalwatch.receiver.SignatureSettings.Encoding;
import io.vitalwatch.receiver.SignatureSettings.Scheme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the texts of settings, and what they may not be together. */
final class SettingsReader {
    private static final List<String> HEADERS =
            List.of("X-Corsano-Signature", "X-Webhook-Signature", "X-Signature", "X-Hub-Signature-256");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})\\s*(KiB|MiB|GiB|B)");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private final GivenSettings given;
    private final Map<String, String> environment;

    SettingsReader(GivenSettings given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    ReceiverSettings read() {
        Map<String, String> kafka = given.kafka();
        if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new WrongSetting("where is Kafka? Give --kafka.bootstrap.servers=HOST:PORT, or bootstrap.servers in --kafka-config=FILE");
        }
        String path = text(ReceiverOptions.PATH);
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw wrong(ReceiverOptions.PATH, "is no path such as /webhooks/corsano");
        }
        Tls tls = tls();
        return new ReceiverSettings(path, publicListen(tls), listen(ReceiverOptions.PRIVATE_ADDRESS, ReceiverOptions.PRIVATE_PORT, "8081"),
                tls, proxies(), signature(), limits(), topics(), history(), kafka, millis(ReceiverOptions.HEARTBEAT, 0),
                text(ReceiverOptions.STUDY_DEFAULT));
    }

    SignatureSettings signature() {
        Scheme scheme = choice(ReceiverOptions.SIGNATURE_SCHEME, Scheme.values(), Scheme::label);
        List<String> headers = list(ReceiverOptions.SIGNATURE_HEADERS, ",");
        if (headers.isEmpty()) {
            headers = scheme == Scheme.STANDARD_WEBHOOKS ? List.of("webhook-signature") : HEADERS;
        }
        for (String header : headers) {
            if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
                throw wrong(ReceiverOptions.SIGNATURE_HEADERS, "holds \"" + header + "\", which is no name of a header");
            }
        }
        String algorithm = choice(ReceiverOptions.SIGNATURE_ALGORITHM, new String[] {"HmacSHA256", "HmacSHA384", "HmacSHA512"},
                each -> each);
        return new SignatureSettings(scheme, headers, algorithm,
                choice(ReceiverOptions.SIGNATURE_ENCODING, Encoding.values(), Encoding::label),
                list(ReceiverOptions.SIGNATURE_PREFIXES, " "), millis(ReceiverOptions.SIGNATURE_TOLERANCE, 1000), secrets());
    }

    private List<Secret> secrets() {
        Map<String, Given> family = given.family(ReceiverOptions.SECRET);
        List<Secret> secrets = new ArrayList<>();
        family.forEach((name, source) -> {
            if (name.indexOf('.') >= 0) {
                String owner = name.substring(0, name.indexOf('.'));
                if (!family.containsKey(owner)) {
                    throw new WrongSetting(source.where() + ": there is no secret." + owner + "; give it too");
                }
                return;
            }
            long notBefore = instant(family.get(name + ".not-before"), Long.MIN_VALUE);
            long notAfter = instant(family.get(name + ".not-after"), Long.MAX_VALUE);
            if (notBefore >= notAfter) {
                throw new WrongSetting("secret." + name + " never counts: its not-before is not before its not-after");
            }
            secrets.add(new Secret(name, SecretSource.read(source.text(), source.where(), environment), notBefore, notAfter));
        });
        if (secrets.isEmpty()) {
            throw new WrongSetting("no secret is configured, and without one whoever knows the address could raise alarms or hide them."
                    + " Give the webhook's shared secret with --secret.corsano=file:PATH or --secret.corsano=env:NAME");
        }
        return secrets;
    }

    private Tls tls() {
        if (!given.has(ReceiverOptions.TLS_KEYSTORE)) {
            if (given.has(ReceiverOptions.TLS_PASSWORD_FILE)) {
                throw wrong(ReceiverOptions.TLS_PASSWORD_FILE, "has no key store to open; give --tls.keystore=FILE too");
            }
            return null;
        }
        if (!given.has(ReceiverOptions.TLS_PASSWORD_FILE)) {
            throw wrong(ReceiverOptions.TLS_KEYSTORE, "needs its password; give --tls.password-file=FILE");
        }
        return new Tls(file(ReceiverOptions.TLS_KEYSTORE), file(ReceiverOptions.TLS_PASSWORD_FILE), millis(ReceiverOptions.TLS_RELOAD, 0));
    }

    private Listen publicListen(Tls tls) {
        return listen(ReceiverOptions.LISTEN_ADDRESS, ReceiverOptions.LISTEN_PORT, tls == null ? "8080" : "8443");
    }

    private Listen listen(Option address, Option port, String otherwise) {
        String text = given.has(port) ? text(port) : otherwise;
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw wrong(port, "is no port from 0 to 65535");
        }
        return new Listen(text(address), Integer.parseInt(text));
    }

    private TrustedProxies proxies() {
        try {
            return TrustedProxies.of(list(ReceiverOptions.PROXIES, ","));
        } catch (IllegalArgumentException e) {
            throw new WrongSetting(given.get(ReceiverOptions.PROXIES).where() + ": " + e.getMessage());
        }
    }

    private Limits limits() {
        long body = bytes(ReceiverOptions.BODY_LIMIT);
        long high = bytes(ReceiverOptions.HIGH);
        long low = bytes(ReceiverOptions.LOW);
        if (body < 1024 || body > 64 << 20) {
            throw wrong(ReceiverOptions.BODY_LIMIT, "is outside 1KiB to 64MiB");
        }
        if (high < 2 * body) {
            throw wrong(ReceiverOptions.HIGH, "is less than two bodies of body.limit (" + text(ReceiverOptions.BODY_LIMIT) + ")");
        }
        if (low >= high) {
            throw wrong(ReceiverOptions.LOW, "is not below in-flight.high (" + text(ReceiverOptions.HIGH) + ")");
        }
        long retryAfter = millis(ReceiverOptions.RETRY_AFTER, 1000);
        if (retryAfter % 1000 != 0) {
            throw wrong(ReceiverOptions.RETRY_AFTER, "is not in whole seconds, and HTTP knows no other");
        }
        return new Limits((int) body, high, low, millis(ReceiverOptions.DEADLINE, 10), millis(ReceiverOptions.READ_TIMEOUT, 100),
                millis(ReceiverOptions.DRAIN, 0), retryAfter / 1000);
    }

    private Topics topics() {
        for (Option each : List.of(ReceiverOptions.TOPIC_RAW, ReceiverOptions.TOPIC_STUDIES, ReceiverOptions.TOPIC_DELIVERIES)) {
            if (!TOPIC.matcher(text(each)).matches()) {
                throw wrong(each, "is no name of a Kafka topic");
            }
        }
        String create = choice(ReceiverOptions.TOPICS_CREATE, new String[] {"true", "false"}, each -> each);
        return new Topics(text(ReceiverOptions.TOPIC_RAW), text(ReceiverOptions.TOPIC_STUDIES), text(ReceiverOptions.TOPIC_DELIVERIES),
                create.equals("true"), number(ReceiverOptions.RAW_PARTITIONS, 1, 10_000));
    }

    private HistorySize history() {
        return new HistorySize(number(ReceiverOptions.HISTORY_ROWS, 1, 1_000_000), number(ReceiverOptions.HISTORY_DETAILS, 0, 100_000),
                number(ReceiverOptions.HISTORY_HASHES, 1, 10_000_000));
    }

    private String text(Option option) {
        return given.get(option).text();
    }

    private List<String> list(Option option, String separator) {
        return Arrays.stream(text(option).split(separator)).map(String::trim).filter(each -> !each.isEmpty()).toList();
    }

    private <T> T choice(Option option, T[] values, java.util.function.Function<T, String> label) {
        for (T value : values) {
            if (label.apply(value).equals(text(option))) {
                return value;
            }
        }
        throw wrong(option, "is none of " + String.join(", ", Arrays.stream(values).map(label).toList()));
    }

    private int number(Option option, int least, int most) {
        String text = text(option);
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw wrong(option, "is no number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private long millis(Option option, long least) {
        try {
            long millis = Durations.parse(text(option));
            if (millis < least) {
                throw wrong(option, "is shorter than " + Durations.format(least));
            }
            return millis;
        } catch (WrongSetting e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new WrongSetting(given.get(option).where() + ": " + e.getMessage());
        }
    }

    private long bytes(Option option) {
        Matcher matcher = BYTES.matcher(text(option).trim());
        if (!matcher.matches()) {
            throw wrong(option, "is no size with a unit; write 4MiB, 512KiB or 1000B");
        }
        int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private Path file(Option option) {
        Path path = Path.of(text(option));
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw wrong(option, "is no file that may be read");
        }
        return path;
    }

    private static long instant(Given given, long otherwise) {
        if (given == null) {
            return otherwise;
        }
        try {
            return Instant.parse(given.text()).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new WrongSetting(given.where() + "=" + given.text() + " is no time; write it as 2026-11-01T00:00:00Z");
        }
    }

    private WrongSetting wrong(Option option, String why) {
        Given value = given.get(option);
        return new WrongSetting(value.where() + "=" + value.text() + " " + why);
    }
}
