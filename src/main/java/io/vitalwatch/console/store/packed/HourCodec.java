package io.vitalwatch.console.store.packed;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The rows of a patient-hour as bytes: a column after the other, each as differences from row to row, deflated. Some 2 bytes a row. A
 * decoded row has no type and not which fields it had.
 */
public final class HourCodec {
    private static final int VERSION = 1;

    private HourCodec() {}

    /** @param rows in order of time, each time once */
    public static byte[] encode(List<Sample> rows) {
        Bytes.Writer out = new Bytes.Writer();
        Group[] groups = Group.values();
        out.unsigned(VERSION);
        out.unsigned(groups.length);
        out.unsigned(rows.size());
        column(out, rows, Sample::time);
        column(out, rows, Sample::offsetMinutes);
        column(out, rows, row -> row.worn().ordinal());
        column(out, rows, row -> row.charging().ordinal());
        column(out, rows, Sample::battery);
        column(out, rows, Sample::activity);
        column(out, rows, Sample::cardiacArrest);
        for (Group group : groups) {
            List<Reading> readings = new ArrayList<>();
            for (Sample row : rows) {
                Reading reading = row.reading(group);
                out.unsigned(reading == null ? 0 : reading.verdict().ordinal() + 1);
                if (reading != null) {
                    readings.add(reading);
                }
            }
            column(out, readings, Reading::quality);
            column(out, readings, Reading::value);
            if (group.paired()) {
                column(out, readings, Reading::second);
            }
        }
        return out.deflated();
    }

    public static List<Sample> decode(byte[] bytes) {
        Bytes.Reader in = Bytes.Reader.inflated(bytes);
        int version = in.integer();
        if (version != VERSION) {
            throw new IllegalStateException("a stored hour has version " + version + ", this program knows " + VERSION
                    + "; delete the store, and it is built again from the topics");
        }
        int groups = in.integer();
        int count = in.integer();
        long[] time = column(in, count);
        long[] offset = column(in, count);
        long[] worn = column(in, count);
        long[] charging = column(in, count);
        long[] battery = column(in, count);
        long[] activity = column(in, count);
        long[] arrest = column(in, count);
        List<List<Reading>> readings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            readings.add(new ArrayList<>(groups));
        }
        for (int g = 0; g < groups; g++) {
            Group group = Group.of(g);
            int[] verdict = new int[count];
            int measured = 0;
            for (int i = 0; i < count; i++) {
                verdict[i] = in.integer();
                measured += verdict[i] > 0 ? 1 : 0;
            }
            long[] quality = column(in, measured);
            long[] value = column(in, measured);
            long[] second = group.paired() ? column(in, measured) : new long[measured];
            for (int i = 0, next = 0; i < count; i++) {
                if (verdict[i] > 0) {
                    readings.get(i).add(new Reading(group, (int) value[next], (int) second[next], (int) quality[next],
                            Verdict.of(verdict[i] - 1)));
                    next++;
                }
            }
        }
        List<Sample> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new Sample(SampleType.ACTIVITY, time[i], (int) offset[i], Ternary.of((int) worn[i]), Ternary.of((int) charging[i]),
                    (int) battery[i], (int) activity[i], (int) arrest[i], readings.get(i)));
        }
        return rows;
    }

    private static <T> void column(Bytes.Writer out, List<T> rows, ToLongFunction<T> value) {
        long last = 0;
        for (T row : rows) {
            long next = value.applyAsLong(row);
            out.signed(next - last);
            last = next;
        }
    }

    private static long[] column(Bytes.Reader in, int count) {
        long[] column = new long[count];
        long last = 0;
        for (int i = 0; i < count; i++) {
            last += in.signed();
            column[i] = last;
        }
        return column;
    }
}
