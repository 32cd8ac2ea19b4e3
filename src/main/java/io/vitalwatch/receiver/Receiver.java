package io.vitalwatch.receiver;

import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.job.JobSettingsReader;
import io.vitalwatch.receiver.ReceiverSettings.Listen;
import io.vitalwatch.receiver.ReceiverSettings.PrivateAccess;
import io.vitalwatch.receiver.ReceiverSettings.Tls;
import io.vitalwatch.receiver.clock.ClockComparison;
import io.vitalwatch.receiver.clock.ClockMetrics;
import io.vitalwatch.receiver.clock.StampClock;
import io.vitalwatch.receiver.history.DeliveryApi;
import io.vitalwatch.receiver.history.History;
import io.vitalwatch.receiver.history.HistoryTotals;
import io.vitalwatch.receiver.http.ArrivalSource;
import io.vitalwatch.receiver.http.DeliverySettings;
import io.vitalwatch.receiver.http.InFlight;
import io.vitalwatch.receiver.http.ReceiverContext;
import io.vitalwatch.receiver.http.ReceiverMetrics;
import io.vitalwatch.receiver.http.WebhookEndpoint;
import io.vitalwatch.receiver.study.StudyApi;
import io.vitalwatch.receiver.study.StudySwitch;
import io.vitalwatch.web.HostNames;
import io.vitalwatch.web.HttpServer;
import io.vitalwatch.web.MetricsPage;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.SignInPages;
import io.vitalwatch.web.TlsCertificate;
import io.vitalwatch.web.TlsCertificate.Clients;
import io.vitalwatch.web.access.Role;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import io.vitalwatch.web.connection.ConnectionLimits;
import io.vitalwatch.web.connection.FileDescriptors;
import io.vitalwatch.web.oidc.OidcSignIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The webhook receiver. It takes signed deliveries at its public address and answers 204 only after Kafka has stored them. It also starts
 * without Kafka, and answers 503 until Kafka is available.
 */
public final class Receiver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private final ReceiverSettings settings;
    private final InFlight inFlight;
    private final StudySwitch studies = new StudySwitch();
    private final ReceiverTopics topics;
    private final HistoryTotals totals;
    private final History history;
    private final DeliveryApi deliveryApi;
    private final ReceiverMetrics metrics;
    private final WebhookEndpoint deliveries;
    private final HttpServer publicServer;
    private final SortedMap<String, Role> privateRoutes;
    private final HttpServer privateServer;
    private final ReceiverAudit audit;
    private final Liveness liveness = new Liveness(System::nanoTime);
    private final BackgroundTasks tasks;
    private final ReadinessLog readiness = new ReadinessLog(LOG::warn, System.nanoTime());
    /** Unready, and deliveries are still taken. */
    private volatile boolean leaving;
    private volatile boolean draining;

    private Receiver(ReceiverSettings settings, ArrivalSource machine, ControlSettings job) {
        this.settings = settings;
        Tls tls = settings.tls();
        TlsCertificate certificate = tls == null ? null : new TlsCertificate(tls.keystore(), tls.passwordFile(),
                tls.clientCa() == null ? Clients.NOT_ASKED : Clients.REQUIRED, tls.clientCa());
        PrivateAccess access = settings.access();
        TlsCertificate privateCertificate = access.tls() ? new TlsCertificate(tls.keystore(), tls.passwordFile(),
                access.clientCa() == null ? Clients.NOT_ASKED : Clients.ASKED, access.clientCa()) : null;
        this.inFlight = new InFlight(settings.limits().high(), settings.limits().low());
        String process = UUID.randomUUID().toString().substring(0, 8);
        String id = ReceiverId.of(settings, process);
        StampClock clock = new StampClock(machine::now, System::nanoTime);
        ClockComparison comparison = new ClockComparison(id, process);
        ArrivalSource arrivals = machine.isSimulated() ? machine : ArrivalSource.real(clock::now);
        this.topics = new ReceiverTopics(settings, id, process, arrivals, clock, comparison, studies, job);
        this.totals = new HistoryTotals(id, process, machine.now());
        this.history = new History(settings.history().rows(), settings.history().details(), settings.history().hashes(), totals,
                topics::writeHistory);
        this.deliveryApi = new DeliveryApi(history, machine::now);
        this.metrics = new ReceiverMetrics(inFlight, history, arrivals::now, this::ready);
        ReceiverContext context = new ReceiverContext(deliverySettings(settings), arrivals, topics.log(), studies, history, metrics,
                inFlight, this::taking, process);
        this.deliveries = new WebhookEndpoint(context);
        SecretWatch secrets = new SecretWatch(settings.followedSecrets().now(), settings.signature().secrets(), context.signatures()::use);
        HealthReport health = new HealthReport(id, this::notReadyBecause, clock, comparison, topics.clocks(), topics.log(),
                settings.heartbeatMillis(), secrets::problem);
        metrics.gauge("secrets_active", "Secrets that are valid now; one that is used in two ways counts twice.",
                () -> context.signatures().secrets().stream().filter(each -> each.activeAt(System.currentTimeMillis())).count());
        metrics.gauge("secrets_unreadable", "1 while the secrets cannot be read again and the previous ones stay in use, else 0.",
                () -> secrets.problem() == null ? 0 : 1);
        metrics.counter("secret_changes_total", "How often changed secrets were put to use.", secrets::changes);
        metrics.gauge("dead_parts", "Parts of the receiver that have died; only a restart brings them back.",
                () -> liveness.dead().size());
        metrics.gauge("partitions_without_heartbeat", "Partitions of the raw topic that take no heartbeat of this receiver.",
                () -> health.partitionsWithoutHeartbeat().size());
        metrics.gauge("certificate_ends_seconds", "Seconds until the certificate in use ends; NaN without TLS.",
                () -> certificate == null ? Double.NaN : (certificate.endsAt().toEpochMilli() - System.currentTimeMillis()) / 1000.0);
        if (topics.relay() != null) {
            metrics.gauge("relay_active", "1 if this receiver copies control records into the raw topic, 0 if another one does.",
                    () -> topics.relay().active() ? 1 : 0);
            metrics.counter("relay_copies_total", "Copies of control records that were acknowledged.", topics.relay()::copies);
            metrics.counter("relay_failures_total", "Copies that were not acknowledged and were sent again.", topics.relay()::failures);
            metrics.gauge("relay_waiting", "Copies that wait until those before them are acknowledged.", () -> topics.relay().waiting());
        }
        if (topics.clocks() != null) {
            ClockMetrics.register(metrics.registry(), clock, topics.clocks(), comparison);
        }
        Listen open = settings.publicListen();
        this.publicServer = new HttpServer(new HttpServer.Binding("receiver-public", open.address(), open.port(), certificate,
                connectionLimits(settings)), deliveries);
        Listen closed = settings.privateListen();
        StudyApi studyApi = new StudyApi(studies, topics.log(), settings.topics().studies(), System::currentTimeMillis);
        this.audit = new ReceiverAudit(settings, machine::now);
        metrics.counter("audit_lost_total", "Records of the audit that were lost, because Kafka was away for long.", audit::lost);
        SignInPages pages = null;
        SignIn signIn = SignIn.notNeeded(closed.loopback() ? "local" : "unprotected");
        if (access.oidc() != null) {
            Sessions sessions = new Sessions(access.oidc().sessionMillis(), access.oidc().secure(), System::nanoTime);
            pages = new SignInPages(new OidcSignIn(access.oidc(), System::currentTimeMillis, System::nanoTime), sessions, audit.watcher());
            signIn = SignIn.bySession(sessions, access.signIn().required() ? access.signIn() : null, System::nanoTime)
                    .withPage(SignInPages.PATH);
        } else if (access.signIn().required()) {
            signIn = SignIn.by(access.signIn(), System::nanoTime);
        }
        signIn.watchedBy(audit.watcher());
        Routes routes = PrivateSite.routes(signIn, pages, access.console(), new HostNames(access.hosts(), !closed.loopback()), deliveryApi,
                studyApi, MetricsPage.of(metrics.registry()), health::get, liveness, this::ready, topics.log()::available);
        this.privateRoutes = routes.roles();
        this.privateServer = new HttpServer(HttpServer.Binding.of("receiver-private", closed.address(), closed.port(), privateCertificate),
                routes);
        this.tasks = new BackgroundTasks(settings, topics, deliveries, secrets,
                Stream.of(certificate, privateCertificate).filter(Objects::nonNull).toList(), liveness, this::logChanges);
    }

    /**
     * Starts a receiver of real time. It returns as soon as the receiver listens; see {@link #awaitReady}.
     *
     * @throws io.vitalwatch.settings.SettingsException if the certificate cannot be used
     * @throws IOException if it cannot listen on an address; the message names the address
     */
    public static Receiver start(ReceiverSettings settings) throws IOException {
        return start(settings, ArrivalSource.wallClock());
    }

    /**
     * Starts a receiver with another source of arrivals, for a program that simulates the vendor in the same process.
     *
     * @param machine the machine's clock, by which records are stamped only where the broker's clock cannot be measured; or simulated time
     */
    public static Receiver start(ReceiverSettings settings, ArrivalSource machine) throws IOException {
        List<String> parameters = settings.jobConfig().map(file -> List.of("--config=" + file)).orElse(List.of());
        return start(settings, machine, JobSettingsReader.read(parameters).control().intake());
    }

    /**
     * As {@link #start(ReceiverSettings, ArrivalSource)}, beside a job whose parameters are known.
     *
     * @param job how the job takes control records
     */
    public static Receiver start(ReceiverSettings settings, ArrivalSource machine, ControlSettings job) throws IOException {
        SecretWatch.warnOfDoubtful(settings.signature().secrets());
        Receiver receiver = new Receiver(settings, machine, job);
        boolean started = false;
        try {
            receiver.history.start();
            receiver.topics.start(receiver.history, receiver.totals);
            receiver.topics.watch(receiver.liveness);
            receiver.tasks.start();
            receiver.audit.start();
            listen(receiver.privateServer, "private");
            listen(receiver.publicServer, "listen");
            receiver.liveness.part("connections of the public address", receiver.publicServer::alive);
            receiver.liveness.part("connections of the private address", receiver.privateServer::alive);
            started = true;
            return receiver;
        } finally {
            if (!started) {
                receiver.close();
            }
        }
    }

    /** The address for deliveries, with the path. */
    public URI publicUri() {
        return publicServer.uri().resolve(settings.path());
    }

    /** The root of the delivery page, metrics and health. */
    public URI privateUri() {
        return privateServer.uri();
    }

    /** The routes of the private address, such as {@code GET /metrics}, and the role that each needs. */
    public SortedMap<String, Role> privateRoutes() {
        return privateRoutes;
    }

    /**
     * Whether deliveries are accepted: Kafka is available, the study switch has been read, all parts are alive, and the receiver is not
     * stopping.
     */
    public boolean ready() {
        return !leaving && taking() && topics.log().available() && liveness.dead().isEmpty();
    }

    /** The parts that have died, by name. Only a restart brings them back. */
    public List<String> dead() {
        return liveness.dead();
    }

    /** Waits until the receiver is ready; returns false if it was not ready in time. */
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

    /** Number of open connections of the public address. */
    public int connections() {
        return publicServer.connections().open();
    }

    /** The bytes of bodies in memory. */
    public InFlight inFlight() {
        return inFlight;
    }

    /**
     * Becomes unready; after {@code drain.delay} refuses new deliveries, ends live pages, and waits until Kafka has acknowledged current
     * deliveries and they are answered. A second call does nothing.
     */
    @Override
    public void close() {
        if (!leaving) {
            leaving = true;
            awaitBalancer();
        }
        draining = true;
        deliveryApi.closeStreams();
        awaitAnswers();
        publicServer.stop();
        tasks.close();
        history.close();
        topics.close();
        privateServer.stop();
        audit.close();
    }

    private void logChanges() {
        long now = System.nanoTime();
        metrics.refusals().summarize(now);
        if (!leaving) {
            readiness.update(notReadyBecause(), now);
        }
    }

    /** Why deliveries are answered 503, or null where the receiver is ready. */
    private String notReadyBecause() {
        List<String> dead = liveness.dead();
        if (!dead.isEmpty()) {
            return "these parts have died, and only a restart brings them back: " + String.join(", ", dead);
        }
        if (leaving || draining) {
            return "the receiver is stopping";
        }
        if (!topics.studiesRead()) {
            return "the study switch is not read yet: Kafka does not answer, or topics are missing";
        }
        return topics.log().available() ? null : "Kafka does not answer";
    }

    private boolean taking() {
        return !draining && topics.studiesRead();
    }

    private void awaitBalancer() {
        try {
            Thread.sleep(settings.limits().drainDelay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    /** The part of the settings that the public address needs. */
    static DeliverySettings deliverySettings(ReceiverSettings settings) {
        return new DeliverySettings(settings.path(), settings.signature(), settings.proxies(), settings.defaultStudy(),
                settings.shown(), settings.anyContentType(),
                settings.limits().body(), settings.limits().readTimeout(), settings.limits().readRate(),
                settings.limits().deadline(), settings.limits().retryAfterSeconds());
    }

    private static ConnectionLimits connectionLimits(ReceiverSettings settings) {
        ReceiverSettings.Connections asked = settings.connections();
        return new ConnectionLimits(FileDescriptors.mostConnections(asked.total()), asked.perAddress(), asked.headMillis(),
                settings.proxies()::trusts);
    }

    private static void listen(HttpServer server, String setting) throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; choose another with --" + setting + ".address and --" + setting + ".port", e);
        }
    }
}
