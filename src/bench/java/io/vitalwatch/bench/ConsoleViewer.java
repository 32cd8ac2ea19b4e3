package io.vitalwatch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a console's stream as a browser does, and notes when patients that are waited for have an alarm in it. */
final class ConsoleViewer implements AutoCloseable {
    private final Socket connection;
    private final Thread thread;
    private final AtomicLong bytes = new AtomicLong();
    private final CountDownLatch first = new CountDownLatch(1);
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    ConsoleViewer(URI console) throws IOException {
        // HTTP/1.0, whose answers have no chunks; a socket can be closed while it is read.
        connection = new Socket(console.getHost(), console.getPort());
        connection.getOutputStream().write("GET /api/v1/stream HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        thread = new Thread(this::read, "viewer");
        thread.setDaemon(true);
        thread.start();
    }

    /** The id by which a console shows a patient. */
    static String opaque(String user) {
        try {
            byte[] name = ("vitalwatch:patient:" + user).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name), 0, 10);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line, System.nanoTime());
            }
        } catch (IOException e) {
            // The stream was closed.
        }
    }

    private void take(String line, long now) {
        bytes.addAndGet(line.length() + 1);
        if (line.startsWith("data: ")) {
            first.countDown();
            waiting.removeIf(id -> hasAlarm(line, id) && seen.put(id, now) == null);
        }
    }

    /** Readings and alarm of a patient may come in two events. */
    private static boolean hasAlarm(String line, String id) {
        int row = line.indexOf("[\"" + id);
        if (row < 0) {
            return false;
        }
        int next = line.indexOf("],[\"", row);
        return line.substring(row, next < 0 ? line.length() : next).contains("\"rule\":\"cardiac-arrest\"");
    }

    void expect(String id) {
        waiting.add(id);
    }

    Long seen(String id) {
        return seen.get(id);
    }

    long bytes() {
        return bytes.get();
    }

    void awaitFirst() throws InterruptedException {
        if (!first.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a stream did not begin");
        }
    }

    void awaitAll(Collection<String> ids, long longestNanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (!seen.keySet().containsAll(ids) && System.nanoTime() - begin < longestNanos) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
