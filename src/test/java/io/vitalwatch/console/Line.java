package io.vitalwatch.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line between programs and a server on this machine. What becomes of the bytes on it, a subclass decides. */
abstract class Line implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean accepts;

    /** @param server its port */
    Line(int server) throws IOException {
        this.server = server;
    }

    /** What becomes of the bytes of one connection. */
    interface Connection {
        /**
         * Called with each piece of bytes; may wait.
         *
         * @param answer whether the server sent it
         * @return whether the piece arrives
         */
        boolean carries(byte[] bytes, int count, boolean answer) throws InterruptedException;

        /** Whether an end learns that the other one was closed. */
        default boolean tellsOfEnd() {
            return true;
        }
    }

    /** A connection that a program opens now; null to end it at once. */
    abstract Connection connected();

    /** The port of this end, which takes connections from the first call on. */
    final synchronized int port() {
        if (!accepts) {
            accepts = true;
            start(this::accept);
        }
        return door.getLocalPort();
    }

    /** Ends all connections. */
    final void endAll() {
        open.forEach(Line::end);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket program = door.accept();
                Connection connection = connected();
                if (connection == null) {
                    end(program);
                    continue;
                }
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(program);
                open.add(behind);
                start(() -> pass(program, behind, connection, false));
                start(() -> pass(behind, program, connection, true));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pass(Socket from, Socket to, Connection connection, boolean answer) {
        byte[] bytes = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                if (connection.carries(bytes, count, answer)) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException | InterruptedException e) {
            // One end was closed; the other follows if it learns of it.
        }
        if (connection.tellsOfEnd()) {
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
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        endAll();
    }
}
