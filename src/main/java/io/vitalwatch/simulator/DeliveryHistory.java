package io.vitalwatch.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The sender's own delivery history: the vendor's totals, and its rows, one an attempt. Keeps the latest {@value #KEPT} rows; the totals
 * count all. Safe to read while deliveries go on.
 */
public final class DeliveryHistory {
    /** The most rows kept. */
    public static final int KEPT = 100_000;

    /**
     * One attempt.
     *
     * @param time when it was sent, Unix milliseconds
     * @param event {@code activity}, {@code temperature} or {@code test}
     * @param success whether the answer was 2xx
     * @param http the status, or 0 where no answer came
     * @param attempt counted from 1
     * @param latencyMicros to the answer, from when the attempt was due, not from when there was room for it
     * @param answerMicros to the answer, from when it was sent: the receiver's share of the latency
     * @param reason why it failed, or empty
     */
    public record Attempt(long time, String event, boolean success, int http, int attempt, long latencyMicros,
            long answerMicros, String reason) {}

    /**
     * The vendor's totals, and what became of the deliveries.
     *
     * @param events deliveries attempted
     * @param success deliveries answered 2xx
     * @param failed failed attempts
     * @param refusedOnPurpose deliveries that were broken or wrongly signed on purpose, and never accepted
     * @param wronglyAccepted deliveries signed wrongly, and accepted
     * @param lost good deliveries given up
     * @param unsent deliveries that were due, and not sent because the sender was stopped
     */
    public record Totals(long events, long success, long failed, long refusedOnPurpose, long wronglyAccepted, long lost, long unsent) {
        /** Ratio of successes to attempts, as the vendor defines it; 1 where nothing was tried. */
        public double successRate() {
            return success + failed == 0 ? 1 : (double) success / (success + failed);
        }

        /** Whether every good delivery arrived, and no forged one. */
        public boolean passed() {
            return lost == 0 && wronglyAccepted == 0 && unsent == 0;
        }
    }

    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private Totals totals = new Totals(0, 0, 0, 0, 0, 0, 0);

    synchronized void note(Attempt attempt) {
        if (attempts.size() == KEPT) {
            attempts.removeFirst();
        }
        attempts.addLast(attempt);
        Totals t = totals;
        totals = new Totals(t.events + (attempt.attempt() == 1 ? 1 : 0), t.success + (attempt.success() ? 1 : 0),
                t.failed + (attempt.success() ? 0 : 1), t.refusedOnPurpose, t.wronglyAccepted, t.lost, t.unsent);
    }

    synchronized void wronglyAccepted() {
        Totals t = totals;
        totals = new Totals(t.events, t.success, t.failed, t.refusedOnPurpose, t.wronglyAccepted + 1, t.lost, t.unsent);
    }

    synchronized void givenUp(PlannedDelivery delivery) {
        Totals t = totals;
        boolean lost = delivery.deservesSuccess();
        totals = new Totals(t.events, t.success, t.failed, t.refusedOnPurpose + (lost ? 0 : 1), t.wronglyAccepted, t.lost + (lost ? 1 : 0),
                t.unsent);
    }

    synchronized void unsent(long deliveries) {
        Totals t = totals;
        totals = new Totals(t.events, t.success, t.failed, t.refusedOnPurpose, t.wronglyAccepted, t.lost, t.unsent + deliveries);
    }

    /** What has been counted so far. */
    public synchronized Totals totals() {
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
     * @return microseconds, or −1 where there are none
     */
    public long latencyMicros(double share) {
        long[] sorted = attempts().stream().filter(Attempt::success).mapToLong(Attempt::latencyMicros).sorted().toArray();
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }

    /** Writes totals and rows as one JSON object. */
    public void writeJson(OutputStream out) throws IOException {
        Totals sum = totals();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("totals");
            json.writeNumberField("events", sum.events());
            json.writeNumberField("success", sum.success());
            json.writeNumberField("failed", sum.failed());
            json.writeNumberField("success_rate", Math.round(sum.successRate() * 10_000) / 10_000.0);
            json.writeNumberField("refused_on_purpose", sum.refusedOnPurpose());
            json.writeNumberField("wrongly_accepted", sum.wronglyAccepted());
            json.writeNumberField("lost", sum.lost());
            json.writeNumberField("unsent", sum.unsent());
            json.writeEndObject();
            json.writeArrayFieldStart("attempts");
            for (Attempt attempt : attempts()) {
                json.writeStartObject();
                json.writeStringField("time", Times.iso(attempt.time(), 0));
                json.writeStringField("event", attempt.event());
                json.writeStringField("status", attempt.success() ? "success" : "failed");
                if (attempt.http() == 0) {
                    json.writeNullField("http");
                } else {
                    json.writeNumberField("http", attempt.http());
                }
                json.writeNumberField("attempt", attempt.attempt());
                json.writeNumberField("latency_ms", attempt.latencyMicros() / 1000.0);
                json.writeNumberField("answer_ms", attempt.answerMicros() / 1000.0);
                json.writeStringField("reason", attempt.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
