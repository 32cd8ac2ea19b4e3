package io.vitalwatch.corsano;

import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.SampleType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has been read of one body so far. If both the outer and the inner object name a user, the inner one is used. */
final class Envelope {
    /** How many samples that cannot be used are listed one by one. */
    static final int MOST_LISTED = 100;
    /** How many good samples of one body are read; at a row a second more than a day. */
    static final int MOST_SAMPLES = 100_000;
    /** How many names a notice shows. */
    static final int MOST_NAMES = 16;

    String study;
    String type;
    String user;
    String eventType;
    boolean hasData;
    int samples;
    Problem fault;
    final ArrayList<Row> rows;
    /** Rows whose timestamp cannot be read; empty in an envelope that keeps no rows. */
    final List<Row> undated = new ArrayList<>(0);
    final List<Problem> problems = new ArrayList<>(0);
    /** Samples that could not be used and are not in {@link #problems}, by reason. */
    final Map<String, Integer> unlisted = new LinkedHashMap<>(0);

    /** The one row of an envelope that keeps no rows; else null. */
    private final Row reused;
    private int badSamples;
    private SampleType lastType;
    private long newestTime;
    private final Set<String> conflicts = new LinkedHashSet<>(0);
    private final Set<String> unknownNames = new LinkedHashSet<>(0);
    private boolean moreUnknownNames;
    private long firstUnknown;

    Envelope() {
        this(true);
    }

    /** @param keepRows whether {@link #rows} is filled; if not, one row is reused for all, which saves memory and time */
    Envelope(boolean keepRows) {
        rows = new ArrayList<>(keepRows ? 64 : 0);
        reused = keepRows ? null : new Row();
    }

    /** A row without fields. The caller fills it and then adds it, or drops it. */
    Row emptyRow() {
        if (reused == null) {
            return new Row();
        }
        reused.clear();
        return reused;
    }

    /** Adds a good row. */
    void add(Row row) {
        if (reused == null && rows.size() >= MOST_SAMPLES) {
            badSample("too-many-samples", "is beyond the first " + MOST_SAMPLES + " of the body", null);
        } else if (reused == null) {
            rows.add(row);
        } else {
            lastType = row.type();
            newestTime = Math.max(newestTime, row.get(Field.TIMESTAMP));
        }
    }

    /**
     * Records that the last sample cannot be used. The first 100 are listed; the others are only counted, because a body can have millions.
     *
     * @param detail what is wrong with it, after "sample n "
     * @param value as received, or null
     */
    void badSample(String reason, String detail, String value) {
        if (reused == null && badSamples < MOST_LISTED) {
            badSamples++;
            problems.add(new Problem(Scope.SAMPLE, reason, "sample " + samples + " " + detail, 0, value));
        } else if (reused == null) {
            unlisted.merge(reason, 1, Integer::sum);
        }
    }

    /**
     * Adds a row without a time.
     *
     * @param timestamp what stood there, or null
     */
    void addUndated(Row row, String timestamp) {
        if (reused == null && undated.size() < MOST_SAMPLES) {
            row.set(Field.TIMESTAMP, Row.MALFORMED);
            row.malformed(Field.TIMESTAMP, timestamp);
            undated.add(row);
        }
    }

    /** Sets the event type of all rows, for a body that names it. */
    void typeOfAllRows(SampleType type) {
        for (Row row : rows) {
            row.type(type);
        }
        for (Row row : undated) {
            row.type(type);
        }
        lastType = lastType == null ? null : type;
    }

    /** Event type of the last good row; null without one. Only for an envelope that keeps no rows. */
    SampleType lastType() {
        return lastType;
    }

    /** The latest time of a good row, Unix milliseconds; 0 without one. Only for an envelope that keeps no rows. */
    long newestTime() {
        return newestTime;
    }

    /** Records a fault that loses no sample. */
    void notice(String reason, String detail) {
        problems.add(new Problem(Scope.NOTICE, reason, detail, 0, null));
    }

    /**
     * Records a key that stands twice in a sample with different values; one notice for each key of a delivery.
     *
     * @param kept what was done with the field, a clause of the message
     */
    void conflict(String key, String kept, long sampleTime, String value) {
        if (conflicts.add(key)) {
            problems.add(new Problem(Scope.NOTICE, "duplicate-key", "sample " + samples + " has the key " + key
                    + " twice with different values; " + kept, Math.max(0, sampleTime), value));
        }
    }

    /** Records names of a sample that are probably known fields under another name. */
    void unknownNames(List<String> names, long sampleTime) {
        if (!names.isEmpty() && firstUnknown == 0) {
            firstUnknown = Math.max(0, sampleTime);
        }
        for (String name : names) {
            String shown = FieldNames.shown(name);
            moreUnknownNames |= unknownNames.size() >= MOST_NAMES && !unknownNames.contains(shown);
            if (unknownNames.size() < MOST_NAMES) {
                unknownNames.add(shown);
            }
        }
    }

    /** Adds the notice of all unknown names. */
    void noticeUnknownNames() {
        if (!unknownNames.isEmpty()) {
            problems.add(new Problem(Scope.NOTICE, "unknown-fields", "fields that are not known: " + String.join(", ", unknownNames)
                    + (moreUnknownNames ? " and more" : "") + "; were fields renamed? What they hold was not used", firstUnknown, null));
        }
    }

    /** Records a fault that rejects the whole delivery; only the first one is kept. */
    void fault(String reason, String detail) {
        if (fault == null) {
            fault = new Problem(Scope.DELIVERY, reason, detail, 0, null);
        }
    }
}
