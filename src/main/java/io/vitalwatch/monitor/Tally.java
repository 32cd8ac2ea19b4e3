package io.vitalwatch.monitor;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

import java.util.HashMap;
import java.util.Map;

/**
 * Named counters of one subtask: each is a Flink metric (for operations) and a Flink accumulator (for the result of a bounded run).
 *
 * <p>Names are contracts: {@code deliveries.in = decoded + rejected + test + heartbeat},
 * {@code samples.in = accepted + rejected + duplicate + stale}, {@code readings.in = usable + the sum of readings.rejected.<reason>}.
 */
public final class Tally {
    private final RuntimeContext context;
    private final MetricGroup metrics;
    private final Map<String, Count> counts = new HashMap<>();

    public Tally(RuntimeContext context, MetricGroup metrics) {
        this.context = context;
        this.metrics = metrics;
    }

    /** The counter of this name, made when it is first asked for. Keep it where it is needed often. */
    public Count of(String name) {
        return counts.computeIfAbsent(name, this::make);
    }

    /** A count of different things, exact over all subtasks; it keeps each of them, so it is for bounded runs. An accumulator only. */
    public Distinct distinct(String name) {
        Distinct distinct = new Distinct();
        context.addAccumulator(name, distinct);
        return distinct;
    }

    private Count make(String name) {
        LongCounter accumulator = new LongCounter();
        context.addAccumulator(name, accumulator);
        return new Count(accumulator, metrics.counter(name));
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
