package io.vitalwatch.receiver.attack;

import io.vitalwatch.receiver.signature.Signing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Posts a signed delivery every 50 ms, each on a new connection, whatever became of those before. Latency counts from the time at which a
 * delivery was due.
 */
final class SteadySender {
    private static final long EVERY_NANOS = 50_000_000L;

    private final URI uri;
    private final String header;
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    /** @param header a line to send besides, with its end; or nothing */
    SteadySender(URI uri, String header) {
        this.uri = uri;
        this.header = header;
    }

    void send(int seconds) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        long began = System.nanoTime();
        for (int i = 0; i * EVERY_NANOS < seconds * 1_000_000_000L; i++) {
            long due = began + i * EVERY_NANOS;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            int number = i;
            threads.execute(() -> deliver(number, due));
        }
        threads.shutdown();
        threads.awaitTermination(30, TimeUnit.SECONDS);
    }

    private void deliver(int number, long due) {
        try {
            int status = post(uri, "u" + number % 20, header);
            nanos.add(System.nanoTime() - due);
            (status == 204 ? taken : refused).incrementAndGet();
        } catch (IOException e) {
            lost.incrementAndGet();
        }
    }

    /** The status of one signed delivery. */
    static int post(URI uri, String user, String header) throws IOException {
        String body = "{\"user_uuid\":\"" + user + "\",\"data\":[[{\"timestamp\":\"" + System.currentTimeMillis()
                + "\",\"bpm\":\"79\",\"bpm_q\":\"2\",\"wearing\":\"4\"}]]}";
        byte[] request = ("POST " + uri.getPath() + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + header + "X-Signature: " + Signing.hex(Signing.bytes(body)) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = Connections.open(uri)) {
            socket.getOutputStream().write(request);
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 ")) {
                throw new IOException("no answer");
            }
            return Integer.parseInt(answer.substring(9));
        }
    }

    /** Deliveries that were answered 204. */
    int taken() {
        return taken.get();
    }

    /** Deliveries that had another answer. */
    int refused() {
        return refused.get();
    }

    /** Deliveries that had none within ten seconds, or whose connection was closed. */
    int lost() {
        return lost.get();
    }

    /** The time in which this share of the answers came, seconds. */
    double seconds(double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share))) / 1e9;
    }
}
