package io.vitalwatch.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A connection between a browser and a server that can be cut, or that carries nothing for a while and does not say so. */
final class Cable implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private volatile boolean cut;
    private volatile boolean silent;

    Cable(URI server) throws IOException {
        this.server = server.getPort();
        start(this::accept);
    }

    /** The same address at this end of the cable. */
    URI through(URI uri) {
        return URI.create("http://" + uri.getHost() + ":" + door.getLocalPort() + uri.getPath()
                + (uri.getQuery() == null ? "" : "?" + uri.getQuery()));
    }

    /** Ends all connections and takes no others. */
    void cut() {
        cut = true;
        open.forEach(Cable::end);
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

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket browser = door.accept();
                if (cut) {
                    end(browser);
                    continue;
                }
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(browser);
                open.add(behind);
                start(() -> carry(browser, behind));
                start(() -> carry(behind, browser));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                synchronized (gate) {
                    while (silent) {
                        gate.wait();
                    }
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // One end was closed; the other follows.
        } finally {
            open.remove(from);
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        mend();
        cut();
    }
}
