package io.vitalwatch.receiver;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters and histograms of the receiver, in Prometheus' text format 0.0.4. Labels come from fixed sets: no user, no study, no path.
 *
 * <p>Equation: requests answered = sum over outcome and code of {@code vitalwatch_receiver_deliveries_total}.
 */
final class Metrics {
    private static final double[] BOUNDS = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};

    /** Parts of the time that a delivery takes. */
    enum Phase {
        /** From the request's head to the last byte of its body. */
        READ,
        /** Signature and scan. */
        CHECK,
        /** From sending to Kafka to its acknowledgement. */
        ACKNOWLEDGE
    }

    private record Answered(String outcome, int code) {}

    private static final class Histogram {
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        private final LongAdder nanos = new LongAdder();

        private Histogram() {
            java.util.Arrays.setAll(buckets, i -> new LongAdder());
        }

        private void add(long taken) {
            int bucket = 0;
            while (bucket < BOUNDS.length && taken > BOUNDS[bucket] * 1e9) {
                bucket++;
            }
            buckets[bucket].increment();
            nanos.add(taken);
        }
    }

    private final Map<Answered, LongAdder> answered = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> badSignatures = new ConcurrentHashMap<>();
    private final Map<Phase, Histogram> phases = new ConcurrentHashMap<>();
    private final LongAdder stored = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();
    private final LongAdder storedSamples = new LongAdder();
    private final LongAdder tests = new LongAdder();
    private volatile long newestSample;

    Metrics() {
        for (Phase phase : Phase.values()) {
            phases.put(phase, new Histogram());
        }
        for (SignatureCheck.Verdict verdict : SignatureCheck.Verdict.values()) {
            if (verdict != SignatureCheck.Verdict.GOOD) {
                badSignatures.put(verdict.label(), new LongAdder());
            }
        }
    }

    void answered(String outcome, int code) {
        answered.computeIfAbsent(new Answered(outcome, code), any -> new LongAdder()).increment();
    }

    void badSignature(SignatureCheck.Verdict verdict) {
        badSignatures.get(verdict.label()).increment();
    }

    void took(Phase phase, long nanos) {
        phases.get(phase).add(nanos);
    }

    void test() {
        tests.increment();
    }

    /** @param newest the latest sample time of a stored delivery, or 0; one ahead of its arrival says nothing about lag */
    void stored(long bytes, int samples, long newest, long arrival) {
        stored.increment();
        storedBytes.add(bytes);
        storedSamples.add(samples);
        if (newest > newestSample && newest <= arrival + 60_000) {
            newestSample = newest;
        }
    }

    long storedDeliveries() {
        return stored.sum();
    }

    /** @param now by the clock of arrivals */
    String text(InFlight inFlight, History history, boolean ready, long now) {
        StringBuilder out = new StringBuilder(4096);
        head(out, "deliveries_total", "counter", "Requests answered, by outcome and HTTP code.");
        new TreeMap<>(Map.copyOf(named())).forEach((labels, count) -> line(out, "deliveries_total", labels, count));
        head(out, "signature_failures_total", "counter", "Deliveries whose signature did not pass, by reason.");
        new TreeMap<>(badSignatures).forEach((reason, count) ->
                line(out, "signature_failures_total", "reason=\"" + reason + '"', count.sum()));
        single(out, "stored_total", "counter", "Deliveries acknowledged by Kafka.", stored.sum());
        single(out, "stored_bytes_total", "counter", "Bytes of those.", storedBytes.sum());
        single(out, "stored_samples_total", "counter", "Samples in those.", storedSamples.sum());
        single(out, "test_events_total", "counter", "Test events of the vendor, answered and not stored.", tests.sum());
        single(out, "in_flight_bytes", "gauge", "Bytes of bodies held in memory.", inFlight.bytes());
        single(out, "in_flight_requests", "gauge", "Requests not yet answered.", inFlight.requests());
        single(out, "history_dropped_total", "counter", "Rows of the delivery history that were lost to overload.", history.dropped());
        single(out, "ready", "gauge", "1 when deliveries are taken.", ready ? 1 : 0);
        if (newestSample > 0) {
            head(out, "newest_sample_lag_seconds", "gauge", "Age of the newest sample that was ever stored.");
            out.append("vitalwatch_receiver_newest_sample_lag_seconds ")
                    .append(String.format(Locale.ROOT, "%.3f", (now - newestSample) / 1000.0)).append('\n');
        }
        head(out, "phase_seconds", "histogram", "Time that deliveries took, by phase.");
        for (Phase phase : Phase.values()) {
            histogram(out, phase.name().toLowerCase(Locale.ROOT), phases.get(phase));
        }
        return out.toString();
    }

    private Map<String, Long> named() {
        Map<String, Long> named = new TreeMap<>();
        answered.forEach((key, count) -> named.put("outcome=\"" + key.outcome() + "\",code=\"" + key.code() + '"', count.sum()));
        return named;
    }

    private static void histogram(StringBuilder out, String phase, Histogram histogram) {
        long sum = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            sum += histogram.buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            line(out, "phase_seconds_bucket", "phase=\"" + phase + "\",le=\"" + bound + '"', sum);
        }
        out.append("vitalwatch_receiver_phase_seconds_sum{phase=\"").append(phase).append("\"} ").append(histogram.nanos.sum() / 1e9)
                .append('\n');
        line(out, "phase_seconds_count", "phase=\"" + phase + '"', sum);
    }

    private static void single(StringBuilder out, String name, String type, String help, long value) {
        head(out, name, type, help);
        out.append("vitalwatch_receiver_").append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP vitalwatch_receiver_").append(name).append(' ').append(help).append("\n# TYPE vitalwatch_receiver_")
                .append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder out, String name, String labels, long value) {
        out.append("vitalwatch_receiver_").append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }
}
