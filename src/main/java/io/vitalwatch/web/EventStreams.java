package io.vitalwatch.web;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Live updates by server-sent events. Each stream reads its feed at its own speed, at most four times a second. A slow browser does not
 * delay others: its next read returns all that is new. Each stream uses a thread; at most 16 can be open, another one is answered 503.
 */
public final class EventStreams implements AutoCloseable {
    private static final int MOST_STREAMS = 16;
    private static final long PAUSE_MILLIS = 250;
    private static final long KEEP_ALIVE_MILLIS = 10_000;
    /** So often a stream's caller is checked again: a session may have ended, a user or token may have been removed. */
    static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Runnable wake;
    private final LongSupplier nanos;
    private final AtomicInteger open = new AtomicInteger();
    private final Phaser streaming = new Phaser(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param wake makes every waiting feed check again whether its stream is closed */
    public EventStreams(Runnable wake) {
        this(wake, System::nanoTime);
    }

    /** @param nanos a clock such as System.nanoTime() */
    EventStreams(Runnable wake, LongSupplier nanos) {
        this.wake = wake;
        this.nanos = nanos;
    }

    /** Sends the feed's events until the browser disconnects or the streams are closed. */
    public void serve(Exchange exchange, EventFeed feed) {
        if (isClosed() || open.incrementAndGet() > MOST_STREAMS) {
            open.decrementAndGet();
            exchange.response().setStatus(503);
            exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, 10);
            exchange.callback().succeeded();
            return;
        }
        streaming.register();
        try (OutputStream out = Content.Sink.asOutputStream(exchange.response())) {
            exchange.response().setStatus(200);
            exchange.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
            stream(out, feed, exchange.stillAllowed());
        } catch (IOException e) {
            // The browser disconnected. Most streams end this way.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
            streaming.arriveAndDeregister();
        }
        exchange.callback().succeeded();
    }

    /** Ends all streams. Returns when they have ended, or after two seconds. */
    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        closed.countDown();
        int phase = streaming.arriveAndDeregister();
        wake.run();
        try {
            streaming.awaitAdvanceInterruptibly(phase, 2, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // A browser does not read its stream. The server closes the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(OutputStream out, EventFeed feed, BooleanSupplier allowed) throws IOException, InterruptedException {
        send(out, feed.first());
        long checked = nanos.getAsLong();
        while (!isClosed()) {
            if (nanos.getAsLong() - checked > CHECK_NANOS) {
                if (!allowed.getAsBoolean()) {
                    return;
                }
                checked = nanos.getAsLong();
            }
            EventFeed.StreamEvent event = feed.next(KEEP_ALIVE_MILLIS, this::isClosed);
            if (event != null) {
                send(out, event);
                closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } else if (!isClosed()) {
                out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private static void send(OutputStream out, EventFeed.StreamEvent event) throws IOException {
        out.write(("event: " + event.name() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(event.data());
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
