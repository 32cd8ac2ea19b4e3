package io.vitalwatch.window;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tumbling windows over a ring, aligned to the epoch, and their summaries. Not thread-safe. */
public final class Tumbling {
    /** Above this number of values a full sort is used: selection takes quadratic time for some orders of values. */
    private static final int MOST_TO_SELECT = 1024;

    /** Values that are whole numbers (of thousandths: multiples of 1,000) and less than this far apart are counted to find their median. */
    private static final int MOST_TO_COUNT = 256;
    /** With fewer values selection is faster. */
    private static final int FEWEST_TO_COUNT = 8;
    private static final int ONE = 1000;
    private static final int NOT_COUNTED = Integer.MIN_VALUE;

    private final long length;
    /** The usable values of the window that is being summarised, and the second values of a pair. */
    private int[] values = new int[64];
    private int[] seconds = new int[64];
    /** Of a pair, the values of one vital. */
    private int[] column = new int[64];
    /** How often each whole number occurs, from the smallest value on. */
    private final int[] occurrences = new int[MOST_TO_COUNT];

    /** @param length milliseconds, at least 1 */
    public Tumbling(long length) {
        this.length = length;
    }

    /** Start of the window that contains this time. */
    public long startOf(long time) {
        return Math.floorDiv(time, length) * length;
    }

    /** End (exclusive) of the window that contains this time. */
    public long endOf(long time) {
        return startOf(time) + length;
    }

    /** Milliseconds from the start of a window to its end. */
    public long length() {
        return length;
    }

    /**
     * Summarises every window that has a reading at or after {@code from} and ends at or before {@code to}. The time needed is proportional
     * to the number of readings in these windows.
     */
    public void summarise(String user, String study, Group group, ReadingRing ring, long from, long to, Consumer<WindowSummary> out) {
        int index = ring.lowerBound(from);
        while (index < ring.size()) {
            long start = startOf(ring.time(index));
            if (start + length > to) {
                return;
            }
            index = summarise(user, study, group, ring, start, start < from ? ring.lowerBound(start) : index, out);
        }
    }

    /** @return index of the first reading after the window */
    private int summarise(
            String user, String study, Group group, ReadingRing ring, long start, int first, Consumer<WindowSummary> out) {
        int index = first;
        int count = 0;
        Map<Verdict, Integer> rejected = null;
        if (values.length < ring.size() - first) {
            values = new int[2 * (ring.size() - first)];
            seconds = new int[values.length];
            column = new int[values.length];
        }
        for (long end = start + length; index < ring.size() && ring.time(index) < end; index++) {
            if (ring.usable(index)) {
                values[count] = ring.value(index);
                seconds[count++] = ring.second(index);
            } else {
                rejected = rejected == null ? new EnumMap<>(Verdict.class) : rejected;
                rejected.merge(ring.verdict(index), 1, Integer::sum);
            }
        }
        rejected = rejected == null ? Map.of() : rejected;
        int tried = index - first;
        if (!group.paired()) {
            out.accept(summary(user, study, group.first(), start, tried, values, count, rejected));
            return index;
        }
        List<Vital> vitals = group.vitals();
        for (int vital = 0; vital < vitals.size(); vital++) {
            for (int i = 0; i < count; i++) {
                column[i] = Group.valueOf(vitals.get(vital), values[i], seconds[i]);
            }
            out.accept(summary(user, study, vitals.get(vital), start, tried, column, count, rejected));
        }
        return index;
    }

    /** @param usable the window's usable values in order of time, as many as {@code count}; changes their order */
    private WindowSummary summary(
            String user, String study, Vital vital, long start, int tried, int[] usable, int count, Map<Verdict, Integer> rejected) {
        if (count == 0) {
            return new WindowSummary(user, study, vital, start, start + length, tried, 0, 0, 0, 0, 0, rejected);
        }
        int min = usable[0];
        int max = usable[0];
        for (int i = 1; i < count; i++) {
            min = Math.min(min, usable[i]);
            max = Math.max(max, usable[i]);
        }
        int last = usable[count - 1];
        int median = count >= FEWEST_TO_COUNT ? medianByCounting(usable, count, min, max) : NOT_COUNTED;
        median = median == NOT_COUNTED ? lowerMedian(usable, count) : median;
        return new WindowSummary(user, study, vital, start, start + length, tried, count, min, median, max, last, rejected);
    }

    /** As {@link #lowerMedian}, by counting; {@link #NOT_COUNTED} if the values are too far apart or not whole. */
    int medianByCounting(int[] values, int count, int min, int max) {
        long span = ((long) max - min) / ONE;
        if (span >= MOST_TO_COUNT) {
            return NOT_COUNTED;
        }
        Arrays.fill(occurrences, 0, (int) span + 1, 0);
        for (int i = 0; i < count; i++) {
            int above = values[i] - min;
            int whole = above / ONE;
            if (whole * ONE != above) {
                return NOT_COUNTED;
            }
            occurrences[whole]++;
        }
        int left = (count - 1) / 2;
        int whole = 0;
        while (left >= occurrences[whole]) {
            left -= occurrences[whole++];
        }
        return min + whole * ONE;
    }

    /**
     * The middle value; of an even number of values, the lower of the two middle ones. Changes the order of the values. Uses Hoare's
     * selection up to {@link #MOST_TO_SELECT} values, because a full sort takes several times as long.
     */
    static int lowerMedian(int[] values, int count) {
        int middle = (count - 1) / 2;
        if (count > MOST_TO_SELECT) {
            Arrays.sort(values, 0, count);
            return values[middle];
        }
        int from = 0;
        int to = count - 1;
        while (from < to) {
            int pivot = values[(from + to) >>> 1];
            int low = from;
            int high = to;
            while (low <= high) {
                while (values[low] < pivot) {
                    low++;
                }
                while (values[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    int swapped = values[low];
                    values[low++] = values[high];
                    values[high--] = swapped;
                }
            }
            if (middle <= high) {
                to = high;
            } else if (middle >= low) {
                from = low;
            } else {
                break;
            }
        }
        return values[middle];
    }

    /** The value of a quantity in a reading of its group, thousandths of its unit. */
    public static int valueOf(Vital vital, ReadingRing ring, int index) {
        return Group.valueOf(vital, ring.value(index), ring.second(index));
    }
}
