package io.vitalwatch.console;

import java.io.IOException;
import java.net.URI;

/** A connection between a browser and a server that can be cut, or that carries nothing for a while and does not say so. */
final class Cable extends Line {
    private final Object gate = new Object();
    private volatile boolean cut;
    private volatile boolean silent;

    Cable(URI server) throws IOException {
        super(server.getPort());
    }

    /** The same address at this end of the cable. */
    URI through(URI uri) {
        return URI.create("http://" + uri.getHost() + ":" + port() + uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery()));
    }

    /** Ends all connections and takes no others. */
    void cut() {
        cut = true;
        endAll();
    }

    /** Connections stay, and carry nothing. */
    void silence() {
        silent = true;
    }

    /** Carries again: new connections, and what waited. */
    void mend() {
        cut = false;
        synchronized (gate) {
            silent = false;
            gate.notifyAll();
        }
    }

    @Override
    Connection connected() {
        return cut ? null : (bytes, count, answer) -> {
            synchronized (gate) {
                while (silent) {
                    gate.wait();
                }
            }
            return true;
        };
    }

    @Override
    public void close() throws IOException {
        super.close();
        mend();
    }
}
