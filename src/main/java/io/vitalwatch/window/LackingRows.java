package io.vitalwatch.window;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;

import java.util.List;

/** Which fields the rows of one sample time lack, for each event type: of a new row, or of all rows of a time that is judged again. */
public final class LackingRows {
    private static final SampleType[] TYPES = SampleType.values();

    /**
     * What the row of one event type lacks.
     *
     * @param nothingKnown whether nothing is known of the row but its time
     * @param otherNames whether it has fields under another name
     * @param names those names; empty if there are none or they were not kept
     * @param missing fields that stood in rows before and are gone, a bit for each by ordinal
     */
    public record Lack(SampleType type, boolean nothingKnown, boolean otherNames, List<String> names, int missing) {}

    private final long time;
    private final Lack[] lacks = new Lack[TYPES.length];
    /** Null for a new row. */
    private final Walk walk;

    private LackingRows(long time, Walk walk) {
        this.time = time;
        this.walk = walk;
    }

    /**
     * Of a new row.
     *
     * @param missing fields that went missing with it, a bit for each by ordinal
     */
    public static LackingRows of(Sample row, int missing) {
        LackingRows found = new LackingRows(row.time(), null);
        found.lacks[row.type().ordinal()] =
                new Lack(row.type(), row.nothingKnown(), !row.unknownFields().isEmpty(), row.unknownFields(), missing);
        return found;
    }

    /**
     * Of the first sample time at or after a moment; null if there is none.
     *
     * @param rows must not change as long as this is in use
     */
    public static LackingRows from(KnownRows rows, long time) {
        return new Walk(rows, time).from(time);
    }

    /** Of the next sample time; null if there is none, and of a new row. */
    public LackingRows next() {
        return walk == null ? null : walk.from(time + 1);
    }

    /** The sample time, Unix milliseconds. */
    public long time() {
        return time;
    }

    /** What the row of an event type lacks, by the ordinal of the type; null if there is no row. */
    public Lack of(int type) {
        return lacks[type];
    }

    /** Goes through the rows in order of sample time and counts them. */
    private static final class Walk {
        private final KnownRows rows;
        private final FieldCursor[] cursors = new FieldCursor[TYPES.length];

        private Walk(KnownRows rows, long time) {
            this.rows = rows;
            for (int i = 0; i < cursors.length; i++) {
                FieldHistory history = rows.fields(TYPES[i]);
                cursors[i] = history == null ? null : history.from(rows.times(TYPES[i]), time);
            }
        }

        private LackingRows from(long time) {
            long next = Long.MAX_VALUE;
            for (FieldCursor cursor : cursors) {
                if (cursor != null) {
                    cursor.to(time);
                    next = Math.min(next, cursor.time());
                }
            }
            if (next == Long.MAX_VALUE) {
                return null;
            }
            LackingRows found = new LackingRows(next, this);
            for (int i = 0; i < cursors.length; i++) {
                if (cursors[i] != null && cursors[i].time() == next) {
                    long content = cursors[i].content();
                    cursors[i].take();
                    found.lacks[i] = new Lack(TYPES[i], !FieldHistory.known(content), FieldHistory.unknownFields(content),
                            rows.fields(TYPES[i]).names(content), cursors[i].presence().missing());
                }
            }
            return found;
        }
    }
}
