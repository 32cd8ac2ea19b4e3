package io.vitalwatch.console.live;

import io.vitalwatch.web.Exchange;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The ward as server-sent events: a snapshot, then four times a second what changed, and an alarm at once. One thread writes to all
 * viewers without blocking; a viewer who does not read gets one merged difference later. What viewers of the same studies get is encoded
 * once.
 *
 * <p>Every event has the server's time and is sent also when nothing changed, so that a page sees by the time in it that it is behind.
 */
public final class LiveStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final long TICK_MILLIS = 250;
    private static final long SHORTEST_PAUSE_MILLIS = 20;
    private static final int MOST_VIEWERS = 1000;
    /** Also of all callers where nobody signs in. */
    private static final int MOST_OF_CALLER = 400;
    /** So often a viewer's caller is checked again: a session may have ended, a user or token may have been removed. */
    static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** Another process has another epoch: what a browser kept of the last one says nothing. */
    private final String epoch = UUID.randomUUID().toString().substring(0, 8);
    private final Ward ward;
    private final Map<Viewer, Boolean> viewers = new ConcurrentHashMap<>();
    private final Semaphore alarm = new Semaphore(0);
    private final ExecutorService checks = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "console-rights");
        thread.setDaemon(true);
        return thread;
    });
    private final LongSupplier nanos;
    private final int mostOfCaller;
    private long checked;
    private final Thread thread = new Thread(this::run, "console-live");
    private volatile boolean closed;
    private volatile boolean failing;

    /** @param ward what is sent */
    public LiveStreams(Ward ward) {
        this(ward, System::nanoTime, MOST_OF_CALLER);
    }

    /**
     * @param nanos a clock such as System.nanoTime()
     * @param mostOfCaller streams of one caller
     */
    LiveStreams(Ward ward, LongSupplier nanos, int mostOfCaller) {
        this.mostOfCaller = mostOfCaller;
        this.ward = ward;
        this.nanos = nanos;
        this.checked = nanos.getAsLong();
        thread.setDaemon(true);
        ward.onAlarm(() -> {
            if (alarm.availablePermits() == 0) {
                alarm.release();
            }
        });
    }

    public void start() {
        thread.start();
    }

    /** The number of open streams. */
    public int viewers() {
        return viewers.size();
    }

    /**
     * Sends the ward until the browser disconnects.
     *
     * @param studies whose patients; null for all
     * @param lastEventId the last event that the browser has, or null
     */
    public void serve(Exchange exchange, Set<String> studies, String lastEventId) {
        long own = viewers.keySet().stream().filter(each -> each.exchange.caller().name().equals(exchange.caller().name())).count();
        if (closed || viewers.size() >= MOST_VIEWERS || own >= mostOfCaller) {
            exchange.response().setStatus(503);
            exchange.response().getHeaders().put(HttpHeader.RETRY_AFTER, 10);
            exchange.callback().succeeded();
            return;
        }
        exchange.response().setStatus(200);
        exchange.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        viewers.put(new Viewer(exchange, studies, since(lastEventId)), true);
        alarm.release();
    }

    /** The tick of an event id of this process, else 0: everything is sent. */
    private long since(String lastEventId) {
        if (lastEventId == null || !lastEventId.matches(epoch + "\\.\\d{1,18}")) {
            return 0;
        }
        return Long.parseLong(lastEventId.substring(epoch.length() + 1));
    }

    private void run() {
        try {
            while (!closed) {
                if (alarm.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    alarm.drainPermits();
                }
                sendOrSay();
                if (nanos.getAsLong() - checked > CHECK_NANOS) {
                    checked = nanos.getAsLong();
                    checks.execute(this::endThoseNotAllowed);
                }
                TimeUnit.MILLISECONDS.sleep(SHORTEST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On a thread of its own: to check a password again takes time. */
    private void endThoseNotAllowed() {
        for (Viewer each : viewers.keySet()) {
            if (!isAllowed(each)) {
                each.ending = true;
            }
        }
    }

    /** One that cannot be checked ends, and begins anew where its caller may; the others are checked all the same. */
    private static boolean isAllowed(Viewer viewer) {
        try {
            return viewer.exchange.stillAllowed().getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warn("The rights of a stream could not be checked ({}); it ends", e.getClass().getSimpleName());
            return false;
        }
    }

    /** Whatever is wrong with one round: without the next one every page would stand still. */
    private void sendOrSay() {
        try {
            send();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.error("The ward could not be sent; this is tried again", e);
            }
            failing = true;
        }
    }

    /** Whether the ward is sent. */
    public boolean alive() {
        return thread.isAlive() && !failing;
    }

    private void send() {
        long tick = ward.endTick();
        record Asked(Set<String> studies, long since) {}
        Map<Asked, byte[]> encoded = new HashMap<>();
        for (Viewer each : viewers.keySet()) {
            if (each.ending && each.writing.compareAndSet(false, true)) {
                viewers.remove(each);
                each.exchange.callback().succeeded();
            } else if (!each.writing.get()) {
                byte[] event = encoded.computeIfAbsent(new Asked(each.studies, each.since), asked -> event(asked.studies, asked.since, tick));
                // Only this thread begins to write.
                each.writing.set(true);
                each.since = tick;
                each.write(event, viewers::remove);
            }
        }
    }

    private byte[] event(Set<String> studies, long since, long tick) {
        String head = "id: " + epoch + "." + tick + "\nevent: " + (since == 0 ? "snapshot" : "change") + "\ndata: ";
        byte[] data = ward.changes(epoch, studies, since, tick);
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(start.length + data.length + 2).put(start).put(data).put((byte) '\n').put((byte) '\n').array();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        checks.shutdownNow();
        viewers.keySet().forEach(each -> {
            viewers.remove(each);
            each.exchange.callback().succeeded();
        });
    }

    /** One open stream. */
    private static final class Viewer {
        private final Exchange exchange;
        private final Set<String> studies;
        private final AtomicBoolean writing = new AtomicBoolean();
        private volatile long since;
        private volatile boolean ending;

        private Viewer(Exchange exchange, Set<String> studies, long since) {
            this.exchange = exchange;
            this.studies = studies;
            this.since = since;
        }

        private void write(byte[] event, Consumer<Viewer> gone) {
            exchange.response().write(false, ByteBuffer.wrap(event), Callback.from(() -> writing.set(false), failure -> {
                gone.accept(this);
                exchange.callback().failed(Objects.requireNonNull(failure));
            }));
        }
    }
}
