package io.vitalwatch.console;

import io.vitalwatch.console.api.ActionApi;
import io.vitalwatch.console.api.EpisodeApi;
import io.vitalwatch.console.api.PatientApi;
import io.vitalwatch.console.api.StatusApi;
import io.vitalwatch.console.live.IngestState;
import io.vitalwatch.console.live.LiveStreams;
import io.vitalwatch.console.live.Ward;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.web.HostNames;
import io.vitalwatch.web.HttpServer;
import io.vitalwatch.web.TlsCertificate;
import io.vitalwatch.web.access.Sessions;
import io.vitalwatch.web.access.SignIn;
import io.vitalwatch.web.connection.ConnectionLimits;

import java.io.IOException;
import java.net.URI;
import java.util.function.LongSupplier;

/** The server of pages and interface, over a store and a ward that others fill. */
final class ConsoleServer implements AutoCloseable {
    private static final long HEAD_MILLIS = 5000;
    /** Each viewer holds one connection for its stream. */
    private static final int MOST_CONNECTIONS = 2048;
    private static final int MOST_OF_ADDRESS = 512;

    private final LiveStreams streams;
    private final HttpServer server;
    private final Sessions sessions;

    /**
     * @param control takes control records; null where nobody can answer alarms
     * @param clock Unix milliseconds
     */
    ConsoleServer(ConsoleSettings settings, Store store, Ward ward, IngestState ingest, ActionApi.ControlSink control, LongSupplier clock) {
        ward.trouble(ingest::problem);
        this.streams = new LiveStreams(ward);
        boolean link = !settings.signIn().required() && !settings.signIn().unprotected();
        this.sessions = link ? new Sessions(System::nanoTime) : null;
        SignIn signIn = link ? SignIn.bySession(sessions, null, System::nanoTime)
                : settings.signIn().required() ? SignIn.by(settings.signIn(), System::nanoTime) : SignIn.notNeeded("unprotected");
        TlsCertificate certificate = settings.keystore() == null ? null : new TlsCertificate(settings.keystore(), settings.passwordFile());
        EpisodeApi episodes = new EpisodeApi(store);
        StatusApi status = new StatusApi(ward, ingest, streams, clock, settings.byArrival(), settings.deliveries(),
                control != null);
        this.server = new HttpServer(new HttpServer.Binding("console", settings.address(), settings.port(), certificate,
                new ConnectionLimits(MOST_CONNECTIONS, MOST_OF_ADDRESS, HEAD_MILLIS, settings.signIn().identityProxies()::trusts)),
                ConsoleSite.routes(signIn, sessions, certificate != null, new HostNames(settings.hosts(), !settings.loopback()),
                        new PatientApi(store, ward, episodes), episodes, control == null ? null : new ActionApi(store, control), status,
                        streams));
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

    URI uri() {
        return server.uri();
    }

    /** The address of the ward, with a new link that works once where nobody has to sign in otherwise. */
    URI link() {
        return sessions == null ? server.uri() : server.uri().resolve("/sign-in?link=" + sessions.newLink());
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
    }
}
