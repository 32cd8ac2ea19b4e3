package io.vitalwatch.receiver.http;

import java.util.function.LongSupplier;

/**
 * The time of arrival. A receiver in production uses clocks of real time only. Arrivals move the job's clock, so a sender that could set
 * them could suppress alarms. Only a program that simulates the vendor in the same process uses another source; there is no setting for it.
 */
public final class ArrivalSource {
    /** The header of a simulated delivery: Unix milliseconds of its simulated arrival. */
    public static final String HEADER = "X-VitalWatch-Arrival";

    private final LongSupplier clock;
    private final boolean headerUsed;

    private ArrivalSource(LongSupplier clock, boolean headerUsed) {
        this.clock = clock;
        this.headerUsed = headerUsed;
    }

    /** The machine's clock. The header is ignored. */
    public static ArrivalSource wallClock() {
        return real(System::currentTimeMillis);
    }

    /**
     * A clock of real time. The header is ignored.
     *
     * @param clock Unix milliseconds
     */
    public static ArrivalSource real(LongSupplier clock) {
        return new ArrivalSource(clock, false);
    }

    /**
     * Simulated time.
     *
     * @param clock the time of heartbeats and of deliveries without {@link #HEADER}, Unix milliseconds
     */
    public static ArrivalSource simulated(LongSupplier clock) {
        return new ArrivalSource(clock, true);
    }

    /** Whether the clock is simulated, so that it may be far from the broker's. */
    public boolean isSimulated() {
        return headerUsed;
    }

    /** The time now, Unix milliseconds. */
    public long now() {
        return clock.getAsLong();
    }

    /**
     * The arrival of a delivery.
     *
     * @param header the value of {@link #HEADER}, or null
     */
    long of(String header) {
        if (headerUsed && header != null && header.matches("\\d{1,15}")) {
            return Long.parseLong(header);
        }
        return now();
    }
}
