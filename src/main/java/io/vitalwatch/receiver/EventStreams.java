package io.vitalwatch.receiver;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Live updates by server-sent events. A stream reads the history at its own pace, a few times a second at most, so a slow browser costs
 * nobody anything: what it cannot take it sees at its next look. Each stream holds a thread, and there are few of them.
 */
final class EventStreams implements AutoCloseable {
    private static final int MOST = 16;
    /** As many as the page lists. */
    private static final int MOST_ROWS = 200;
    private static final long PAUSE_MILLIS = 250;
    private static final long SIGN_OF_LIFE_MILLIS = 10_000;

    private final History history;
    private final AtomicInteger open = new AtomicInteger();
    private final Phaser streaming = new Phaser(1);
    private volatile boolean closing;

    EventStreams(History history) {
        this.history = history;
    }

    void serve(Response response, Callback callback, HistoryFilter filter) {
        if (closing || open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            response.setStatus(503);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 10);
            callback.succeeded();
            return;
        }
        streaming.register();
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
            stream(out, filter);
        } catch (IOException e) {
            // The browser went away, which is how most streams end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
            streaming.arriveAndDeregister();
        }
        callback.succeeded();
    }

    /** Ends all streams, and returns when they have ended or after two seconds. */
    @Override
    public void close() {
        closing = true;
        int phase = streaming.arriveAndDeregister();
        history.wake();
        try {
            streaming.awaitAdvanceInterruptibly(phase, 2, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // A browser that reads nothing; the server cuts it off.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(OutputStream out, HistoryFilter filter) throws IOException, InterruptedException {
        long seen = history.newestNumber();
        send(out, HistoryJson.page(history, filter, history.between(filter, 0, seen, MOST_ROWS), seen), "all");
        while (!closing) {
            history.awaitAbove(seen, SIGN_OF_LIFE_MILLIS, () -> closing);
            long newest = history.newestNumber();
            if (newest > seen) {
                send(out, HistoryJson.page(history, filter, history.between(filter, seen, newest, MOST_ROWS), newest), "more");
                seen = newest;
                history.awaitAbove(Long.MAX_VALUE, PAUSE_MILLIS, () -> closing);
            } else if (!closing) {
                out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private static void send(OutputStream out, byte[] json, String event) throws IOException {
        out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(json);
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
