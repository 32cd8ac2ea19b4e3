package io.vitalwatch.cli;

import io.vitalwatch.simulator.DeliveryHistory;
import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.Vendor;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** The vendor's side on a thread of its own, until its plan is over or it is closed. */
final class Sender implements AutoCloseable {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final Vendor vendor;
    private final Iterator<PlannedDelivery> plan;
    private final long start;
    private final Thread thread = new Thread(this::play, "vendor");
    private volatile boolean stopping;
    private volatile boolean over;
    private volatile RuntimeException failure;

    /** @param start the simulated moment at which the plan begins, Unix ms */
    Sender(Vendor vendor, Iterator<PlannedDelivery> plan, long start) {
        this.vendor = vendor;
        this.plan = plan;
        this.start = start;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether every delivery was answered or given up. */
    boolean over() {
        return over;
    }

    /** What went wrong, or null. */
    RuntimeException failure() {
        return failure;
    }

    DeliveryHistory history() {
        return vendor.history();
    }

    /** Sends nothing more and waits a little for open requests. Closing twice does nothing. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play() {
        try {
            vendor.deliver(plan, start, () -> stopping);
            over = !stopping;
        } catch (RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
