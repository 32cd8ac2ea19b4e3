package io.vitalwatch.receiver.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks again and again whether a receiver is live, each time on a new connection. */
final class HealthWatch {
    /** What takes longer counts as no answer. */
    static final double PATIENCE_SECONDS = 10;
    private static final long PAUSE_MILLIS = 250;

    private final URI health;
    private final Thread thread = new Thread(this::watch, "health");
    private volatile boolean ended;
    private volatile double slowest;

    /** Begins at once. */
    HealthWatch(URI health) {
        this.health = health;
        thread.start();
    }

    /** Ends, and returns the time of the slowest answer, seconds. */
    double end() throws InterruptedException {
        ended = true;
        thread.join();
        return slowest;
    }

    /** Seconds until the answer that the receiver is live, {@link #PATIENCE_SECONDS} if there is none. */
    static double ask(URI health) {
        long began = System.nanoTime();
        int patience = (int) PATIENCE_SECONDS * 1000;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(patience);
            socket.connect(new InetSocketAddress(health.getHost(), health.getPort()), patience);
            socket.getOutputStream().write(("GET " + health.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return answer.endsWith(" 200") ? (System.nanoTime() - began) / 1e9 : PATIENCE_SECONDS;
        } catch (IOException e) {
            return PATIENCE_SECONDS;
        }
    }

    private void watch() {
        try {
            while (!ended) {
                slowest = Math.max(slowest, ask(health));
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
