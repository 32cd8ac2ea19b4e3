package io.vitalwatch.receiver;

import io.vitalwatch.receiver.DeliveryHandler.Desk;
import io.vitalwatch.receiver.ReceiverSettings.Listen;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/**
 * The webhook receiver: takes signed deliveries at its public address and answers 204 only once Kafka has them. Starts without Kafka too,
 * answering 503 until it is there.
 */
public final class Receiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
    private static final long IDLE_MILLIS = 60_000;

    private final ReceiverSettings settings;
    private final ArrivalSource arrivals;
    private final InFlight inFlight;
    private final Metrics metrics = new Metrics();
    private final StudySwitch studies = new StudySwitch();
    private final KafkaSide kafka;
    private final History history;
    private final EventStreams streams;
    private final DeliveryHandler deliveries;
    private final TlsFiles tls;
    private final Server publicServer;
    private final Server privateServer;
    private final Pulse pulse;
    private volatile boolean draining;

    private Receiver(ReceiverSettings settings, ArrivalSource arrivals) {
        this.settings = settings;
        this.arrivals = arrivals;
        this.tls = settings.tls() == null ? null : new TlsFiles(settings.tls());
        this.inFlight = new InFlight(settings.limits().high(), settings.limits().low());
        String name = UUID.randomUUID().toString().substring(0, 8);
        this.kafka = new KafkaSide(settings, name, studies);
        this.history = new History(settings.history().rows(), settings.history().details(), settings.history().hashes(), kafka::keep);
        this.streams = new EventStreams(history);
        this.deliveries = new DeliveryHandler(new Desk(settings, arrivals, kafka.log(), studies, history, metrics, inFlight,
                this::taking, name));
        StudyApi studyApi = new StudyApi(studies, kafka.log(), settings.topics().studies(), System::currentTimeMillis);
        this.publicServer = server(deliveries, settings.publicListen(), tls, settings.limits().readTimeout(), "receiver-public");
        this.privateServer = server(new PrivateHandler(settings.privateListen().loopback(), history, studyApi, streams,
                () -> metrics.text(inFlight, history, ready(), arrivals.now()), this::ready), settings.privateListen(), null,
                IDLE_MILLIS, "receiver-private");
        this.pulse = new Pulse(settings, arrivals, kafka, deliveries, tls);
    }

    /**
     * Starts a receiver that goes by the wall clock. Returns when it listens; see {@link #awaitReady}.
     *
     * @throws WrongSetting when the certificate cannot be used
     * @throws IOException when an address cannot be listened on; the message names it
     */
    public static Receiver start(ReceiverSettings settings) throws IOException {
        return start(settings, ArrivalSource.wallClock());
    }

    /** Starts a receiver that takes the time of arrival from elsewhere; for a program that plays the vendor, too. */
    public static Receiver start(ReceiverSettings settings, ArrivalSource arrivals) throws IOException {
        Receiver receiver = new Receiver(settings, arrivals);
        boolean started = false;
        try {
            receiver.history.start();
            receiver.kafka.start(receiver.history);
            receiver.pulse.start();
            listen(receiver.privateServer, settings.privateListen(), "private");
            listen(receiver.publicServer, settings.publicListen(), "listen");
            started = true;
            return receiver;
        } finally {
            if (!started) {
                receiver.close();
            }
        }
    }

    /** Where deliveries go, with the path. */
    public URI publicUri() {
        return uri(publicServer, settings.publicListen(), tls == null ? "http" : "https").resolve(settings.path());
    }

    /** Where the delivery page, metrics and health are. */
    public URI privateUri() {
        return uri(privateServer, settings.privateListen(), "http");
    }

    /** Whether deliveries are taken: Kafka is there, the study switch has been read, and nobody is stopping it. */
    public boolean ready() {
        return taking() && kafka.log().available();
    }

    /** Waits until it is ready; false when it took longer than given. */
    public boolean awaitReady(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!ready()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    /** Deliveries that Kafka has acknowledged. */
    public long storedDeliveries() {
        return metrics.storedDeliveries();
    }

    /** Stops taking deliveries, ends live pages, answers what is under way, and lets Kafka have all of it. Closing twice does nothing. */
    @Override
    public void close() {
        draining = true;
        streams.close();
        awaitAnswers();
        stop(publicServer);
        pulse.close();
        history.close();
        kafka.close();
        stop(privateServer);
    }

    InFlight inFlight() {
        return inFlight;
    }

    private boolean taking() {
        return !draining && kafka.studiesKnown();
    }

    private void awaitAnswers() {
        long end = System.nanoTime() + Duration.ofMillis(settings.limits().drain()).toNanos();
        try {
            while (deliveries.underWay() > 0 && System.nanoTime() < end) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Server server(Handler handler, Listen listen, TlsFiles tls, long idle, String name) {
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName(name);
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setErrorHandler(new QuietErrors());
        server.setStopTimeout(2000);
        server.setHandler(handler);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(16 * 1024);
        http.setIdleTimeout(idle);
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, 1, -1, new StrictHttp(http));
        } else {
            // A name check (SNI) would turn away senders that call an address or a name of a proxy; the signature says who they are.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(server, 1, -1, new SslConnectionFactory(tls.factory(), HttpVersion.HTTP_1_1.asString()),
                    new StrictHttp(http));
        }
        connector.setHost(listen.address());
        connector.setPort(listen.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        return server;
    }

    private static void listen(Server server, Listen listen, String setting) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("cannot listen on " + listen.address() + ":" + listen.port() + " (" + e.getMessage() + "); choose another"
                    + " with --" + setting + ".address and --" + setting + ".port", e);
        }
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The server on {} did not stop in time", server.getConnectors()[0], e);
        }
    }

    private static URI uri(Server server, Listen listen, String scheme) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        String host = listen.address().equals("0.0.0.0") || listen.address().equals("::") ? "localhost" : listen.address();
        return URI.create(scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + "/");
    }
}
