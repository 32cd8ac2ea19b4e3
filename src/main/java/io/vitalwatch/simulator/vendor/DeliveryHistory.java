package io.vitalwatch.simulator.vendor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.vitalwatch.simulator.patient.IsoTimes;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The sender's own delivery history: the vendor's totals and one row per attempt. Keeps the latest {@value #KEPT} rows; the totals count
 * all. Safe to read while deliveries go on.
 */
public final class DeliveryHistory {
    /** The most rows kept. */
    public static final int KEPT = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One attempt.
     *
     * @param time when it was sent, Unix milliseconds
     * @param event {@code activity}, {@code temperature} or {@code test}
     * @param success whether the answer was 2xx
     * @param http the status, or 0 when no answer came
     * @param attempt counted from 1
     * @param latencyMicros from the time when the attempt was due to the answer; waiting for a free request counts
     * @param answerMicros from the time when it was sent to the answer: the receiver's share of the latency
     * @param reason the cause of the failure, or empty
     */
    public record Attempt(long time, String event, boolean success, int http, int attempt, long latencyMicros,
            long answerMicros, String reason) {}

    /**
     * The vendor's totals, and the final outcome of the deliveries.
     *
     * @param events deliveries attempted
     * @param success deliveries answered 2xx
     * @param failed failed attempts
     * @param refusedOnPurpose deliveries that were broken or wrongly signed on purpose, and refused
     * @param wronglyAccepted deliveries with a wrong signature that were accepted
     * @param lost good deliveries that were given up
     * @param unsent deliveries that were due and not sent, because the sender was stopped
     */
    public record DeliveryTotals(long events, long success, long failed, long refusedOnPurpose, long wronglyAccepted, long lost,
            long unsent) {
        /** Ratio of successes to attempts, as the vendor defines it; 1 when nothing was tried. */
        public double successRate() {
            return success + failed == 0 ? 1 : (double) success / (success + failed);
        }

        /** Whether every good delivery was accepted, and no forged one. */
        public boolean passed() {
            return lost == 0 && wronglyAccepted == 0 && unsent == 0;
        }
    }

    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private DeliveryTotals totals = new DeliveryTotals(0, 0, 0, 0, 0, 0, 0);

    synchronized void add(Attempt attempt) {
        if (attempts.size() == KEPT) {
            attempts.removeFirst();
        }
        attempts.addLast(attempt);
        DeliveryTotals t = totals;
        totals = new DeliveryTotals(t.events + (attempt.attempt() == 1 ? 1 : 0), t.success + (attempt.success() ? 1 : 0),
                t.failed + (attempt.success() ? 0 : 1), t.refusedOnPurpose, t.wronglyAccepted, t.lost, t.unsent);
    }

    synchronized void wronglyAccepted() {
        DeliveryTotals t = totals;
        totals = new DeliveryTotals(t.events, t.success, t.failed, t.refusedOnPurpose, t.wronglyAccepted + 1, t.lost, t.unsent);
    }

    synchronized void givenUp(PlannedDelivery delivery) {
        DeliveryTotals t = totals;
        boolean lost = delivery.deservesSuccess();
        totals = new DeliveryTotals(t.events, t.success, t.failed, t.refusedOnPurpose + (lost ? 0 : 1), t.wronglyAccepted,
                t.lost + (lost ? 1 : 0), t.unsent);
    }

    synchronized void unsent(long deliveries) {
        DeliveryTotals t = totals;
        totals = new DeliveryTotals(t.events, t.success, t.failed, t.refusedOnPurpose, t.wronglyAccepted, t.lost, t.unsent + deliveries);
    }

    /** The totals so far. */
    public synchronized DeliveryTotals totals() {
        return totals;
    }

    /** The kept attempts, oldest first. */
    public synchronized List<Attempt> attempts() {
        return new ArrayList<>(attempts);
    }

    /**
     * A percentile of the latencies of successful attempts among those kept.
     *
     * @param share from 0 to 1
     * @return microseconds, or −1 when there are none
     */
    public long latencyMicros(double share) {
        long[] sorted = attempts().stream().filter(Attempt::success).mapToLong(Attempt::latencyMicros).sorted().toArray();
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    /** Writes totals and rows as one JSON object with a line feed, and closes the stream. */
    public void writeJson(OutputStream out) throws IOException {
        try (out) {
            out.write(JSON.writeValueAsBytes(HistoryLine.of(totals(), attempts())));
            out.write('\n');
        }
    }

    private record HistoryLine(TotalsLine totals, List<AttemptLine> attempts) {
        static HistoryLine of(DeliveryTotals totals, List<Attempt> attempts) {
            return new HistoryLine(TotalsLine.of(totals), attempts.stream().map(AttemptLine::of).toList());
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record TotalsLine(long events, long success, long failed, double successRate, long refusedOnPurpose, long wronglyAccepted,
            long lost, long unsent) {
        static TotalsLine of(DeliveryTotals of) {
            return new TotalsLine(of.events, of.success, of.failed, Math.round(of.successRate() * 10_000) / 10_000.0, of.refusedOnPurpose,
                    of.wronglyAccepted, of.lost, of.unsent);
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record AttemptLine(String time, String event, String status, Integer http, int attempt, double latencyMs, double answerMs,
            String reason) {
        static AttemptLine of(Attempt of) {
            return new AttemptLine(IsoTimes.iso(of.time, 0), of.event, of.success ? "success" : "failed", of.http == 0 ? null : of.http,
                    of.attempt, of.latencyMicros / 1000.0, of.answerMicros / 1000.0, of.reason);
        }
    }
}
