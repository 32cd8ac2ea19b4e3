package io.vitalwatch.window;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tumbling windows over a ring, aligned to the epoch, summarised when they are closed. */
public final class Tumbling {
    /** Beyond so many values unlucky ones could cost the square of their number. */
    private static final int MOST_TO_SELECT = 1024;

    private final long length;

    /** @param length milliseconds, at least 1 */
    public Tumbling(long length) {
        this.length = length;
    }

    /** Start of the window that holds this moment. */
    public long startOf(long time) {
        return Math.floorDiv(time, length) * length;
    }

    /** End (exclusive) of the window that holds this moment. */
    public long endOf(long time) {
        return startOf(time) + length;
    }

    /**
     * Summarises every window that holds a reading at or after {@code from} and ends by {@code to}; cost is that of the readings in them.
     */
    public void summarise(String user, String study, Group group, ReadingRing ring, long from, long to, Consumer<WindowSummary> out) {
        int index = ring.lowerBound(from);
        while (index < ring.size()) {
            long start = startOf(ring.time(index));
            if (start + length > to) {
                return;
            }
            int first = ring.lowerBound(start);
            int end = ring.lowerBound(start + length);
            summarise(user, study, group, ring, start, first, end, out);
            index = end;
        }
    }

    private void summarise(
            String user, String study, Group group, ReadingRing ring, long start, int first, int end, Consumer<WindowSummary> out) {
        Map<Verdict, Integer> rejected = new EnumMap<>(Verdict.class);
        int[] usable = new int[end - first];
        int count = 0;
        for (int i = first; i < end; i++) {
            if (ring.usable(i)) {
                usable[count++] = i;
            } else {
                rejected.merge(ring.verdict(i), 1, Integer::sum);
            }
        }
        usable = Arrays.copyOf(usable, count);
        int tried = end - first;
        if (group == Group.BLOOD_PRESSURE) {
            emit(user, study, Vital.SYSTOLIC, ring, start, tried, usable, rejected, out);
            emit(user, study, Vital.DIASTOLIC, ring, start, tried, usable, rejected, out);
            emit(user, study, Vital.MEAN_PRESSURE, ring, start, tried, usable, rejected, out);
        } else {
            emit(user, study, group.first(), ring, start, tried, usable, rejected, out);
        }
    }

    private void emit(
            String user,
            String study,
            Vital vital,
            ReadingRing ring,
            long start,
            int tried,
            int[] usable,
            Map<Verdict, Integer> rejected,
            Consumer<WindowSummary> out) {
        int[] values = new int[usable.length];
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        int last = 0;
        for (int i = 0; i < usable.length; i++) {
            last = valueOf(vital, ring, usable[i]);
            min = Math.min(min, last);
            max = Math.max(max, last);
            values[i] = last;
        }
        boolean any = values.length > 0;
        out.accept(new WindowSummary(
                user,
                study,
                vital,
                start,
                start + length,
                tried,
                values.length,
                any ? min : 0,
                any ? lowerMedian(values) : 0,
                any ? max : 0,
                last,
                rejected));
    }

    /** The middle value, of an even number the lower of the two. Hoare's selection while they are few: a full sort costs several times as much. */
    static int lowerMedian(int[] values) {
        int middle = (values.length - 1) / 2;
        if (values.length > MOST_TO_SELECT) {
            Arrays.sort(values);
            return values[middle];
        }
        int from = 0;
        int to = values.length - 1;
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

    /** The value of a quantity in a reading of its group, thousandths. */
    public static int valueOf(Vital vital, ReadingRing ring, int index) {
        return switch (vital) {
            case DIASTOLIC -> ring.second(index);
            case MEAN_PRESSURE -> Reading.meanPressure(ring.value(index), ring.second(index));
            default -> ring.value(index);
        };
    }
}
