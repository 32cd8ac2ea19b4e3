package io.vitalwatch.web.connection;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Passes connections to Jetty when they have sent a whole head; see {@link HeadGate}. */
public final class GatedConnector extends ServerConnector {
    private final ConnectionTable table;
    private final int largestHead;
    private HeadGate gate;

    /**
     * @param table limits the connections
     * @param http of the protocol
     */
    public GatedConnector(Server server, ConnectionTable table, HttpConfiguration http, ByteBufferPool buffers, ConnectionFactory... protocols) {
        super(server, null, null, buffers, 1, -1, protocols);
        this.table = table;
        this.largestHead = http.getRequestHeaderSize();
    }

    @Override
    public void open(ServerSocketChannel channel) throws IOException {
        super.open(channel);
        gate = new HeadGate(channel, table, getConnectionFactory(SslConnectionFactory.class) != null, largestHead, this::take);
    }

    @Override
    public void accept(int acceptor) throws IOException {
        gate.round();
    }

    /**
     * Looks whether connections are still accepted. Call it several times a second, from one thread, while the server runs.
     *
     * @param now nanoseconds of a clock that stands still while the process does
     */
    public void look(long now) {
        gate.look(now);
    }

    /**
     * Whether connections are accepted.
     *
     * @param now nanoseconds, as in {@link #look}
     */
    public boolean alive(long now) {
        return gate.alive(now);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        GatedEndPoint endPoint = new GatedEndPoint((WaitingConnection) key.attachment(), selector, key, getScheduler(), getExecutor());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (gate != null) {
            gate.close();
        }
    }

    private void take(WaitingConnection connection) {
        configure(connection.channel().socket());
        getSelectorManager().accept(connection.channel(), connection);
    }
}
