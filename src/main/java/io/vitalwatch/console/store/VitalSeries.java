package io.vitalwatch.console.store;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.Arrays;

/**
 * The vitals of a patient over a time, in steps of equal length: the smallest and largest usable value of each vital and step, and how many
 * readings of each group were tried and usable. A step without a usable reading has no value; it is a gap.
 */
public final class VitalSeries {
    /** The value of a step without a usable reading. */
    public static final int NONE = Integer.MIN_VALUE;

    private final long from;
    private final long step;
    private final int count;
    private final int[][] min = new int[Vital.values().length][];
    private final int[][] max = new int[Vital.values().length][];
    private final int[][] tried = new int[Group.values().length][];
    private final int[][] usable = new int[Group.values().length][];

    VitalSeries(long from, long to, long step) {
        this.from = Math.floorDiv(from, step) * step;
        this.step = step;
        this.count = (int) Math.max(1, (to - this.from + step - 1) / step);
    }

    /** First moment of the first step, Unix milliseconds. */
    public long from() {
        return from;
    }

    /** Length of a step, milliseconds. */
    public long step() {
        return step;
    }

    /** Number of steps. */
    public int count() {
        return count;
    }

    /** The smallest values of a vital by step, thousandths or {@link #NONE}; null where no step has one. */
    public int[] min(Vital vital) {
        return min[vital.ordinal()];
    }

    /** The largest values likewise. */
    public int[] max(Vital vital) {
        return max[vital.ordinal()];
    }

    /** How many readings of a group were tried by step; null where no step has one. */
    public int[] tried(Group group) {
        return tried[group.ordinal()];
    }

    /** How many of them are usable. */
    public int[] usable(Group group) {
        return usable[group.ordinal()];
    }

    void add(long time, Reading reading) {
        boolean good = reading.verdict() == Verdict.USABLE;
        add(time, reading.group(), 1, good ? 1 : 0, new int[] {reading.value(), reading.second()},
                new int[] {reading.value(), reading.second()});
    }

    void add(long time, Group group, int more, int good, int[] low, int[] high) {
        int at = (int) Math.floorDiv(time - from, step);
        if (at < 0 || at >= count) {
            return;
        }
        if (tried[group.ordinal()] == null) {
            tried[group.ordinal()] = new int[count];
            usable[group.ordinal()] = new int[count];
        }
        tried[group.ordinal()][at] += more;
        usable[group.ordinal()][at] += good;
        for (int i = 0; good > 0 && i < group.measured().size(); i++) {
            int vital = group.measured().get(i).ordinal();
            if (min[vital] == null) {
                min[vital] = filled();
                max[vital] = filled();
            }
            min[vital][at] = min[vital][at] == NONE ? low[i] : Math.min(min[vital][at], low[i]);
            max[vital][at] = Math.max(max[vital][at], high[i]);
        }
    }

    private int[] filled() {
        int[] values = new int[count];
        Arrays.fill(values, NONE);
        return values;
    }
}
