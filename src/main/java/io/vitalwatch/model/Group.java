package io.vitalwatch.model;

/**
 * A measurement group: what the bracelet measures in one go and judges with one quality code.
 *
 * <p>Values are kept as whole thousandths ("milli") of the unit, rounded half up to the group's resolution, because early-warning
 * scores are defined on rounded values (NEWS2, Royal College of Physicians 2017: rates and SpO2 to whole numbers, temperature to 0.1 °C).
 */
public enum Group {
    PULSE("pulse", Vital.PULSE, 1000),
    SPO2("spo2", Vital.SPO2, 1000),
    RESPIRATION("respiration", Vital.RESPIRATION, 1000),
    TEMPERATURE("temperature", Vital.TEMPERATURE, 100),
    /** Systolic as the value, diastolic as the second; cuffless, every 30 minutes, without a quality code. */
    BLOOD_PRESSURE("blood-pressure", Vital.SYSTOLIC, 1000);

    private static final Group[] ALL = values();

    private final String label;
    private final Vital first;
    private final int resolutionMilli;

    Group(String label, Vital first, int resolutionMilli) {
        this.label = label;
        this.first = first;
        this.resolutionMilli = resolutionMilli;
    }

    /** The name used in rules, parameters and window summaries, such as {@code blood-pressure}. */
    public String label() {
        return label;
    }

    /** The quantity of the reading's first value. */
    public Vital first() {
        return first;
    }

    /** The smallest step of a stored value, in thousandths of the unit. */
    public int resolutionMilli() {
        return resolutionMilli;
    }

    /** Rounds a value in thousandths, half up, to this group's resolution. */
    public int round(long milli) {
        long half = milli >= 0 ? resolutionMilli / 2 : -(resolutionMilli / 2);
        long rounded = (milli + half) / resolutionMilli * resolutionMilli;
        return (int) Math.max(Integer.MIN_VALUE + 1L, Math.min(Integer.MAX_VALUE, rounded));
    }

    /** The group with this ordinal, without the copy that {@code values()} makes. */
    public static Group of(int ordinal) {
        return ALL[ordinal];
    }

    /** The number of groups. */
    public static int count() {
        return ALL.length;
    }
}
