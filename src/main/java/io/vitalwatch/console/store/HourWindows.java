package io.vitalwatch.console.store;

import io.vitalwatch.console.store.packed.Bytes;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;

import java.util.List;

/**
 * The twelve windows of five minutes of a patient-hour, as bytes: for each window and group how many readings were tried and how many are
 * usable, and the smallest and largest usable value of each measured vital. Charts of days are drawn from them.
 */
final class HourWindows {
    static final long WINDOW_MILLIS = 300_000;
    static final int WINDOWS = 12;

    private HourWindows() {}

    /** Receives one window of one group that has readings. */
    interface Visitor {
        /**
         * @param min smallest usable values, thousandths: of the group's first and second vital; undefined without a usable reading
         * @param max largest likewise
         */
        void window(long start, Group group, int tried, int usable, int[] min, int[] max);
    }

    /** @param rows of one hour in order of time */
    static byte[] encode(long hourStart, List<Sample> rows) {
        Bytes.Writer out = new Bytes.Writer();
        int next = 0;
        out.unsigned(Group.values().length);
        for (int window = 0; window < WINDOWS; window++) {
            int from = next;
            while (next < rows.size() && rows.get(next).time() < hourStart + (window + 1) * WINDOW_MILLIS) {
                next++;
            }
            for (Group group : Group.values()) {
                encode(out, rows.subList(from, next), group);
            }
        }
        return out.plain();
    }

    private static void encode(Bytes.Writer out, List<Sample> rows, Group group) {
        int tried = 0;
        int usable = 0;
        int[] min = {Integer.MAX_VALUE, Integer.MAX_VALUE};
        int[] max = {Integer.MIN_VALUE, Integer.MIN_VALUE};
        for (Sample row : rows) {
            Reading reading = row.reading(group);
            tried += reading == null ? 0 : 1;
            if (reading != null && reading.verdict() == Verdict.USABLE) {
                usable++;
                min[0] = Math.min(min[0], reading.value());
                max[0] = Math.max(max[0], reading.value());
                min[1] = Math.min(min[1], reading.second());
                max[1] = Math.max(max[1], reading.second());
            }
        }
        out.unsigned(tried);
        if (tried > 0) {
            out.unsigned(usable);
        }
        if (usable > 0) {
            for (int i = 0; i < group.measured().size(); i++) {
                // In steps of the group's resolution, which most values are whole numbers of.
                int step = min[i] % group.resolutionMilli() == 0 && max[i] % group.resolutionMilli() == 0 ? group.resolutionMilli() : 1;
                out.unsigned(step == 1 ? 1 : 0);
                out.signed(min[i] / step);
                out.unsigned(((long) max[i] - min[i]) / step);
            }
        }
    }

    static void decode(long hourStart, byte[] bytes, Visitor visitor) {
        Bytes.Reader in = Bytes.Reader.of(bytes);
        int groups = in.integer();
        for (int window = 0; window < WINDOWS; window++) {
            for (int g = 0; g < groups; g++) {
                int tried = in.integer();
                if (tried == 0) {
                    continue;
                }
                Group group = Group.of(g);
                int usable = in.integer();
                int[] min = new int[2];
                int[] max = new int[2];
                for (int i = 0; usable > 0 && i < group.measured().size(); i++) {
                    int step = in.unsigned() == 1 ? 1 : group.resolutionMilli();
                    min[i] = (int) (in.signed() * step);
                    max[i] = (int) (min[i] + in.unsigned() * step);
                }
                visitor.window(hourStart + window * WINDOW_MILLIS, group, tried, usable, min, max);
            }
        }
    }
}
