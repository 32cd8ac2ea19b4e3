package io.vitalwatch.receiver.clock;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vitalwatch.receiver.clock.ClockComparison.Clock;
import io.vitalwatch.receiver.clock.ClockComparison.State;

import java.util.function.DoubleSupplier;

/** Metrics of the clocks, for Prometheus. The label {@code clock} is a receiver's id or {@code broker}; at most 65 values. */
public final class ClockMetrics {
    private static final String PREFIX = "vitalwatch_receiver_clock_";

    private ClockMetrics() {}

    /** Adds the metrics to a registry. */
    public static void register(PrometheusRegistry registry, StampClock clock, ClockTopic topic, ClockComparison comparison) {
        gauge(registry, "broker", "1 when records are stamped by the broker's clock, 0 when by this machine's.",
                () -> clock.source() == StampClock.Source.BROKER ? 1 : 0);
        gauge(registry, "stamps_ahead_seconds", "How far timestamps are ahead of their clock, because they never fall.",
                () -> clock.stampsAheadMillis() / 1000.0);
        gauge(registry, "id_twice", "1 when another process writes with this receiver's id.", () -> comparison.idIsUsedTwice() ? 1 : 0);
        GaugeWithCallback.builder().name(PREFIX + "measured_ago_seconds").help("Time since the broker's clock was measured.")
                .callback(callback -> {
                    long ago = clock.measuredAgoMillis();
                    // Before the first measurement the gauge has no value.
                    if (ago >= 0) {
                        callback.call(ago / 1000.0);
                    }
                }).register(registry);
        CounterWithCallback.builder().name(PREFIX + "measurements_total").help("Measurements of the broker's clock, by result.")
                .labelNames("result").callback(callback -> {
                    callback.call(topic.measurements(), "taken");
                    callback.call(topic.failures(), "failed");
                }).register(registry);
        GaugeWithCallback.builder().name(PREFIX + "ahead_seconds").help("How far a receiver's machine clock is ahead of the broker's.")
                .labelNames("clock").callback(callback -> {
                    for (Clock each : comparison.clocks()) {
                        callback.call(each.aheadMillis() / 1000.0, each.name());
                    }
                }).register(registry);
        GaugeWithCallback.builder().name(PREFIX + "off")
                .help("1 when a clock differs from most others, 0.5 when clocks differ and no majority agrees, else 0.")
                .labelNames("clock").callback(callback -> {
                    for (Clock each : comparison.clocks()) {
                        callback.call(each.state() == State.OFF ? 1 : each.state() == State.DOUBTFUL ? 0.5 : 0, each.name());
                    }
                }).register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(PREFIX + name).help(help).callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }
}
