package io.vitalwatch.simulator.vendor;

import java.net.URI;

/**
 * How the vendor's cloud delivers. Its real retry schedule is undocumented; this one tries often after failures that may
 * pass, and a few times after refusals.
 *
 * @param url the address to post to
 * @param speed simulated seconds a real second
 * @param maxInFlight the largest number of open requests; further deliveries that are due wait, and the wait counts as latency
 * @param maxAttempts attempts at a delivery that failed in a way that may pass (no answer, 5xx, 408, 425, 429)
 * @param maxRefusedAttempts attempts at a delivery that was refused (any other answer)
 * @param firstBackoffMillis the wait after the first failure; it doubles each time. A Retry-After in the answer replaces it.
 *     After a refusal the wait is simulated time
 * @param longestBackoffMillis the longest such wait
 * @param timeoutMillis the longest wait for an answer
 * @param tellArrival whether requests carry their simulated arrival in {@value #ARRIVAL_HEADER}
 */
public record VendorSettings(
        URI url,
        double speed,
        int maxInFlight,
        int maxAttempts,
        int maxRefusedAttempts,
        long firstBackoffMillis,
        long longestBackoffMillis,
        long timeoutMillis,
        boolean tellArrival) {
    /** The header with the simulated arrival in Unix milliseconds, for a receiver that is configured to trust it. */
    public static final String ARRIVAL_HEADER = "X-VitalWatch-Arrival";

    public VendorSettings {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("'" + url + "' is not an address to post to; write http://host:port/path or https://…");
        }
        if (!(speed > 0) || speed > 1e9) {
            throw new IllegalArgumentException("the speed must be above 0 and at most 1000000000, not " + speed);
        }
        if (maxInFlight < 1 || maxAttempts < 1 || maxRefusedAttempts < 1) {
            throw new IllegalArgumentException("requests in flight and attempts must be 1 or more");
        }
    }

    /** Defaults for an address and a speed. */
    public static VendorSettings to(URI url, double speed, boolean tellArrival) {
        return new VendorSettings(url, speed, 256, 10, 3, 1000, 60_000, 10_000, tellArrival);
    }
}
