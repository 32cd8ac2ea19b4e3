package io.vitalwatch.receiver;

import io.vitalwatch.receiver.http.ShownDetails;
import io.vitalwatch.receiver.signature.SignatureSettings;
import io.vitalwatch.settings.GivenSettings;
import io.vitalwatch.settings.Secret;
import io.vitalwatch.settings.SettingsException;
import io.vitalwatch.web.access.SignInSettings;
import io.vitalwatch.web.oidc.OidcSettings;
import io.vitalwatch.web.access.TrustedProxies;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All settings of a receiver, validated. Read by {@link #read} from arguments, a properties file and the environment; see
 * {@link ReceiverOptions} for names and defaults.
 */
public final class ReceiverSettings {
    /** An address to listen on; port 0 means any free one. */
    record Listen(String address, int port) {
        /** Whether only this machine can connect. */
        boolean loopback() {
            try {
                return InetAddress.getByName(address).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }

    /**
     * The key store, how often it is checked for a new certificate (0 for never), and the authorities of senders' client certificates on
     * the public address, or null.
     */
    public record Tls(Path keystore, Path passwordFile, long reloadMillis, Path clientCa) {}

    /**
     * Who can use the private address.
     *
     * @param oidc sign-in by OpenID Connect, or null
     * @param hosts allowed host names besides those of the loopback interface
     * @param tls whether it uses TLS
     * @param clientCa the authorities of client certificates, or null
     */
    record PrivateAccess(SignInSettings signIn, OidcSettings oidc, List<String> hosts, boolean tls, Path clientCa, String console) {}

    /** Limits of bodies, memory and waiting; sizes in bytes, times in milliseconds. */
    public record Limits(int body, long high, long low, long deadline, long readTimeout, long readRate, long drain,
            long drainDelay, long retryAfterSeconds) {}

    /** Limits of the public address's connections; the longest time for a request's head in milliseconds. */
    record Connections(int total, int perAddress, long headMillis) {}

    /** Names of Kafka topics, and whether and how missing ones are created. */
    record Topics(String raw, String studies, String deliveries, String receivers, String totals, Optional<String> control,
            Optional<String> audit, boolean create, int rawPartitions) {}

    /** Reads the secrets as they are now, and how often to do so; 0 for never. */
    record FollowedSecrets(Supplier<List<Secret>> now, long reloadMillis) {}

    /** Sizes of the delivery history: rows, failed rows with their request, bodies whose attempts are counted. */
    record HistorySize(int rows, int details, int hashes) {}

    private final String path;
    private final Listen publicListen;
    private final Listen privateListen;
    private final PrivateAccess access;
    private final Tls tls;
    private final TrustedProxies proxies;
    private final SignatureSettings signature;
    private final FollowedSecrets secrets;
    private final ShownDetails shown;
    private final boolean anyContentType;
    private final Limits limits;
    private final Connections connections;
    private final Topics topics;
    private final HistorySize history;
    private final Map<String, String> kafka;
    private final long heartbeatMillis;
    private final String defaultStudy;
    private final Optional<String> id;
    private final Optional<Path> jobConfig;

    ReceiverSettings(String path, Listen publicListen, Listen privateListen, PrivateAccess access, Tls tls, TrustedProxies proxies,
            SignatureSettings signature, FollowedSecrets secrets, ShownDetails shown, boolean anyContentType, Limits limits,
            Connections connections, Topics topics, HistorySize history, Map<String, String> kafka, long heartbeatMillis,
            String defaultStudy, Optional<String> id, Optional<Path> jobConfig) {
        this.path = path;
        this.publicListen = publicListen;
        this.privateListen = privateListen;
        this.access = access;
        this.tls = tls;
        this.proxies = proxies;
        this.signature = signature;
        this.secrets = secrets;
        this.shown = shown;
        this.anyContentType = anyContentType;
        this.limits = limits;
        this.connections = connections;
        this.topics = topics;
        this.history = history;
        this.kafka = Map.copyOf(kafka);
        this.heartbeatMillis = heartbeatMillis;
        this.defaultStudy = defaultStudy;
        this.id = id;
        this.jobConfig = jobConfig;
    }

    /**
     * Reads settings. Arguments have precedence over the environment, and the environment over the file of {@code --config}.
     *
     * @param arguments {@code --name=value} or {@code --name value}
     * @param environment as of {@link System#getenv()}
     * @throws SettingsException when anything is unknown, malformed or missing
     */
    public static ReceiverSettings read(List<String> arguments, Map<String, String> environment) {
        return new ReceiverSettingsReader(GivenSettings.read(ReceiverOptions.all(), arguments, environment, List.of())).read();
    }

    public String path() {
        return path;
    }

    Listen publicListen() {
        return publicListen;
    }

    Listen privateListen() {
        return privateListen;
    }

    PrivateAccess access() {
        return access;
    }

    /** Null if the public address uses plain HTTP. */
    Tls tls() {
        return tls;
    }

    public TrustedProxies proxies() {
        return proxies;
    }

    public SignatureSettings signature() {
        return signature;
    }

    FollowedSecrets followedSecrets() {
        return secrets;
    }

    ShownDetails shown() {
        return shown;
    }

    /** Whether a body is read whatever its content type is. */
    boolean anyContentType() {
        return anyContentType;
    }

    public Limits limits() {
        return limits;
    }

    Connections connections() {
        return connections;
    }

    Topics topics() {
        return topics;
    }

    HistorySize history() {
        return history;
    }

    Map<String, String> kafka() {
        return kafka;
    }

    /** Interval of heartbeats; 0 for none. */
    long heartbeatMillis() {
        return heartbeatMillis;
    }

    public String defaultStudy() {
        return defaultStudy;
    }

    /** The name of this receiver, if one is given. */
    Optional<String> id() {
        return id;
    }

    /** The job's parameters, if they are not the defaults. */
    Optional<Path> jobConfig() {
        return jobConfig;
    }
}
