package io.vitalwatch.web.connection;

import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 with limits. It answers every malformed request with 400; Jetty answers some of them with 501 or 505, which senders and
 * monitoring understand as an error of this server. A head with more than 100 lines is answered 431. An answer after which the connection
 * is closed says so; after some of Jetty's answers a client would send its next request into a closed connection. Connections are kept in a
 * {@link ConnectionTable}.
 *
 * <p>A connection is kept after an answer only if its sender has proven who it is; a proxy sends for many, so there each request has to
 * prove it. So everybody else waits in the {@link HeadGate} for each request, and a second head without an end costs no more than a first
 * one.
 */
public final class StrictHttp extends HttpConnectionFactory {
    /** The largest number of header lines in a request, with those after a chunked body. */
    static final int MOST_HEADERS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(StrictHttp.class);
    private static final int TOO_MANY_HEADERS = 431;

    private final ConnectionTable table;

    /** @param table the connections of this server */
    public StrictHttp(HttpConfiguration configuration, ConnectionTable table) {
        super(configuration);
        this.table = table;
    }

    /**
     * Remembers that the sender at the other end of this connection has proven who it is. Its connection is kept, and closed last; that of a
     * proxy, until its next request begins. Call it before the request is answered.
     */
    public static void markProven(Request request) {
        if (request.getConnectionMetaData() instanceof Limited connection) {
            connection.proven = true;
        }
    }

    /**
     * Counts a connection for the sender for whom a proxy uses it, until its request is answered. Without this, senders behind a proxy
     * could not be told apart when there are too many connections.
     *
     * @param sender its address; that of the connection itself changes nothing
     */
    public static void countFor(Request request, String sender) {
        if (request.getConnectionMetaData() instanceof Limited connection) {
            connection.table.count(connection, sender);
        }
    }

    /**
     * A timeout wakes only a reader that waits for the body of this request. Without this, Jetty would throw the body away in one thread
     * while another one reads it. Call it before the body is read.
     */
    public static void timeOutReadersOnly(Request request) {
        request.addIdleTimeoutListener(timeout -> false);
    }

    /**
     * Gives up waiting for the rest of a request's body, as after an idle timeout: a reader that waits for it gets a failure with a
     * TimeoutException. Does nothing if none waits, so it may have to be called again. May be called by any thread, but never while another
     * one reads or demands: Jetty would release a buffer twice.
     */
    public static void expire(Request request) {
        if (request.getConnectionMetaData() instanceof Limited connection
                && connection.getHttpChannel().getRequest() == Request.unWrap(request)) {
            connection.onIdleExpired(new TimeoutException("the body arrives too slowly"));
        }
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        Limited connection = new Limited(getHttpConfiguration(), connector, endPoint, table);
        connection.setUseInputDirectByteBuffers(getHttpConfiguration().isUseInputDirectByteBuffers());
        connection.setUseOutputDirectByteBuffers(getHttpConfiguration().isUseOutputDirectByteBuffers());
        return configure(connection, connector, endPoint);
    }

    /** What only the other end can do next. */
    private enum Awaited {
        NOTHING, HEAD,
        /** It has the last answer of this connection and has to close it. */
        END
    }

    private static final class Limited extends HttpConnection implements ConnectionTable.Member {
        private final ConnectionTable table;
        private final GatedEndPoint gated;
        /** The address of the other end. */
        private final String remote;
        private final boolean ofProxy;
        /** The address that it counts for: that of the other end, or of a sender behind a proxy. */
        private volatile String address;
        private Awaited awaited = Awaited.HEAD;
        /** When something was first seen to be awaited; NOT_AWAITED while nothing is. */
        private long awaitedSince = WaitingConnection.NOT_AWAITED;
        private long messagesSeen;
        private volatile boolean proven;
        private volatile boolean removed;
        private int headers;

        private Limited(HttpConfiguration configuration, Connector connector, EndPoint endPoint, ConnectionTable table) {
            super(configuration, connector, endPoint);
            this.table = table;
            this.gated = GatedEndPoint.under(endPoint);
            SocketAddress other = endPoint.getRemoteSocketAddress();
            this.remote = other instanceof InetSocketAddress inet && inet.getAddress() != null ? inet.getAddress().getHostAddress() : "";
            this.ofProxy = table.isOfProxy(remote);
            this.address = remote;
        }

        @Override
        public void onOpen() {
            if (admitted()) {
                super.onOpen();
            } else {
                getEndPoint().close();
            }
        }

        /** Takes the place of the connection that waited for its first bytes. */
        private boolean admitted() {
            if (gated == null) {
                return table.admit(this);
            }
            awaitedSince = gated.waiting().headSeen();
            return table.replace(gated.waiting(), this);
        }

        @Override
        public void onFillable() {
            try {
                super.onFillable();
            } catch (IllegalStateException e) {
                // Two threads released the buffer of a connection whose request is badly framed. Jetty has closed it by now.
                LOG.debug("A connection ended twice", e);
            }
        }

        @Override
        public void onClose(Throwable cause) {
            if (!removed) {
                table.remove(this);
            }
            super.onClose(cause);
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void countFor(String other) {
            address = other;
        }

        @Override
        public ConnectionTable.Phase phase() {
            HttpParser.State state = getParser().getState();
            if (state.ordinal() > HttpParser.State.END.ordinal()) {
                return ConnectionTable.Phase.ANSWERED;
            }
            if (state == HttpParser.State.START) {
                return getMessagesIn() == 0 ? ConnectionTable.Phase.NEW
                        : proven ? ConnectionTable.Phase.IDLE_PROVEN : ConnectionTable.Phase.IDLE;
            }
            if (state.ordinal() < HttpParser.State.CONTENT.ordinal()) {
                return proven ? ConnectionTable.Phase.PARTIAL_HEAD_PROVEN : ConnectionTable.Phase.PARTIAL_HEAD;
            }
            return state.ordinal() < HttpParser.State.END.ordinal() && !proven ? ConnectionTable.Phase.BODY : ConnectionTable.Phase.BUSY;
        }

        @Override
        public boolean isOverdue(long now, long longest) {
            Awaited next = awaited();
            if (next != awaited || messagesSeen != getMessagesIn()) {
                awaited = next;
                messagesSeen = getMessagesIn();
                awaitedSince = WaitingConnection.NOT_AWAITED;
            }
            if (awaited == Awaited.NOTHING) {
                return false;
            }
            if (awaitedSince == WaitingConnection.NOT_AWAITED) {
                awaitedSince = now;
            }
            // With unread bytes of a head the server is slow, and not the sender.
            return now - awaitedSince > longest && (awaited == Awaited.END || !hasUnread());
        }

        private Awaited awaited() {
            HttpParser.State state = getParser().getState();
            if (state.ordinal() > HttpParser.State.END.ordinal()) {
                return Awaited.END;
            }
            boolean head = state == HttpParser.State.START ? getMessagesIn() == 0 : state.ordinal() < HttpParser.State.CONTENT.ordinal();
            return head ? Awaited.HEAD : Awaited.NOTHING;
        }

        @Override
        public boolean hasUnread() {
            return gated != null && gated.hasUnread();
        }

        @Override
        public void end() {
            removed = true;
            getEndPoint().close();
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
            return new HttpStreamOverHTTP1(method, uri, version) {
                @Override
                public void prepareResponse(HttpFields.Mutable headers) {
                    super.prepareResponse(headers);
                    if (!proven || !isPersistent() || getConnector().isShutdown()) {
                        headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
                    }
                }

                @Override
                public void succeeded() {
                    table.count(Limited.this, remote);
                    super.succeeded();
                }
            };
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new RequestHandler() {
                @Override
                public void messageBegin() {
                    headers = 0;
                    proven = proven && !ofProxy;
                    super.messageBegin();
                }

                @Override
                public void parsedHeader(HttpField field) {
                    count();
                    super.parsedHeader(field);
                }

                @Override
                public void parsedTrailer(HttpField field) {
                    count();
                    super.parsedTrailer(field);
                }

                @Override
                public void badMessage(HttpException failure) {
                    super.badMessage(failure.getCode() < 500 ? failure : new BadMessageException("Bad Request"));
                }
            };
        }

        private void count() {
            headers++;
            if (headers > MOST_HEADERS) {
                throw new BadMessageException(TOO_MANY_HEADERS, "Too many header lines");
            }
        }
    }
}
