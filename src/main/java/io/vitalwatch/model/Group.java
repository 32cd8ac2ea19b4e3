package io.vitalwatch.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A measurement group: quantities that the bracelet measures together and rates with one quality code, or with none. A reading of a group
 * has one value, or two (a pair, such as systolic and diastolic pressure).
 *
 * <p>Values are kept as whole thousandths ("milli") of the unit, rounded half up to the group's resolution, because early-warning
 * scores are defined on rounded values (NEWS2, Royal College of Physicians 2017: rates and SpO2 to whole numbers, temperature to 0.1 °C).
 *
 * <p>Ordinals are in the bytes of the state: add new groups at the end, and never reorder or remove one.
 */
public enum Group {
    PULSE("pulse", 1000, 80, Codes.GOOD, Vital.PULSE),
    SPO2("spo2", 1000, 100, Codes.GOOD, Vital.SPO2),
    RESPIRATION("respiration", 1000, 16, Codes.GOOD, Vital.RESPIRATION),
    TEMPERATURE("temperature", 100, 37, Codes.NONE, Vital.TEMPERATURE),
    /** Cuffless, every 30 minutes. */
    BLOOD_PRESSURE("blood-pressure", 1000, 93, Codes.NONE, Vital.SYSTOLIC, Vital.DIASTOLIC);

    private static final Group[] ALL = values();
    /** The group of a vital, by the ordinal of the vital; null for a vital that no group has. */
    private static final Group[] CARRYING = new Group[Vital.values().length];
    /** Whether a vital is the second value of its group, by the ordinal of the vital. */
    private static final boolean[] SECOND = new boolean[CARRYING.length];
    /** How a vital is computed from the values of its group, by the ordinal of the vital; null for a measured vital. */
    private static final DerivedVital[] DERIVED = new DerivedVital[CARRYING.length];

    static {
        for (Group group : ALL) {
            group.vitals.forEach(vital -> claim(vital, group));
            SECOND[group.measured.get(group.measured.size() - 1).ordinal()] = group.paired();
        }
        for (DerivedVital each : DerivedVital.values()) {
            DERIVED[each.vital().ordinal()] = CARRYING[each.vital().ordinal()] == null ? null : each;
        }
        for (Vital vital : Vital.values()) {
            boolean measured = CARRYING[vital.ordinal()] != null && DERIVED[vital.ordinal()] == null;
            if (measured != (vital.plausible() != null)) {
                throw new IllegalStateException("vital " + vital.label() + (measured
                        ? " is measured and has no plausible range: add one in Vital"
                        : " has a plausible range and is not measured by any group: add it to a group in Group"));
            }
        }
    }

    private final String label;
    private final int resolutionMilli;
    private final int normalMilli;
    private final List<Integer> acceptedQuality;
    private final List<Vital> measured;
    private final List<Vital> vitals;

    /**
     * @param normal an ordinary value, in whole units, of the last of the group's {@link #vitals()}; see {@link #distance}
     * @param acceptedQuality quality codes that are accepted by default; empty for a group that has no quality code
     * @param measured the quantities of a reading's first and, for a pair, second value
     */
    Group(String label, int resolutionMilli, int normal, List<Integer> acceptedQuality, Vital... measured) {
        this.label = label;
        this.resolutionMilli = resolutionMilli;
        this.normalMilli = 1000 * normal;
        this.acceptedQuality = acceptedQuality;
        this.measured = List.of(measured);
        List<Vital> all = new ArrayList<>(this.measured);
        Arrays.stream(DerivedVital.values()).filter(each -> this.measured.equals(each.inputs())).map(DerivedVital::vital).forEach(all::add);
        this.vitals = List.copyOf(all);
        if (measured.length < 1 || measured.length > 2) {
            throw new IllegalStateException("group " + label + " measures " + measured.length + " vitals; a reading has one or two values");
        }
    }

    /** Sets of quality codes. The vendor's codes go from 0 (bad) to 4 (very good). */
    private static final class Codes {
        private static final List<Integer> GOOD = List.of(2, 3, 4);
        private static final List<Integer> NONE = List.of();
    }

    /** The name used in rules, parameters and window summaries, such as {@code blood-pressure}. */
    public String label() {
        return label;
    }

    /** The quantity of a reading's first value. */
    public Vital first() {
        return measured.get(0);
    }

    /** The quantities of a reading's values: one, or two for a pair. */
    public List<Vital> measured() {
        return measured;
    }

    /** All quantities that a reading gives: the measured ones, then those derived from its two values, in this order. */
    public List<Vital> vitals() {
        return vitals;
    }

    /** Whether a reading has a second value. */
    public boolean paired() {
        return measured.size() == 2;
    }

    /** Whether a reading has a quality code. */
    public boolean hasQuality() {
        return !acceptedQuality.isEmpty();
    }

    /** Quality codes that are accepted by default; empty for a group that has no quality code. */
    public List<Integer> acceptedQuality() {
        return acceptedQuality;
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

    /**
     * How far a reading is from an ordinary one, thousandths of the unit; of a blood pressure its mean is compared. It decides which of two
     * readings of one moment counts, so it is constant and depends on no limit.
     *
     * @param value the reading's first value
     * @param second its second value; ignored where the group has none
     */
    public long distance(int value, int second) {
        return Math.abs((long) valueOf(vitals.get(vitals.size() - 1), value, second) - normalMilli);
    }

    /** The group with this ordinal, without the copy that {@code values()} makes. */
    public static Group of(int ordinal) {
        return ALL[ordinal];
    }

    /** The group whose readings give this quantity, or null where none does (battery, flags). */
    public static Group carrying(Vital vital) {
        return CARRYING[vital.ordinal()];
    }

    /**
     * The value of a quantity in a reading of its group, thousandths of its unit.
     *
     * @param value the reading's first value
     * @param second its second value; ignored where the group has none
     */
    public static int valueOf(Vital vital, int value, int second) {
        DerivedVital derived = DERIVED[vital.ordinal()];
        if (derived != null) {
            return derived.from(value, second);
        }
        return SECOND[vital.ordinal()] ? second : value;
    }

    /** The number of groups. */
    public static int count() {
        return ALL.length;
    }

    private static void claim(Vital vital, Group group) {
        Group other = CARRYING[vital.ordinal()];
        if (other != null) {
            throw new IllegalStateException(
                    "vital " + vital.label() + " belongs to two groups, " + other.label() + " and " + group.label());
        }
        CARRYING[vital.ordinal()] = group;
    }
}
