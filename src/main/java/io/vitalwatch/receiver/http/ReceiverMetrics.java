package io.vitalwatch.receiver.http;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vitalwatch.receiver.history.History;
import io.vitalwatch.receiver.signature.SignatureResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Counters, gauges and histograms of the receiver, for Prometheus. Labels come from fixed sets: no user, no study, no path.
 *
 * <p>Equation: requests answered = sum over outcome and code of {@code vitalwatch_receiver_deliveries_total}.
 */
public final class ReceiverMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverMetrics.class);
    private static final String PREFIX = "vitalwatch_receiver_";
    private static final double[] BOUNDS = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
    /** A sample further ahead of its arrival is not used for the lag: its bracelet's clock is wrong. */
    private static final long FARTHEST_AHEAD_MILLIS = 60_000;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter answered = Counter.builder().name(PREFIX + "deliveries_total")
            .help("Requests answered, by outcome and HTTP status.").labelNames("outcome", "code").withoutExemplars().register(registry);
    private final Counter signatureFailures = Counter.builder().name(PREFIX + "signature_failures_total")
            .help("Deliveries whose signature did not pass, by reason.").labelNames("reason").withoutExemplars().register(registry);
    private final Map<RequestStage, DistributionDataPoint> stages = new EnumMap<>(RequestStage.class);
    private final CounterDataPoint stored = counter("stored_total", "Deliveries that Kafka acknowledged.");
    private final CounterDataPoint storedBytes = counter("stored_bytes_total", "Bytes of deliveries that Kafka acknowledged.");
    private final CounterDataPoint storedSamples = counter("stored_samples_total", "Samples in deliveries that Kafka acknowledged.");
    private final CounterDataPoint tests = counter("test_events_total", "Test events of the vendor, answered and not stored.");
    private final RefusalLog refusals = new RefusalLog(LOG::warn);
    private final AtomicLong newestSample = new AtomicLong();

    /**
     * @param arrivals the clock of arrivals, Unix milliseconds
     * @param ready whether deliveries are accepted
     */
    public ReceiverMetrics(InFlight inFlight, History history, LongSupplier arrivals, BooleanSupplier ready) {
        for (SignatureResult result : SignatureResult.values()) {
            if (result != SignatureResult.GOOD) {
                signatureFailures.initLabelValues(result.label());
            }
        }
        // At 0 from the start: Prometheus does not see the first increase of a series that appears with it.
        for (RequestRefusal refusal : RequestRefusal.values()) {
            answered.initLabelValues(refusal.label(), Integer.toString(refusal.code()));
        }
        for (String accepted : List.of("stored", "test", "study-off")) {
            answered.initLabelValues(accepted, "204");
        }
        Histogram times = Histogram.builder().name(PREFIX + "phase_seconds").help("Time that deliveries took, by phase.")
                .labelNames("phase").classicOnly().classicUpperBounds(BOUNDS).withoutExemplars().register(registry);
        for (RequestStage stage : RequestStage.values()) {
            stages.put(stage, times.labelValues(stage.label()));
        }
        gauge("in_flight_bytes", "Bytes of bodies held in memory.", inFlight::bytes);
        gauge("in_flight_requests", "Requests not yet answered.", inFlight::requests);
        gauge("ready", "1 when deliveries are taken, else 0.", () -> ready.getAsBoolean() ? 1 : 0);
        counter("history_dropped_total", "Rows of the delivery history that were lost to overload.", history::dropped);
        GaugeWithCallback.builder().name(PREFIX + "newest_sample_lag_seconds")
                .help("Age of the newest sample that was stored, by the clock of arrivals.")
                .callback(callback -> {
                    long newest = newestSample.get();
                    // Before the first sample the gauge has no value.
                    if (newest > 0) {
                        callback.call((arrivals.getAsLong() - newest) / 1000.0);
                    }
                }).register(registry);
    }

    /** All metrics, for Prometheus. */
    public PrometheusRegistry registry() {
        return registry;
    }

    /** Number of deliveries that Kafka has acknowledged. */
    public long storedDeliveries() {
        return stored.getLongValue();
    }

    /** What the log says about refused deliveries. */
    public RefusalLog refusals() {
        return refusals;
    }

    void recordAnswer(String outcome, int code) {
        answered.labelValues(outcome, Integer.toString(code)).inc();
    }

    void recordSignatureFailure(SignatureResult result) {
        signatureFailures.labelValues(result.label()).inc();
    }

    void recordTime(RequestStage stage, long nanos) {
        stages.get(stage).observe(nanos / 1e9);
    }

    void recordTestEvent() {
        tests.inc();
    }

    /**
     * Counts a delivery that Kafka has acknowledged.
     *
     * @param newest its latest sample time, Unix milliseconds, or 0
     * @param arrival its arrival, Unix milliseconds
     */
    void recordStored(long bytes, int samples, long newest, long arrival) {
        stored.inc();
        storedBytes.inc(bytes);
        storedSamples.inc(samples);
        if (newest <= arrival + FARTHEST_AHEAD_MILLIS) {
            newestSample.accumulateAndGet(newest, Math::max);
        }
    }

    private CounterDataPoint counter(String name, String help) {
        return Counter.builder().name(PREFIX + name).help(help).withoutExemplars().register(registry);
    }

    /** Adds a counter {@code vitalwatch_receiver_<name>}; the name ends in _total. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder().name(PREFIX + name).help(help).callback(callback -> callback.call(value.getAsLong())).register(registry);
    }

    /** Adds a gauge {@code vitalwatch_receiver_<name>}. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(PREFIX + name).help(help).callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }
}
