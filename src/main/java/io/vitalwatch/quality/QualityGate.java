package io.vitalwatch.quality;

import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges rows: whether a sample's time is credible, and which of its readings are usable. Each measurement group is judged by its own
 * quality code, never the row as a whole. Rows are multiplexed: an optical quality of 0 has no meaning for the blood pressure in the same
 * row.
 *
 * <p>Order of the verdicts, first match wins: malformed, negative, charging, not worn, quality missing or not accepted, skin, implausible.
 * A value of 0 means that there is no reading.
 */
public final class QualityGate {
    static {
        for (Group group : Group.values()) {
            if (group.paired() && group != Group.BLOOD_PRESSURE) {
                throw new IllegalStateException(
                        "QualityGate can judge one pair, blood pressure; add a way to judge the pair " + group.label());
            }
        }
    }

    /** The numeric fields about the state of the bracelet. */
    public static final List<Field> STATE_FIELDS = List.of(Field.WEARING, Field.IS_CHARGING, Field.BATTERY, Field.ACTIVITY_TYPE);

    /** The highest documented code of {@code wearing}; the vendor reserves 1 to 3. */
    private static final int MOST_WEARING = 4;

    /** Why a whole sample is refused. */
    public enum Refusal {
        /** Further ahead of its arrival than the tolerance. */
        FUTURE,
        /** Older at its arrival than the limit, but the time may be true. */
        PAST,
        /** So old at its arrival that its time cannot be true. */
        ANCIENT;

        /** The reason code; both ways of being too old have the same. */
        public String label() {
            return (this == FUTURE ? FUTURE : PAST).name().toLowerCase(Locale.ROOT);
        }
    }

    private final GateSettings settings;
    private final Codes wearing;
    /** The groups whose readings have one value, in the order of the groups. */
    private final Single[] singles;
    private final Range systolicRange;
    private final Range diastolicRange;
    private final Field systolic;
    private final Field diastolic;

    /** @throws IllegalArgumentException if the settings lack the quality codes of a group or the plausible range of a measured vital */
    public QualityGate(GateSettings settings) {
        this.settings = settings;
        this.wearing = new Codes(settings.wearing());
        this.singles = Arrays.stream(Group.values()).filter(group -> !group.paired()).map(group -> new Single(group, settings))
                .toArray(Single[]::new);
        this.systolicRange = plausible(Vital.SYSTOLIC, settings);
        this.diastolicRange = plausible(Vital.DIASTOLIC, settings);
        this.systolic = switch (settings.series()) {
            case COMBINE -> Field.NIBP_SYSTOLIC_COMBINE;
            case LONG_TERM -> Field.NIBP_SYSTOLIC_LONG_TERM;
            case RAW -> Field.NIBP_SYSTOLIC;
        };
        this.diastolic = switch (settings.series()) {
            case COMBINE -> Field.NIBP_DIASTOLIC_COMBINE;
            case LONG_TERM -> Field.NIBP_DIASTOLIC_LONG_TERM;
            case RAW -> Field.NIBP_DIASTOLIC;
        };
    }

    /** How the readings of a group with one value are read and judged. */
    private static final class Single {
        private final Group group;
        private final Field field;
        /** Null where the group has no quality code. */
        private final Field qualityField;
        private final Codes accepted;
        private final Range plausible;

        private Single(Group group, GateSettings settings) {
            this.group = group;
            this.field = Field.valueOf(group);
            this.qualityField = Field.qualityOf(group);
            Set<Integer> codes = group.hasQuality() ? settings.accepted().get(group) : Set.of();
            if (codes == null) {
                throw new IllegalArgumentException("no accepted quality codes of group " + group.label());
            }
            this.accepted = new Codes(codes);
            this.plausible = plausible(group.first(), settings);
        }
    }

    private static Range plausible(Vital vital, GateSettings settings) {
        Range range = settings.plausible().get(vital);
        if (range == null) {
            throw new IllegalArgumentException("no plausible range of " + vital.label());
        }
        return range;
    }

    /** A set of the vendor's codes; codes below 64 are kept as bits, for speed. */
    private static final class Codes {
        private final Set<Integer> all;
        private final long small;

        private Codes(Set<Integer> all) {
            this.all = all;
            long bits = 0;
            for (int code : all) {
                bits |= code >= 0 && code < Long.SIZE ? 1L << code : 0;
            }
            this.small = bits;
        }

        private boolean contains(int code) {
            return code >= 0 && code < Long.SIZE ? (small >>> code & 1) != 0 : all.contains(code);
        }
    }

    /** Why the sample's time is not credible; null if it is. */
    public Refusal refusal(Row row, long arrival) {
        long time = row.get(Field.TIMESTAMP);
        if (time - arrival > settings.futureToleranceMillis()) {
            return Refusal.FUTURE;
        }
        if (arrival - time <= settings.pastLimitMillis()) {
            return null;
        }
        return arrival - time > settings.pastBelievableMillis() ? Refusal.ANCIENT : Refusal.PAST;
    }

    /**
     * The unit that a timestamp seems to have, because in that unit it would be credible: seconds, microseconds or nanoseconds.
     *
     * @return null if it is credible in none of them
     */
    public String likelyUnit(long time, long arrival) {
        if (time < Long.MAX_VALUE / 1000 && credible(time * 1000, arrival)) {
            return "seconds";
        }
        return credible(time / 1000, arrival) ? "microseconds" : credible(time / 1_000_000, arrival) ? "nanoseconds" : null;
    }

    private boolean credible(long time, long arrival) {
        return Math.abs(time - arrival) <= settings.pastBelievableMillis();
    }

    /**
     * A row whose time cannot be believed.
     *
     * @param refusal why, or null if it has no time that can be read
     */
    public Undated undated(Row row, Refusal refusal, long arrival) {
        Undated.Why why = refusal == null ? Undated.Why.NO_TIME : switch (refusal) {
            case FUTURE -> Undated.Why.FUTURE;
            case PAST -> Undated.Why.OLD;
            case ANCIENT -> Undated.Why.ANCIENT;
        };
        long claimed = refusal == null ? 0 : row.get(Field.TIMESTAMP);
        Sample bare = new Sample(row.type(), why == Undated.Why.OLD ? claimed : arrival, row.offsetMinutes(), worn(row), charging(row),
                battery(row), Math.min(code(row, Field.ACTIVITY_TYPE), 100), code(row, Field.CARDIAC_ARREST), List.of());
        return new Undated(why, claimed, row.fingerprint(), bare);
    }

    /** True when the row has a cardiac-arrest flag that is not a whole number ≥ 0. Such a flag may or may not mean an alarm. */
    public boolean flagUnreadable(Row row) {
        long flag = row.get(Field.CARDIAC_ARREST);
        return flag == Row.MALFORMED || row.has(Field.CARDIAC_ARREST) && code(row, Field.CARDIAC_ARREST) < 0;
    }

    /** True when the row has this field of {@link #STATE_FIELDS} but its value is malformed or an unknown code. */
    public boolean unreadable(Row row, Field field) {
        return row.get(field) != Row.MISSING && switch (field) {
            case WEARING -> worn(row) == Ternary.UNKNOWN;
            case IS_CHARGING -> charging(row) == Ternary.UNKNOWN;
            case BATTERY -> battery(row) == Sample.MISSING;
            case ACTIVITY_TYPE -> code(row, field) < 0;
            default -> throw new IllegalArgumentException(field + " is not about the state of the bracelet");
        };
    }

    /** Accepted codes are worn, the other documented ones are not worn; any other code is unknown. */
    private Ternary worn(Row row) {
        int level = code(row, Field.WEARING);
        if (level < 0) {
            return Ternary.UNKNOWN;
        }
        return wearing.contains(level) ? Ternary.TRUE : level <= MOST_WEARING ? Ternary.FALSE : Ternary.UNKNOWN;
    }

    private static Ternary charging(Row row) {
        int code = code(row, Field.IS_CHARGING);
        return code == 0 || code == 1 ? Ternary.of(code == 1) : Ternary.UNKNOWN;
    }

    private static int battery(Row row) {
        int percent = code(row, Field.BATTERY);
        return percent > 100 ? Sample.MISSING : percent;
    }

    /** The row as a sample with judged readings; a temperature is that of the body's core. */
    public Sample judge(Row row) {
        return judge(row, null);
    }

    /** The row of a study as a sample with judged readings. */
    public Sample judge(Row row, String study) {
        Set<String> skin = settings.skinStudies();
        boolean ofSkin = !skin.isEmpty() && (skin.contains(GateSettings.EVERY) || study != null && skin.contains(study));
        Ternary worn = worn(row);
        Ternary charging = charging(row);
        List<Reading> readings = new ArrayList<>(3);
        for (Single each : singles) {
            add(readings, row, each, worn, charging, ofSkin && each.group == Group.TEMPERATURE);
        }
        addPressure(readings, row, worn, charging);
        return new Sample(
                row.type(),
                row.get(Field.TIMESTAMP),
                row.offsetMinutes(),
                worn,
                charging,
                battery(row),
                Math.min(code(row, Field.ACTIVITY_TYPE), 100),
                code(row, Field.CARDIAC_ARREST),
                readings,
                row.fields(),
                row.unknownNames());
    }

    private void add(List<Reading> readings, Row row, Single of, Ternary worn, Ternary charging, boolean skin) {
        long raw = row.get(of.field);
        if (raw == Row.MISSING || raw == 0) {
            return;
        }
        int quality = Reading.NO_QUALITY;
        Verdict verdict = circumstances(raw, worn, charging);
        if (of.qualityField != null) {
            quality = code(row, of.qualityField);
            verdict = verdict == Verdict.USABLE ? quality(of, quality, row.get(of.qualityField) == Row.MISSING) : verdict;
        }
        if (verdict == Verdict.USABLE) {
            verdict = skin ? Verdict.SKIN : plausible(of.plausible, raw);
        }
        int value = raw == Row.MALFORMED ? 0 : of.group.round(raw);
        readings.add(new Reading(of.group, value, 0, Math.min(quality, Short.MAX_VALUE), verdict));
    }

    private Verdict quality(Single of, int code, boolean missing) {
        if (missing) {
            return settings.acceptMissingQuality() ? Verdict.USABLE : Verdict.QUALITY_MISSING;
        }
        return of.accepted.contains(code) ? Verdict.USABLE : Verdict.QUALITY;
    }

    private void addPressure(List<Reading> readings, Row row, Ternary worn, Ternary charging) {
        Field systolicField = systolic;
        Field diastolicField = diastolic;
        boolean noRaw = absent(row, Field.NIBP_SYSTOLIC) && absent(row, Field.NIBP_DIASTOLIC);
        if (!noRaw && !complete(row, systolicField, diastolicField)) {
            systolicField = Field.NIBP_SYSTOLIC;
            diastolicField = Field.NIBP_DIASTOLIC;
        }
        boolean noSystolic = absent(row, systolicField);
        boolean noDiastolic = absent(row, diastolicField);
        if (noSystolic && noDiastolic) {
            return;
        }
        long upper = row.get(systolicField);
        long lower = row.get(diastolicField);
        Verdict verdict;
        if (upper == Row.MALFORMED || lower == Row.MALFORMED) {
            verdict = Verdict.MALFORMED;
        } else if (!noSystolic && upper < 0 || !noDiastolic && lower < 0) {
            verdict = Verdict.NEGATIVE;
        } else if (noSystolic || noDiastolic) {
            verdict = Verdict.INCOMPLETE;
        } else {
            verdict = circumstances(upper, worn, charging);
            verdict = verdict == Verdict.USABLE ? plausiblePressure(upper, lower) : verdict;
        }
        readings.add(new Reading(Group.BLOOD_PRESSURE, value(upper), value(lower), Reading.NO_QUALITY, verdict));
    }

    private Verdict plausiblePressure(long systolic, long diastolic) {
        boolean plausible = plausible(systolicRange, systolic) == Verdict.USABLE
                && plausible(diastolicRange, diastolic) == Verdict.USABLE
                && systolic > diastolic
                && settings.pulsePressure().contains(systolic - diastolic);
        return plausible ? Verdict.USABLE : Verdict.IMPLAUSIBLE;
    }

    private static Verdict plausible(Range range, long raw) {
        return range.contains(raw) ? Verdict.USABLE : Verdict.IMPLAUSIBLE;
    }

    private static Verdict circumstances(long raw, Ternary worn, Ternary charging) {
        if (raw == Row.MALFORMED) {
            return Verdict.MALFORMED;
        }
        if (raw < 0) {
            return Verdict.NEGATIVE;
        }
        if (charging == Ternary.TRUE) {
            return Verdict.CHARGING;
        }
        return worn == Ternary.FALSE ? Verdict.NOT_WORN : Verdict.USABLE;
    }

    private static boolean complete(Row row, Field one, Field other) {
        return row.has(one) && row.get(one) > 0 && row.has(other) && row.get(other) > 0;
    }

    private static boolean absent(Row row, Field field) {
        return row.get(field) == Row.MISSING || row.get(field) == 0;
    }

    private static int value(long raw) {
        return raw <= Row.MALFORMED ? 0 : Group.BLOOD_PRESSURE.round(raw);
    }

    /** A whole number from 0 up, or −1 for anything else. */
    private static int code(Row row, Field field) {
        long milli = row.get(field);
        if (milli <= 0) {
            return milli == 0 ? 0 : -1;
        }
        long whole = milli / 1000;
        return whole * 1000 == milli ? (int) whole : -1;
    }
}
