package io.vitalwatch.model;

/**
 * One measurement of a group within a sample, with the gate's verdict.
 *
 * @param group what was measured
 * @param value the first value, thousandths of the unit, rounded to the group's resolution (systolic pressure of a blood pressure)
 * @param second the second value of a pair, likewise (diastolic pressure); 0 for a group with one value
 * @param quality the vendor's quality code, or {@link #NO_QUALITY}
 * @param verdict whether the reading is used, or why not
 */
public record Reading(Group group, int value, int second, int quality, Verdict verdict) {
    /** Quality of a reading without a quality code: its group has none, or the row left it out. */
    public static final int NO_QUALITY = -1;

    /** A quantity of this reading, thousandths of its unit; the group must carry it. */
    public int value(Vital vital) {
        return Group.valueOf(vital, value, second);
    }

    /** The same reading with another verdict. */
    public Reading judged(Verdict other) {
        return new Reading(group, value, second, quality, other);
    }
}
