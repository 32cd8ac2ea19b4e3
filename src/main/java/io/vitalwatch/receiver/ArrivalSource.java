package io.vitalwatch.receiver;

import java.util.function.LongSupplier;

/**
 * Where the time of arrival comes from. A receiver in production uses the wall clock and nothing else: the arrival moves the job's clock,
 * so whoever could set it could silence alarms. Only a program that plays vendor and receiver at once chooses otherwise, in code; no
 * setting leads here.
 */
public final class ArrivalSource {
    /** The header of a simulated delivery: Unix milliseconds of its simulated arrival. */
    public static final String HEADER = "X-VitalWatch-Arrival";

    private final LongSupplier clock;
    private final boolean headerCounts;

    private ArrivalSource(LongSupplier clock, boolean headerCounts) {
        this.clock = clock;
        this.headerCounts = headerCounts;
    }

    /** The wall clock; the header is ignored. */
    public static ArrivalSource wallClock() {
        return new ArrivalSource(System::currentTimeMillis, false);
    }

    /**
     * Simulated time.
     *
     * @param clock the time of heartbeats and of deliveries that do not carry {@link #HEADER}, Unix milliseconds
     */
    public static ArrivalSource simulated(LongSupplier clock) {
        return new ArrivalSource(clock, true);
    }

    long now() {
        return clock.getAsLong();
    }

    /** @param header the value of {@link #HEADER}, or null */
    long of(String header) {
        if (headerCounts && header != null && header.matches("\\d{1,15}")) {
            return Long.parseLong(header);
        }
        return now();
    }
}
