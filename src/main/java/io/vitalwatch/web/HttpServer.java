package io.vitalwatch.web;

import io.vitalwatch.web.connection.ConnectionLimits;
import io.vitalwatch.web.connection.ConnectionTable;
import io.vitalwatch.web.connection.GatedConnector;
import io.vitalwatch.web.connection.StrictHttp;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An HTTP/1.1 server on one address, run by Jetty. Its answers contain neither the name of the server nor its version. */
public final class HttpServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final long SWEEP_MILLIS = 250;
    /**
     * So many connections wait in the kernel when more come than can be accepted. Others are refused silently, and their senders try again
     * after a second, so the queue is long; accepting is quick. The kernel may have a lower limit (net.core.somaxconn).
     */
    private static final int ACCEPT_QUEUE = 4096;
    private static final int LARGEST_HEAD = 16 * 1024;

    /**
     * Where and how to serve.
     *
     * @param name the name of its threads
     * @param address the address to listen on
     * @param port the port to listen on, 0 for any free one
     * @param tls the certificate, or null for plain HTTP
     * @param limits of its connections
     */
    public record Binding(String name, String address, int port, TlsCertificate tls, ConnectionLimits limits) {
        /** Plain HTTP, with limits for an address that few use. */
        public static Binding plain(String name, String address, int port) {
            return of(name, address, port, null);
        }

        /** Plain HTTP, or TLS if there is a certificate, with limits for an address that few use. */
        public static Binding of(String name, String address, int port, TlsCertificate tls) {
            return new Binding(name, address, port, tls, ConnectionLimits.small());
        }
    }

    private final Binding binding;
    private final ConnectionTable connections;
    private final AwakeClock clock = new AwakeClock(System::nanoTime);
    private final Server server;
    private final GatedConnector connector;

    /** @param handler answers every request */
    public HttpServer(Binding binding, Handler handler) {
        this.binding = binding;
        this.connections = new ConnectionTable(binding.limits());
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName(binding.name());
        threads.setDaemon(true);
        server = new Server(threads);
        server.setErrorHandler(new QuietErrors());
        server.setStopTimeout(2000);
        server.setHandler(handler);
        connector = connector();
        server.addConnector(connector);
    }

    /** @throws IOException if it cannot listen on the address */
    public void start() throws IOException {
        try {
            server.start();
            lookAfterConnections();
        } catch (Exception e) {
            throw new IOException("cannot listen on " + binding.address() + ":" + binding.port() + " (" + e.getMessage() + ")", e);
        }
    }

    /** Stops the server and closes its connections. A second call does nothing. */
    public void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The server on {} did not stop in time", connector, e);
        }
    }

    /** The root URI, with the actual port. */
    public URI uri() {
        int port = connector.getLocalPort();
        String host = binding.address().equals("0.0.0.0") || binding.address().equals("::") ? "localhost" : binding.address();
        return URI.create((binding.tls() == null ? "http" : "https") + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + port + "/");
    }

    /** The connections of this server. */
    public ConnectionTable connections() {
        return connections;
    }

    /** Whether connections are accepted, or the server is not meant to: it has not started, or it stops. */
    public boolean alive() {
        return !server.isStarted() || connector.alive(clock.nanos());
    }

    private void lookAfterConnections() {
        try {
            long now = clock.nanos();
            connector.look(now);
            connections.closeOverdue(now);
        } catch (RuntimeException e) {
            LOG.error("The connections of the server {} could not be looked after; this is tried again", binding.name(), e);
        } finally {
            if (server.isRunning()) {
                connector.getScheduler().schedule(this::lookAfterConnections, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private GatedConnector connector() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(LARGEST_HEAD);
        http.setUriCompliance(UriCompliance.UNSAFE);
        // Jetty's cache of header lines ignores case: on one connection a token or signature that differs from an earlier one in case only
        // would be read as the earlier one.
        http.setHeaderCacheSize(0);
        // Where the framing of a body is wrong, Jetty 12.0 lets two threads release one buffer. From a pool it could then serve two
        // connections at once, so buffers are not pooled; those of the heap cost little.
        http.setUseInputDirectByteBuffers(false);
        http.setUseOutputDirectByteBuffers(false);
        List<ConnectionFactory> protocols = new ArrayList<>();
        if (binding.tls() != null) {
            // A check of the host name (SNI) would refuse senders that use an IP address or the name of a proxy. The signature identifies
            // them.
            http.addCustomizer(new SecureRequestCustomizer(false));
            SslConnectionFactory tls = new SslConnectionFactory(binding.tls().factory(), HttpVersion.HTTP_1_1.asString());
            tls.setDirectBuffersForEncryption(false);
            tls.setDirectBuffersForDecryption(false);
            protocols.add(tls);
        }
        protocols.add(new StrictHttp(http, connections));
        GatedConnector gated = new GatedConnector(server, connections, http, new ByteBufferPool.NonPooling(),
                protocols.toArray(ConnectionFactory[]::new));
        gated.setHost(binding.address());
        gated.setPort(binding.port());
        gated.setIdleTimeout(IDLE_MILLIS);
        gated.setAcceptQueueSize(ACCEPT_QUEUE);
        return gated;
    }
}
