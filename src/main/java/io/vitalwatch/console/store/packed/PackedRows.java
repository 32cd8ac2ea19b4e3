package io.vitalwatch.console.store.packed;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in the order in which they came, as bytes: some 30 a row, a tenth of what the objects take, so that the hours of many patients can
 * wait in memory. A row that is read back has no type and not which fields it had.
 */
public final class PackedRows {
    private static final int TERNARIES = 3;

    private final Bytes.Writer bytes = new Bytes.Writer(64);
    private int count;
    private long lastTime;

    /** Adds a row; its time may be any. */
    public void add(Sample row) {
        bytes.signed(row.time() - lastTime);
        lastTime = row.time();
        bytes.signed(row.offsetMinutes());
        bytes.unsigned(row.worn().ordinal() * TERNARIES + row.charging().ordinal());
        bytes.signed(row.battery());
        bytes.signed(row.activity());
        bytes.signed(row.cardiacArrest());
        bytes.unsigned(row.readings().size());
        for (int i = 0; i < row.readings().size(); i++) {
            Reading each = row.readings().get(i);
            bytes.unsigned((long) each.verdict().ordinal() * Group.count() + each.group().ordinal());
            bytes.signed(each.quality());
            bytes.signed(each.value());
            if (each.group().paired()) {
                bytes.signed(each.second());
            }
        }
        count++;
    }

    public int sizeBytes() {
        return bytes.size();
    }

    /** The rows in the order in which they were added. */
    public List<Sample> list() {
        Bytes.Reader in = Bytes.Reader.of(bytes.plain());
        List<Sample> rows = new ArrayList<>(count);
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += in.signed();
            int offset = (int) in.signed();
            int bracelet = in.integer();
            int battery = (int) in.signed();
            int activity = (int) in.signed();
            int arrest = (int) in.signed();
            Reading[] readings = new Reading[in.integer()];
            for (int j = 0; j < readings.length; j++) {
                int kind = in.integer();
                Group group = Group.of(kind % Group.count());
                int quality = (int) in.signed();
                int value = (int) in.signed();
                readings[j] = new Reading(group, value, group.paired() ? (int) in.signed() : 0, quality, Verdict.of(kind / Group.count()));
            }
            rows.add(new Sample(SampleType.ACTIVITY, time, offset, Ternary.of(bracelet / TERNARIES), Ternary.of(bracelet % TERNARIES), battery,
                    activity, arrest, List.of(readings)));
        }
        return rows;
    }
}
