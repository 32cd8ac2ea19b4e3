package io.vitalwatch.model;

/**
 * What the quality gate decides about a reading. Every verdict but {@link #USABLE} is a reason of rejection and has its own counter.
 * Ordinals are in the state's bytes: add new verdicts at the end.
 */
public enum Verdict {
    /** A valid value of the patient. */
    USABLE("usable", false),
    /** The quality code is not among the accepted ones. */
    QUALITY("quality", true),
    /** The value has no quality code, although its group has one. */
    QUALITY_MISSING("quality-missing", true),
    /** The bracelet was not worn (well enough). */
    NOT_WORN("not-worn", false),
    /** The bracelet was on its charger, where it measures nothing. */
    CHARGING("charging", false),
    /** Outside the plausible range: an artefact. */
    IMPLAUSIBLE("implausible", true),
    /** A number below zero; none of these quantities can be negative. */
    NEGATIVE("negative", true),
    /** Not a finite number. */
    MALFORMED("malformed", true),
    /** One half of a pair is missing (systolic without diastolic). */
    INCOMPLETE("incomplete", true),
    /** The patient already has a reading of the same group with the same sample time. */
    DUPLICATE("duplicate", false),
    /** The patient has another reading of the same group with the same sample time, and that one counts. */
    CONFLICT("conflict", false),
    /** A temperature of the skin, which the limits for the body's core do not fit. */
    SKIN("skin", false);

    private static final Verdict[] ALL = values();

    private final String label;
    private final boolean poorSignal;

    Verdict(String label, boolean poorSignal) {
        this.label = label;
        this.poorSignal = poorSignal;
    }

    /** The reason code in counters, rejected rows and window summaries. */
    public String label() {
        return label;
    }

    /** Whether a worn bracelet tried to measure and failed: the poor-signal rule counts these as unusable. */
    public boolean poorSignal() {
        return poorSignal;
    }

    /** The verdict with this ordinal, without the copy that {@code values()} makes. */
    public static Verdict of(int ordinal) {
        return ALL[ordinal];
    }
}
