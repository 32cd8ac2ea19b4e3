package io.vitalwatch.receiver;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lines for the log when the receiver becomes unready and ready again. A change counts when it has lasted a second, so that a receiver that
 * changes back and forth writes few lines.
 */
final class ReadinessLog {
    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> log;
    private final long started;
    private boolean logged;
    private boolean everReady;
    private boolean seen;
    private long since;
    private long unreadySince;

    /** @param nanos a steady clock */
    ReadinessLog(Consumer<String> log, long nanos) {
        this.log = log;
        this.started = nanos;
        this.since = nanos;
        this.unreadySince = nanos;
        this.logged = true;
    }

    /**
     * Compares the state with the one that was logged last. Call it several times a second.
     *
     * @param problem why the receiver is not ready, or null where it is
     */
    void update(String problem, long nanos) {
        boolean ready = problem == null;
        if (ready != seen) {
            seen = ready;
            since = nanos;
        }
        everReady |= ready;
        if (ready == logged || nanos - since < LASTING_NANOS || !everReady && nanos - started < LONGEST_START_NANOS) {
            return;
        }
        logged = ready;
        if (ready) {
            log.accept("Ready again after " + TimeUnit.NANOSECONDS.toSeconds(since - unreadySince) + " s");
        } else {
            unreadySince = since;
            log.accept("Not ready, deliveries are answered 503: " + problem);
        }
    }
}
