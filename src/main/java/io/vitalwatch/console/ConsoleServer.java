package io.vitalwatch.console;

import io.vitalwatch.console.api.ActionApi;
import io.vitalwatch.console.api.AuditApi;
import io.vitalwatch.console.api.Changes;
import io.vitalwatch.console.api.ControlSink;
import io.vitalwatch.console.api.EpisodeApi;
import io.vitalwatch.console.api.LimitsApi;
import io.vitalwatch.console.api.PatientApi;
import io.vitalwatch.console.api.RulesApi;
import io.vitalwatch.console.api.StatusApi;
import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.web.access.AuditLog;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.console.live.LiveStreams;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.web.HostNames;
import io.vitalwatch.web.HttpServer;
import io.vitalwatch.web.Routes;
import io.vitalwatch.web.SignInPages;
import io.vitalwatch.web.TlsCertificate;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import io.vitalwatch.web.connection.ConnectionLimits;
import io.vitalwatch.web.oidc.OidcSettings;
import io.vitalwatch.web.oidc.OidcSignIn;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The server of pages and interface, over a store and a ward that others fill. */
final class ConsoleServer implements AutoCloseable {
    private static final long HEAD_MILLIS = 5000;
    /** Each viewer holds one connection for its stream. */
    private static final int MOST_CONNECTIONS = 2048;
    private static final int MOST_OF_ADDRESS = 512;

    private final LiveStreams streams;
    private final HttpServer server;
    private final Routes routes;
    /** Null where nobody has one. */
    private final Sessions sessions;
    /** Whether a session begins with a link that works once. */
    private final boolean link;

    /**
     * What the server shows and writes to.
     *
     * @param store the one that is shown; it may be exchanged
     * @param control takes control records; null where nobody can change anything
     * @param audit notes who signs in and sees patients
     * @param auditLost how many notes were lost
     * @param clock Unix milliseconds
     */
    record Parts(Supplier<Store> store, Ward ward, IngestState ingest, ControlHistory controls, ControlSink control, AuditLog audit,
            LongSupplier auditLost, LongSupplier clock) {}

    ConsoleServer(ConsoleSettings settings, Parts parts) {
        parts.ward().readBy(parts.ingest());
        parts.ward().markedBy(parts.controls());
        this.streams = new LiveStreams(parts.ward());
        TlsCertificate certificate = settings.keystore() == null ? null : new TlsCertificate(settings.keystore(), settings.passwordFile());
        OidcSettings oidc = settings.oidc();
        this.link = !settings.signIn().required() && oidc == null && !settings.signIn().unprotected();
        boolean secure = certificate != null || oidc != null && oidc.secure();
        this.sessions = link || oidc != null
                ? new Sessions(oidc == null ? Sessions.USUAL_MILLIS : oidc.sessionMillis(), secure, System::nanoTime) : null;
        SignIn signIn = settings.signIn().unprotected() ? SignIn.notNeeded("unprotected")
                : SignIn.bySession(sessions, settings.signIn().required() ? settings.signIn() : null, System::nanoTime);
        SignInPages pages = oidc == null ? null
                : new SignInPages(new OidcSignIn(oidc, parts.clock(), System::nanoTime), sessions, parts.audit());
        signIn.watchedBy(parts.audit()).withPage(pages == null ? null : SignInPages.PATH);
        Changes changes = new Changes(parts.controls(), parts.control(), parts.ward()::clock);
        LimitsApi limits = new LimitsApi(changes, parts.ward(), parts.audit());
        EpisodeApi episodes = new EpisodeApi(parts.store(), parts.audit(), parts.ward()::clock);
        StatusApi status = new StatusApi(parts.ward(), parts.ingest(), streams, parts.clock(), settings.byArrival(), settings.deliveries(),
                parts.control() != null, oidc == null ? null : sessions, parts.auditLost());
        PatientApi patients = new PatientApi(parts.store(), parts.ward(), episodes, limits, changes, parts.audit());
        this.routes = new ConsoleSite(signIn, link ? sessions : null, pages, parts.audit()).routes(
                new HostNames(settings.hosts(), !settings.loopback()), new StoreIsRead(parts.ingest()), patients, episodes,
                parts.control() == null ? null : new ActionApi(parts.store(), changes), limits,
                new RulesApi(parts.store(), changes, parts.audit()), new AuditApi(parts.store()), status, streams);
        this.server = new HttpServer(new HttpServer.Binding("console", settings.address(), settings.port(), certificate,
                new ConnectionLimits(MOST_CONNECTIONS, MOST_OF_ADDRESS, HEAD_MILLIS, settings.signIn().identityProxies()::trusts)),
                routes);
    }

    /** @throws IOException if it cannot listen on its address */
    void start() throws IOException {
        streams.start();
        try {
            server.start();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; choose another with --listen.address and --listen.port", e);
        }
    }

    /** Every route that it serves. */
    List<Routes.Listed> routes() {
        return routes.listed();
    }

    URI uri() {
        return server.uri();
    }

    /** The address of the ward, with a new link that works once where nobody has to sign in otherwise. */
    URI link() {
        return !link ? server.uri() : server.uri().resolve("/sign-in?link=" + sessions.newLink());
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
    }
}
