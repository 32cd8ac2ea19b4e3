package io.vitalwatch.monitor;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

import java.util.HashMap;
import java.util.Map;

/**
 * Named counters of one subtask: each is a Flink metric (for operations), unless said otherwise, and a Flink accumulator (for the result of
 * a bounded run).
 *
 * <p>Names do not change, and these equations hold: {@code deliveries.in = decoded + rejected + test + heartbeat + control},
 * {@code samples.in = accepted + rejected + duplicate + conflict + stale}, {@code readings.in = usable + the sum of
 * readings.rejected.<reason>}.
 */
public final class Tally {
    private final RuntimeContext context;
    private final MetricGroup metrics;
    private final String prefix;
    private final Map<String, Count> counts = new HashMap<>();

    public Tally(RuntimeContext context, MetricGroup metrics) {
        this(context, metrics, "");
    }

    /** @param prefix before the names of accumulators, so that two operators do not count into the same ones */
    public Tally(RuntimeContext context, MetricGroup metrics, String prefix) {
        this.context = context;
        this.metrics = metrics;
        this.prefix = prefix;
    }

    /** The counter with this name; created at its first use. Keep a reference to a counter that is used often. */
    public Count of(String name) {
        return counts.computeIfAbsent(name, this::make);
    }

    /**
     * The part of a counter that has one reason: {@code name.reason} among the results of a bounded run, and in metrics a counter of this
     * name with the label {@code reason}. Create it before the first event: Prometheus does not see the first increase of a counter that
     * appears with it.
     */
    public Count of(String name, String reason) {
        return counts.computeIfAbsent(name + "." + reason, each -> make(each, metrics.addGroup("reason", reason).counter(name)));
    }

    /** A counter that is only among the results of a bounded run, not a metric. */
    public Count ofResult(String name) {
        return counts.computeIfAbsent(name, each -> make(each, new SimpleCounter()));
    }

    /** As {@link #of(String, String)}, with another label, such as {@code partition}. */
    public Count of(String name, String label, String value) {
        return counts.computeIfAbsent(name + "." + label + "-" + value, each -> make(each, metrics.addGroup(label, value).counter(name)));
    }

    /**
     * An exact count of different texts over all subtasks. It keeps every text in memory, so use it for bounded runs only. Not a metric.
     */
    public Distinct distinct(String name) {
        Distinct distinct = new Distinct();
        context.addAccumulator(prefix + name, distinct);
        return distinct;
    }

    private Count make(String name) {
        return make(name, metrics.counter(name));
    }

    private Count make(String name, Counter metric) {
        LongCounter accumulator = new LongCounter();
        context.addAccumulator(prefix + name, accumulator);
        return new Count(accumulator, metric);
    }

    /** One counter. */
    public static final class Count {
        private final LongCounter accumulator;
        private final Counter metric;

        private Count(LongCounter accumulator, Counter metric) {
            this.accumulator = accumulator;
            this.metric = metric;
        }

        public void add(long amount) {
            accumulator.add(amount);
            metric.inc(amount);
        }
    }
}
