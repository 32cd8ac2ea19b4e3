package io.vitalwatch.window;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;

/**
 * The rows of one patient within the late reach: for each event type their sample times, and which fields they had. 8 bytes for each sample
 * time; fields take memory only where they change ({@link FieldHistory}).
 *
 * <p>The two event types are in fields of their own and not in arrays: with many patients, each object on the way to a row waits for memory.
 */
public final class KnownRows {
    private static final SampleType[] TYPES = SampleType.values();

    private final TimeSet activityTimes;
    private final TimeSet temperatureTimes;
    /** Null before the first row of the event type, as the next. */
    private FieldHistory activityFields;
    private FieldHistory temperatureFields;
    private boolean fieldsChanged;

    /** No rows. */
    public KnownRows() {
        activityTimes = new TimeSet();
        temperatureTimes = new TimeSet();
    }

    private KnownRows(KnownRows from) {
        activityTimes = from.activityTimes.copy();
        temperatureTimes = from.temperatureTimes.copy();
        activityFields = from.activityFields == null ? null : from.activityFields.copy();
        temperatureFields = from.temperatureFields == null ? null : from.temperatureFields.copy();
    }

    /** The same rows, in arrays of their own. */
    public KnownRows copy() {
        return new KnownRows(this);
    }

    /** The sample times of an event type. */
    public TimeSet times(SampleType type) {
        return type == SampleType.ACTIVITY ? activityTimes : temperatureTimes;
    }

    /** Which fields the rows of an event type had, or null before its first row. */
    public FieldHistory fields(SampleType type) {
        return type == SampleType.ACTIVITY ? activityFields : temperatureFields;
    }

    /** Continues with what was stored. */
    public void restoreFields(SampleType type, FieldHistory stored) {
        if (type == SampleType.ACTIVITY) {
            activityFields = stored;
        } else {
            temperatureFields = stored;
        }
    }

    /** The number of sample times that are kept. */
    public int size() {
        return activityTimes.size() + temperatureTimes.size();
    }

    /** The first sample time at or after this one, or {@code Long.MAX_VALUE}. */
    public long from(long time) {
        return Math.min(activityTimes.from(time), temperatureTimes.from(time));
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
        if (fields(row.type()) == null) {
            // Only once: a reference that is written into an old object costs the collector time.
            restoreFields(row.type(), new FieldHistory());
        }
        TimeSet times = times(row.type());
        FieldHistory fields = fields(row.type());
        if (times.size() >= bound) {
            fields.evict(times, times.get(times.size() - bound) + 1);
        }
        boolean repeated = !times.add(row.time(), bound);
        fieldsChanged = fields.note(times, row, repeated);
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
        return LackingRows.from(this, time);
    }

    /** Forgets the rows before a moment. How often they had which fields is still counted. */
    public void forget(long before) {
        for (SampleType type : TYPES) {
            if (fields(type) != null) {
                fields(type).evict(times(type), before);
            }
            times(type).evict(before);
        }
    }

    /**
     * Reads what the next activity row needs, and changes nothing.
     *
     * @return any number, so that reading is not left out
     */
    public long touch() {
        return activityTimes.newest() + (activityFields == null ? 0 : activityFields.touch());
    }
}
