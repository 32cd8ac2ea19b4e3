package io.vitalwatch.web;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * Accepts again soon where a connection could not be accepted, as when the process has too many open files. Jetty would wait for a second
 * each time, in which all who connect wait too, and would log each time.
 */
final class RetryingConnector extends ServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingConnector.class);
    private static final long PAUSE_MILLIS = 5;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long warned = System.nanoTime() - QUIET_NANOS;

    RetryingConnector(Server server, ByteBufferPool buffers, ConnectionFactory... protocols) {
        super(server, null, null, buffers, 1, -1, protocols);
    }

    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        if (!isRunning() || !(failure instanceof IOException) || failure instanceof ClosedChannelException) {
            return super.handleAcceptFailure(failure);
        }
        long now = System.nanoTime();
        if (now - warned >= QUIET_NANOS) {
            warned = now;
            LOG.warn("A connection could not be accepted ({}); the next one is tried soon", failure.getMessage());
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
