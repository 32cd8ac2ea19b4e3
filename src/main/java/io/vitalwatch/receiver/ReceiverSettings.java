package io.vitalwatch.receiver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that a receiver is told, checked. Read by {@link #read} from arguments, a properties file and the environment; see
 * {@link ReceiverOptions} for names and defaults.
 */
public final class ReceiverSettings {
    /** An address to listen on; port 0 means any that is free. */
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

    /** The key store of the public address and how often it is looked at for a new certificate; 0 for never. */
    record Tls(Path keystore, Path passwordFile, long reloadMillis) {}

    /** Sizes in bytes, times in milliseconds. */
    record Limits(int body, long high, long low, long deadline, long readTimeout, long drain, long retryAfterSeconds) {}

    /** Names in Kafka, and whether and how missing topics are made. */
    record Topics(String raw, String studies, String deliveries, boolean create, int rawPartitions) {}

    /** What the delivery history keeps: rows, failed rows with their request, bodies whose attempts are counted. */
    record HistorySize(int rows, int details, int hashes) {}

    private final String path;
    private final Listen publicListen;
    private final Listen privateListen;
    private final Tls tls;
    private final TrustedProxies proxies;
    private final SignatureSettings signature;
    private final Limits limits;
    private final Topics topics;
    private final HistorySize history;
    private final Map<String, String> kafka;
    private final long heartbeatMillis;
    private final String defaultStudy;

    ReceiverSettings(String path, Listen publicListen, Listen privateListen, Tls tls, TrustedProxies proxies,
            SignatureSettings signature, Limits limits, Topics topics, HistorySize history, Map<String, String> kafka, long heartbeatMillis,
            String defaultStudy) {
        this.path = path;
        this.publicListen = publicListen;
        this.privateListen = privateListen;
        this.tls = tls;
        this.proxies = proxies;
        this.signature = signature;
        this.limits = limits;
        this.topics = topics;
        this.history = history;
        this.kafka = Map.copyOf(kafka);
        this.heartbeatMillis = heartbeatMillis;
        this.defaultStudy = defaultStudy;
    }

    /**
     * Reads settings: arguments count over the environment, that over the file named by {@code --config}.
     *
     * @param arguments each {@code --name=value}
     * @param environment as of {@link System#getenv()}
     * @throws WrongSetting when anything is unknown, malformed or missing
     */
    public static ReceiverSettings read(List<String> arguments, Map<String, String> environment) {
        return new SettingsReader(GivenSettings.read(arguments, environment), environment).read();
    }

    String path() {
        return path;
    }

    Listen publicListen() {
        return publicListen;
    }

    Listen privateListen() {
        return privateListen;
    }

    /** Null where the public address speaks plain HTTP. */
    Tls tls() {
        return tls;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    SignatureSettings signature() {
        return signature;
    }

    Limits limits() {
        return limits;
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

    /** 0 for no heartbeats. */
    long heartbeatMillis() {
        return heartbeatMillis;
    }

    String defaultStudy() {
        return defaultStudy;
    }
}
