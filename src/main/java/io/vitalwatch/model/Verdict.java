package io.vitalwatch.model;

/** What the quality gate says of a reading. Every verdict but {@link #USABLE} is a reason of rejection and a counter of its own. */
public enum Verdict {
    /** Counts as a value of the patient. */
    USABLE("usable", false),
    /** The quality code is not among the accepted ones. */
    QUALITY("quality", true),
    /** A value came without any quality code. */
    QUALITY_MISSING("quality-missing", true),
    /** The bracelet was not worn (well enough). */
    NOT_WORN("not-worn", false),
    /** The bracelet was on its charger, where it measures nothing. */
    CHARGING("charging", false),
    /** Outside what a living body shows: an artefact. */
    IMPLAUSIBLE("implausible", true),
    /** A number below zero, which none of these quantities can be. */
    NEGATIVE("negative", true),
    /** Not a number at all, or not a finite one. */
    MALFORMED("malformed", true),
    /** One half of a pair is missing (systolic without diastolic). */
    INCOMPLETE("incomplete", true),
    /** Another reading of the same group is already known for the same moment. */
    DUPLICATE("duplicate", false);

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

    /** True when a worn bracelet tried and failed: what the poor-signal rule counts as unusable. */
    public boolean poorSignal() {
        return poorSignal;
    }

    public static Verdict of(int ordinal) {
        return ALL[ordinal];
    }
}
