package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.FieldPresence;
import io.vitalwatch.window.LackingRows;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.StatusRing;

/** What rules can read of a patient's state. They change nothing in it. */
public interface PatientView {
    /** It has not happened yet. */
    long NEVER = Long.MIN_VALUE;

    /** The latest accepted sample time, Unix milliseconds. */
    long clock();

    /** The readings of a measurement group within reach, or null if there never was one. */
    ReadingRing ring(Group group);

    /** What is kept of the readings of a group that left their ring, or null if none did. */
    LeftReadings left(Group group);

    /** What the activity rows within reach say of the bracelet. */
    StatusRing status();

    /** The first sample time of an activity row at or after this one, or {@link #NEVER} if there is none within reach. */
    long statusFrom(long time);

    /** Sample time of the newest row that says that the bracelet is off or on the charger, or {@link #NEVER}. */
    long lastOff();

    /** Newest arrival of a delivery that brought something new, a sign of life, Unix milliseconds, or {@link #NEVER}. */
    long lastArrival();

    /** Arrival of the patient's first delivery, Unix milliseconds. */
    long firstContact();

    /** The number of deliveries since the last sign of life: they brought nothing new. */
    int idleDeliveries();

    /** Arrival of the first sample since the last sign of life whose time cannot be believed, or {@link #NEVER}. */
    long undatedSince();

    /** What the times of those samples look like, a clause: "stamps 6 min ahead". */
    String undatedTimes();

    /** Arrival since which every new sample was older than {@code freshness.limit}, or {@link #NEVER} if the last one was not. */
    long notLiveSince();

    /** Age of the newest sample at the last sign of life, milliseconds. */
    long lag();

    /** Sample time of the newest usable reading of a group, or {@link #NEVER}. */
    long lastUsable(Group group);

    /** The number of rows after this sample time that could have had a reading of a group. */
    int rowsAfter(Group group, long time);

    /** The code of the cardiac-arrest flag of this sample time; 0 if there was none, or if it is out of reach. */
    int flagAt(long time);

    /** Whether a row of this sample time carried a cardiac-arrest flag. Kept for longer than its code. */
    boolean isFlagged(long time);

    /** The first sample time of a row at or after this one, or {@link #NEVER} if there is none within reach. */
    long rowFrom(long time);

    /** Arrival at which the last alarm ended that said why readings stay away, or {@link #NEVER}. */
    long explainedUntil();

    /** After so many rows that had a field, and so many without it, the field is missing. */
    int ROWS_WITH = FieldPresence.STOOD;
    int ROWS_WITHOUT = FieldPresence.GONE;

    /**
     * Fields that stood in each of {@value #ROWS_WITH} rows of an event type and in none of the next {@value #ROWS_WITHOUT}: a bit for each
     * by the ordinal of {@link io.vitalwatch.corsano.Field}.
     */
    int missingFields(SampleType type);

    /** What the rows of the first sample time at or after this one lack; null if there is none within reach. */
    LackingRows lackingFrom(long time);

    /** When the newest ended episode of the rule ended, or {@link #NEVER}. */
    long lastEnd(String rule);

    /** When the newest episode of the rule ended that had ended before this sample time, or {@link #NEVER}. */
    long lastEndBefore(String rule, long time);

    /** True when an ended episode of the rule covers this sample time. */
    boolean covered(String rule, long time);
}
