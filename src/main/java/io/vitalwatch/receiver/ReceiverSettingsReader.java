package io.vitalwatch.receiver;

import io.vitalwatch.receiver.ReceiverSettings.Connections;
import io.vitalwatch.receiver.ReceiverSettings.FollowedSecrets;
import io.vitalwatch.receiver.ReceiverSettings.HistorySize;
import io.vitalwatch.receiver.ReceiverSettings.Limits;
import io.vitalwatch.receiver.ReceiverSettings.Listen;
import io.vitalwatch.receiver.ReceiverSettings.PrivateAccess;
import io.vitalwatch.receiver.ReceiverSettings.Tls;
import io.vitalwatch.receiver.ReceiverSettings.Topics;
import io.vitalwatch.receiver.http.ShownDetails;
import io.vitalwatch.receiver.signature.SignatureSettings;
import io.vitalwatch.receiver.signature.SignatureSettings.Scheme;
import io.vitalwatch.receiver.signature.SignedContent;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.KafkaFamily;
import io.vitalwatch.settings.Option;
import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SecretFamily;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.settings.Sizes;
import io.vitalwatch.web.access.SignInSettings;
import io.vitalwatch.web.oidc.OidcSettings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@link ReceiverSettings} and refuses values that contradict each other. */
final class ReceiverSettingsReader {
    private static final int PLAIN_PORT = 8080;
    private static final int TLS_PORT = 8443;

    private final GivenSettings given;

    ReceiverSettingsReader(GivenSettings given) {
        this.given = given;
    }

    /** Reads every option. */
    ReceiverSettings read() {
        Map<String, String> kafka = given.texts(ReceiverOptions.KAFKA);
        KafkaFamily.requireBootstrap(kafka);
        Tls tls = tls();
        int port = given.get(ReceiverOptions.LISTEN_PORT).orElse(tls == null ? PLAIN_PORT : TLS_PORT);
        Listen closed = new Listen(given.get(ReceiverOptions.PRIVATE_ADDRESS), given.get(ReceiverOptions.PRIVATE_PORT));
        return new ReceiverSettings(given.get(ReceiverOptions.PATH), new Listen(publicAddress(tls), port), closed, access(closed, tls), tls,
                given.get(ReceiverOptions.PROXIES), signature(),
                new FollowedSecrets(() -> SecretFamily.read(given), given.get(ReceiverOptions.SECRETS_RELOAD)),
                new ShownDetails(Set.copyOf(given.get(ReceiverOptions.HISTORY_HEADERS)), given.get(ReceiverOptions.HISTORY_BODIES)),
                given.get(ReceiverOptions.ANY_CONTENT_TYPE), limits(), connections(), topics(), history(), kafka,
                given.get(ReceiverOptions.HEARTBEAT), given.get(ReceiverOptions.STUDY_DEFAULT), given.get(ReceiverOptions.RECEIVER_ID),
                Optional.ofNullable(readable(ReceiverOptions.JOB_CONFIG)));
    }

    private SignatureSettings signature() {
        Scheme scheme = given.get(ReceiverOptions.SIGNATURE_SCHEME);
        List<String> headers = given.get(ReceiverOptions.SIGNATURE_HEADERS);
        SignedContent content = given.get(ReceiverOptions.SIGNATURE_CONTENT).orElse(scheme.content());
        String time = given.get(ReceiverOptions.SIGNATURE_TIME).orElse(content.hasTime() ? scheme.time() : "");
        String id = given.get(ReceiverOptions.SIGNATURE_ID).orElse(content.hasId() ? scheme.id() : "");
        if (content.hasTime() == time.isEmpty()) {
            throw given.refuse(ReceiverOptions.SIGNATURE_TIME, content.hasTime() ? "what is signed has {t}; say where the time is"
                    : "what is signed (" + content + ") has no {t}; give --signature.content too");
        }
        if (content.hasId() == id.isEmpty()) {
            throw given.refuse(ReceiverOptions.SIGNATURE_ID, content.hasId() ? "what is signed has {id}; name its header"
                    : "what is signed (" + content + ") has no {id}; give --signature.content too");
        }
        List<Secret> secrets = SecretFamily.read(given);
        if (secrets.isEmpty()) {
            throw new SettingsException("no secret is configured, and without one everybody who knows the address could raise or hide"
                    + " alarms. Give the webhook's shared secret with --secret.corsano=file:PATH or --secret.corsano=env:NAME");
        }
        return new SignatureSettings(headers.isEmpty() ? scheme.headers() : headers, content, time, id,
                given.get(ReceiverOptions.SIGNATURE_ALGORITHM),
                given.get(ReceiverOptions.SIGNATURE_ENCODING), given.get(ReceiverOptions.SIGNATURE_PREFIXES),
                given.get(ReceiverOptions.SIGNATURE_TOLERANCE), secrets);
    }

    /** Null if there is no key store. */
    private Tls tls() {
        Optional<Path> keystore = given.get(ReceiverOptions.TLS_KEYSTORE);
        Optional<Path> password = given.get(ReceiverOptions.TLS_PASSWORD_FILE);
        long reload = given.get(ReceiverOptions.TLS_RELOAD);
        if (keystore.isEmpty() && password.isPresent()) {
            throw given.refuse(ReceiverOptions.TLS_PASSWORD_FILE, "is given without a key store; give --tls.keystore=FILE too");
        }
        if (keystore.isPresent() && password.isEmpty()) {
            throw given.refuse(ReceiverOptions.TLS_KEYSTORE, "needs its password; give --tls.password-file=FILE");
        }
        if (keystore.isEmpty()) {
            if (given.get(ReceiverOptions.TLS_CLIENT_CA).isPresent()) {
                throw given.refuse(ReceiverOptions.TLS_CLIENT_CA, "needs a certificate of the receiver; give --tls.keystore=FILE");
            }
            return null;
        }
        return new Tls(readable(ReceiverOptions.TLS_KEYSTORE, keystore.get()), readable(ReceiverOptions.TLS_PASSWORD_FILE, password.get()),
                reload, readable(ReceiverOptions.TLS_CLIENT_CA));
    }

    /** Plain HTTP is for a proxy on this machine, unless the user says that it may come from others. */
    private String publicAddress(Tls tls) {
        boolean others = tls != null || !given.get(ReceiverOptions.PROXIES).isEmpty() || given.get(ReceiverOptions.LISTEN_PLAIN);
        String address = given.get(ReceiverOptions.LISTEN_ADDRESS).orElse(others ? "0.0.0.0" : "127.0.0.1");
        if (!others && !new Listen(address, 0).loopback()) {
            throw given.refuse(ReceiverOptions.LISTEN_ADDRESS, "deliveries of patients would come as plain HTTP from other machines; give"
                    + " --tls.keystore=FILE, or --trusted-proxies=ADDRESSES for a proxy that ends TLS, or --listen.plain=true");
        }
        return address;
    }

    private PrivateAccess access(Listen closed, Tls tls) {
        SignInSettings signIn = new SignInSettings(readable(ReceiverOptions.PRIVATE_USERS), readable(ReceiverOptions.PRIVATE_TOKENS),
                given.get(ReceiverOptions.PRIVATE_CLIENT_CA).isPresent(), given.get(ReceiverOptions.PRIVATE_IDENTITY_HEADER).orElse(null),
                given.get(ReceiverOptions.PRIVATE_IDENTITY_PROXIES), given.get(ReceiverOptions.PRIVATE_UNPROTECTED));
        OidcSettings oidc = ReceiverOptions.PRIVATE_OIDC.read(given);
        boolean encrypted = given.get(ReceiverOptions.PRIVATE_TLS);
        Path clientCa = readable(ReceiverOptions.PRIVATE_CLIENT_CA);
        if (encrypted && tls == null) {
            throw given.refuse(ReceiverOptions.PRIVATE_TLS, "needs a certificate; give --tls.keystore=FILE");
        }
        if (clientCa != null && !encrypted) {
            throw given.refuse(ReceiverOptions.PRIVATE_CLIENT_CA, "needs --private.tls=true");
        }
        if (clientCa != null && signIn.users() == null) {
            throw given.refuse(ReceiverOptions.PRIVATE_CLIENT_CA, "needs --private.users=FILE, which has the role of each name");
        }
        if (signIn.identityHeader() != null && (signIn.users() == null || signIn.identityProxies().isEmpty())) {
            throw given.refuse(ReceiverOptions.PRIVATE_IDENTITY_HEADER, "needs --private.users=FILE, which has the role of each name, and"
                    + " --private.identity-proxies=ADDRESSES");
        }
        if (signIn.identityHeader() == null && !signIn.identityProxies().isEmpty()) {
            throw given.refuse(ReceiverOptions.PRIVATE_IDENTITY_PROXIES, "needs --private.identity-header=NAME");
        }
        boolean required = signIn.required() || oidc != null;
        if (signIn.unprotected() && required) {
            throw given.refuse(ReceiverOptions.PRIVATE_UNPROTECTED, "contradicts --private.users, --private.tokens and --private.oidc.issuer;"
                    + " leave one");
        }
        if (!closed.loopback() && !required && !signIn.unprotected()) {
            throw given.refuse(ReceiverOptions.PRIVATE_ADDRESS, "other machines can reach it, and nobody has to sign in; give"
                    + " --private.users=FILE or --private.oidc.issuer=ADDRESS for people, --private.tokens=FILE for programs, or"
                    + " --private.unprotected=true if something"
                    + " else protects it");
        }
        List<String> hosts = new ArrayList<>(given.get(ReceiverOptions.PRIVATE_HOSTS));
        if (oidc != null) {
            hosts.add(oidc.address().getHost());
        }
        return new PrivateAccess(signIn, oidc, List.copyOf(hosts), encrypted, clientCa, given.get(ReceiverOptions.CONSOLE).orElse(null));
    }

    /** Null if the option is not given. */
    private Path readable(Option<Optional<Path>> option) {
        return given.get(option).map(file -> readable(option, file)).orElse(null);
    }

    private Path readable(Option<?> option, Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw given.refuse(option, "is not a file that can be read");
        }
        return file;
    }

    private Limits limits() {
        long body = given.get(ReceiverOptions.BODY_LIMIT);
        long high = given.get(ReceiverOptions.HIGH);
        long low = given.get(ReceiverOptions.LOW);
        if (high < 2 * body) {
            throw given.refuse(ReceiverOptions.HIGH, "is less than two bodies of body.limit (" + Sizes.format(body) + ")");
        }
        if (low >= high) {
            throw given.refuse(ReceiverOptions.LOW, "must be below in-flight.high (" + Sizes.format(high) + ")");
        }
        return new Limits(Math.toIntExact(body), high, low, given.get(ReceiverOptions.DEADLINE), given.get(ReceiverOptions.READ_TIMEOUT),
                given.get(ReceiverOptions.READ_RATE), given.get(ReceiverOptions.DRAIN),
                given.get(ReceiverOptions.DRAIN_DELAY), given.get(ReceiverOptions.RETRY_AFTER) / 1000);
    }

    private Connections connections() {
        return new Connections(given.get(ReceiverOptions.CONNECTIONS), given.get(ReceiverOptions.CONNECTIONS_PER_ADDRESS),
                given.get(ReceiverOptions.HEAD_TIMEOUT));
    }

    private Topics topics() {
        return new Topics(given.get(ReceiverOptions.TOPIC_RAW), given.get(ReceiverOptions.TOPIC_STUDIES),
                given.get(ReceiverOptions.TOPIC_DELIVERIES), given.get(ReceiverOptions.TOPIC_RECEIVERS),
                given.get(ReceiverOptions.TOPIC_TOTALS), given.get(ReceiverOptions.TOPIC_CONTROL), given.get(ReceiverOptions.TOPIC_AUDIT),
                given.get(ReceiverOptions.TOPICS_CREATE), given.get(ReceiverOptions.RAW_PARTITIONS));
    }

    private HistorySize history() {
        return new HistorySize(given.get(ReceiverOptions.HISTORY_ROWS), given.get(ReceiverOptions.HISTORY_DETAILS),
                given.get(ReceiverOptions.HISTORY_HASHES));
    }
}
