package io.vitalwatch.monitor;

import org.apache.flink.api.common.accumulators.Accumulator;

import java.util.HashSet;

/** Counts the different texts that were added, over all subtasks. */
public final class Distinct implements Accumulator<String, Long> {
    private static final long serialVersionUID = 1;

    private HashSet<String> seen = new HashSet<>();

    @Override
    public void add(String text) {
        seen.add(text);
    }

    @Override
    public Long getLocalValue() {
        return (long) seen.size();
    }

    @Override
    public void resetLocal() {
        seen = new HashSet<>();
    }

    @Override
    public void merge(Accumulator<String, Long> other) {
        seen.addAll(((Distinct) other).seen);
    }

    @Override
    public Distinct clone() {
        Distinct copy = new Distinct();
        copy.seen.addAll(seen);
        return copy;
    }
}
