package io.vitalwatch.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * A network between a program and a server that loses what is sent, closes too, and says nothing: as a firewall that forgets connections.
 * When it carries again, it carries new connections. Those from before stay open at both ends, and dead.
 */
final class SilentNetwork implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final CountDownLatch silent = new CountDownLatch(1);
    private volatile String last;
    /** Connections of an earlier era are dead. */
    private volatile int era;
    private volatile boolean carries = true;

    SilentNetwork(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Falls silent as soon as the server has answered with a text, which is lost already. */
    void loseFrom(String answer) {
        last = answer;
    }

    /** Waits until it has fallen silent. */
    void awaitSilence() throws InterruptedException {
        silent.await();
    }

    /** Carries again. */
    void carry() {
        carries = true;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket program = door.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(program);
                open.add(behind);
                int now = carries ? era : -1;
                start(() -> pass(program, behind, now, false));
                start(() -> pass(behind, program, now, true));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pass(Socket from, Socket to, int born, boolean answers) {
        byte[] bytes = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
                if (answers && last != null && new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains(last)) {
                    last = null;
                    carries = false;
                    era++;
                    silent.countDown();
                }
                if (born == era) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // One end was closed; the other learns of it if the network carries it.
        }
        if (born == era) {
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
        Thread thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(SilentNetwork::end);
    }
}
