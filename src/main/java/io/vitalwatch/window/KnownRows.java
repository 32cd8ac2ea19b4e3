package io.vitalwatch.window;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;

import java.util.Arrays;

/**
 * The rows of one patient within the late reach: for each event type their sample times, and which fields they had. 8 bytes for each sample
 * time; fields take memory only where they change ({@link FieldHistory}).
 */
public final class KnownRows {
    private final TimeSet[] times = new TimeSet[SampleType.values().length];
    /** Null before the first row of the event type. */
    private final FieldHistory[] fields = new FieldHistory[times.length];
    private boolean fieldsChanged;

    /** No rows. */
    public KnownRows() {
        Arrays.setAll(times, type -> new TimeSet());
    }

    private KnownRows(KnownRows from) {
        Arrays.setAll(times, type -> from.times[type].copy());
        Arrays.setAll(fields, type -> from.fields[type] == null ? null : from.fields[type].copy());
    }

    /** The same rows, in arrays of their own. */
    public KnownRows copy() {
        return new KnownRows(this);
    }

    /** The sample times of an event type. */
    public TimeSet times(SampleType type) {
        return times[type.ordinal()];
    }

    /** Which fields the rows of an event type had, or null before its first row. */
    public FieldHistory fields(SampleType type) {
        return fields[type.ordinal()];
    }

    /** Continues with what was stored. */
    public void restoreFields(SampleType type, FieldHistory stored) {
        fields[type.ordinal()] = stored;
    }

    /** The number of sample times that are kept. */
    public int size() {
        int size = 0;
        for (TimeSet each : times) {
            size += each.size();
        }
        return size;
    }

    /** The first sample time at or after this one, or {@code Long.MAX_VALUE}. */
    public long from(long time) {
        long first = Long.MAX_VALUE;
        for (TimeSet each : times) {
            first = Math.min(first, each.from(time));
        }
        return first;
    }

    /** The number of rows of an event type after this sample time. O(of it). */
    public int countAfter(SampleType type, long time) {
        TimeSet of = times(type);
        int index = of.size();
        while (index > 0 && of.get(index - 1) > time) {
            index--;
        }
        return of.size() - index;
    }

    /**
     * Notes the sample time of a row, and which fields the row has.
     *
     * @param bound the most sample times to keep of an event type
     * @return whether the time was known
     */
    public boolean note(Sample row, int bound) {
        int type = row.type().ordinal();
        if (fields[type] == null) {
            // Only once: a reference that is written into an old object costs the collector time.
            fields[type] = new FieldHistory();
        }
        TimeSet of = times[type];
        if (of.size() >= bound) {
            fields[type].evict(of, of.get(of.size() - bound) + 1);
        }
        boolean repeated = !of.add(row.time(), bound);
        fieldsChanged = fields[type].note(of, row, repeated);
        return repeated;
    }

    /** Whether the fields of the last row that was noted change what is missing at other rows, or are lacking in a row that is late. */
    public boolean fieldsChanged() {
        return fieldsChanged;
    }

    /** Fields that stood in rows of an event type before and are gone, a bit for each by ordinal. */
    public int missingFields(SampleType type) {
        FieldHistory of = fields(type);
        return of == null ? 0 : of.presence(times(type)).missing();
    }

    /** What the rows of the first sample time at or after this one lack; null if there is none. */
    public LackingRows lackingFrom(long time) {
        return LackingRows.from(fields, times, time);
    }

    /** Forgets the rows before a moment. How often they had which fields is still counted. */
    public void forget(long before) {
        for (int type = 0; type < times.length; type++) {
            if (fields[type] != null) {
                fields[type].evict(times[type], before);
            }
            times[type].evict(before);
        }
    }
}
