package io.vitalwatch.cli.local;

import io.vitalwatch.simulator.vendor.DeliveryHistory;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.Vendor;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the vendor on a thread of its own until its plan is over or it is closed. */
public final class VendorThread implements AutoCloseable {
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final Vendor vendor;
    private final Iterator<PlannedDelivery> plan;
    private final long start;
    private final Consumer<byte[]> control;
    private final Thread thread = new Thread(this::play, "vendor");
    private volatile boolean stopping;
    private volatile boolean over;
    private volatile RuntimeException failure;

    /**
     * @param start when the plan begins, simulated, Unix milliseconds
     * @param control writes the plan's control records
     */
    public VendorThread(Vendor vendor, Iterator<PlannedDelivery> plan, long start, Consumer<byte[]> control) {
        this.control = control;
        this.vendor = vendor;
        this.plan = plan;
        this.start = start;
        thread.setDaemon(true);
    }

    /** Starts to send. */
    public void start() {
        thread.start();
    }

    /** True when every delivery was answered or given up. */
    public boolean over() {
        return over;
    }

    /** The failure that ended the sending, or null. */
    public RuntimeException failure() {
        return failure;
    }

    /** The history of the deliveries sent so far. */
    public DeliveryHistory history() {
        return vendor.history();
    }

    /** Stops sending and waits up to three seconds for open requests. A second call does nothing. */
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
            vendor.deliver(plan, start, () -> stopping, control);
            over = !stopping;
        } catch (RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
