package io.vitalwatch.model;

/**
 * One measurement of a group within a sample, with the gate's verdict.
 *
 * @param group what was measured
 * @param value thousandths of the unit, rounded to the group's resolution; for blood pressure the systolic pressure
 * @param second the diastolic pressure in thousandths of a mmHg; 0 for every other group
 * @param quality the vendor's quality code, or {@link #NO_QUALITY}
 * @param verdict whether it counts
 */
public record Reading(Group group, int value, int second, int quality, Verdict verdict) {
    /** Quality of a group that carries none (blood pressure, temperature), or that was left out. */
    public static final int NO_QUALITY = -1;

    /** Mean arterial pressure in thousandths, dia + (sys − dia) / 3, rounded half up. */
    public static int meanPressure(int systolic, int diastolic) {
        return Math.floorDiv(2 * (systolic + 2 * diastolic) + 3, 6);
    }

    /** The same reading under another verdict. */
    public Reading judged(Verdict other) {
        return new Reading(group, value, second, quality, other);
    }
}
