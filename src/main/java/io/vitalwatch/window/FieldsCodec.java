package io.vitalwatch.window;

import io.vitalwatch.model.SampleType;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields that rows had, a part of the bytes of a patient's state. Of nearly all patients each row has the same: then the fields are a few
 * bytes.
 *
 * <p>First the fields that always stand, as bits, then how often others did. Bit 0, of the timestamp, is set where the counts are those
 * before the rows within reach; earlier releases left it out, and wrote the counts with those rows and nothing of the rows.
 */
public final class FieldsCodec {
    private static final int COUNTS_BEFORE_ROWS = 1;

    private static final long NEVER = Long.MIN_VALUE;

    private FieldsCodec() {}

    /**
     * @param history null if there was no row
     * @param base moments are written as differences from this one
     */
    public static void write(FieldHistory history, SampleType type, long base, DataOutput out) throws IOException {
        if (history == null) {
            PackedNumbers.unsigned(0, out);
            PackedNumbers.unsigned(0, out);
            return;
        }
        FieldPresence counts = history.edge();
        long steady = COUNTS_BEFORE_ROWS;
        int others = 0;
        for (int i = 1; i < FieldPresence.COUNT; i++) {
            steady |= counts.rows(i) == FieldPresence.STOOD ? 1L << i : 0;
            others += counts.rows(i) == FieldPresence.STOOD || counts.rows(i) == 0 ? 0 : 1;
        }
        boolean uniform = history.isUniform(type == SampleType.ACTIVITY);
        PackedNumbers.unsigned(steady, out);
        PackedNumbers.unsigned((long) others << 1 | (uniform ? 0 : 1), out);
        for (int i = 1; others > 0 && i < FieldPresence.COUNT; i++) {
            if (counts.rows(i) != FieldPresence.STOOD && counts.rows(i) != 0) {
                out.writeByte(i);
                out.writeByte(counts.rows(i));
            }
        }
        if (!uniform) {
            writeRuns(history, base, out);
        }
    }

    private static void writeRuns(FieldHistory history, long base, DataOutput out) throws IOException {
        PackedNumbers.moment(history.since(), base, out);
        PackedNumbers.unsigned(history.names().size(), out);
        for (List<String> names : history.names()) {
            PackedNumbers.unsigned(names.size(), out);
            for (String name : names) {
                out.writeUTF(name);
            }
        }
        PackedNumbers.unsigned(history.size(), out);
        long time = base;
        long before = 0;
        for (int i = 0; i < history.size(); i++) {
            PackedNumbers.signed(history.from(i) - time, out);
            PackedNumbers.unsigned(history.content(i) ^ before, out);
            time = history.from(i);
            before = history.content(i);
        }
    }

    /**
     * Reads what {@link #write} wrote, here or in an earlier release.
     *
     * @param clock rows up to this one are not known of an earlier release
     * @return null if there was no row
     */
    public static FieldHistory read(SampleType type, long clock, long base, DataInput in) throws IOException {
        long steady = PackedNumbers.unsigned(in);
        int others = count(in);
        if (steady == 0 && others == 0) {
            return null;
        }
        boolean ofRows = (steady & COUNTS_BEFORE_ROWS) != 0;
        FieldPresence counts = new FieldPresence();
        for (int i = 1; i < Long.SIZE; i++) {
            if ((steady >>> i & 1) != 0) {
                counts.restore(i, FieldPresence.STOOD);
            }
        }
        for (int left = ofRows ? others >> 1 : others; left > 0; left--) {
            counts.restore(in.readUnsignedByte(), in.readUnsignedByte());
        }
        FieldHistory history = new FieldHistory();
        if (!ofRows) {
            history.restoreEdge(counts, clock + 1, List.of());
        } else if ((others & 1) == 0) {
            history.restoreEdge(counts, NEVER, List.of());
            history.restoreRun(NEVER, FieldHistory.usual((int) steady, type == SampleType.ACTIVITY));
        } else {
            readRuns(history, counts, base, in);
        }
        return history;
    }

    private static void readRuns(FieldHistory history, FieldPresence counts, long base, DataInput in) throws IOException {
        long since = PackedNumbers.moment(base, in);
        List<List<String>> names = new ArrayList<>();
        for (int lists = count(in); lists > 0; lists--) {
            List<String> list = new ArrayList<>();
            for (int left = count(in); left > 0; left--) {
                list.add(in.readUTF());
            }
            names.add(List.copyOf(list));
        }
        history.restoreEdge(counts, since, names);
        long time = base;
        long before = 0;
        for (int left = count(in); left > 0; left--) {
            time += PackedNumbers.signed(in);
            before ^= PackedNumbers.unsigned(in);
            history.restoreRun(time, before);
        }
    }

    private static int count(DataInput in) throws IOException {
        return PackedNumbers.count("fields, names or runs in a row", in);
    }
}
