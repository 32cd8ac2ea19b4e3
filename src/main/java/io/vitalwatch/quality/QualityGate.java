package io.vitalwatch.quality;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.Row.Field;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Judges rows: whether a sample's time can be believed, and which of its readings count. Each measurement group is judged by its own quality
 * code, never the row as a whole: rows are multiplexed, so an optical quality of 0 says nothing of the blood pressure beside it.
 *
 * <p>Order of the verdicts, first match wins: malformed, negative, charging, not worn, quality missing or not accepted, implausible.
 * A value of 0 is no reading at all.
 */
public final class QualityGate {
    /** Why a whole sample is refused. */
    public enum Refusal {
        /** Further ahead of its arrival than the tolerance. */
        FUTURE,
        /** Older at its arrival than the limit. */
        PAST;

        /** The reason code. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final GateSettings settings;
    private final Codes wearing;
    /** By the ordinals of group and vital: they are asked for each reading. */
    private final Codes[] accepted = new Codes[Group.count()];
    private final Range[] plausible = new Range[Vital.values().length];
    private final Field systolic;
    private final Field diastolic;

    public QualityGate(GateSettings settings) {
        this.settings = settings;
        this.wearing = new Codes(settings.wearing());
        settings.accepted().forEach((group, codes) -> accepted[group.ordinal()] = new Codes(codes));
        settings.plausible().forEach((vital, range) -> plausible[vital.ordinal()] = range);
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

    /** A set of the vendor's codes, the small ones as bits. */
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

    /** @return null when the sample's time can be believed */
    public Refusal refusal(Row row, long arrival) {
        long time = row.get(Field.TIMESTAMP);
        if (time - arrival > settings.futureToleranceMillis()) {
            return Refusal.FUTURE;
        }
        return arrival - time > settings.pastLimitMillis() ? Refusal.PAST : null;
    }

    /** True when the row has a cardiac-arrest flag that is no code from 0 up: it cannot be told whether it means an alarm. */
    public boolean flagUnreadable(Row row) {
        long flag = row.get(Field.CARDIAC_ARREST);
        return flag == Row.MALFORMED || row.has(Field.CARDIAC_ARREST) && code(row, Field.CARDIAC_ARREST) < 0;
    }

    /** The row as a sample, its readings judged. */
    public Sample judge(Row row) {
        int level = code(row, Field.WEARING);
        Known worn = level < 0 ? Known.UNKNOWN : Known.of(wearing.contains(level));
        Known charging = row.has(Field.IS_CHARGING) ? Known.of(row.get(Field.IS_CHARGING) != 0) : Known.UNKNOWN;
        List<Reading> readings = new ArrayList<>(3);
        add(readings, row, Group.PULSE, Field.BPM, Field.BPM_Q, worn, charging);
        add(readings, row, Group.SPO2, Field.SPO2, Field.SPO2_Q, worn, charging);
        add(readings, row, Group.RESPIRATION, Field.RESPIRATION_RATE, Field.RESP_Q, worn, charging);
        addTemperature(readings, row, worn, charging);
        addPressure(readings, row, worn, charging);
        int battery = code(row, Field.BATTERY);
        return new Sample(
                row.type(),
                row.get(Field.TIMESTAMP),
                row.offsetMinutes(),
                worn,
                charging,
                battery > 100 ? Sample.MISSING : battery,
                Math.min(code(row, Field.ACTIVITY_TYPE), 100),
                code(row, Field.CARDIAC_ARREST),
                readings);
    }

    private void add(List<Reading> readings, Row row, Group group, Field field, Field qualityField, Known worn, Known charging) {
        long raw = row.get(field);
        if (raw == Row.MISSING || raw == 0) {
            return;
        }
        int quality = code(row, qualityField);
        Verdict verdict = circumstances(raw, worn, charging);
        if (verdict == Verdict.USABLE) {
            if (row.get(qualityField) == Row.MISSING) {
                verdict = settings.acceptMissingQuality() ? plausible(group.first(), raw) : Verdict.QUALITY_MISSING;
            } else {
                verdict = accepted[group.ordinal()].contains(quality) ? plausible(group.first(), raw) : Verdict.QUALITY;
            }
        }
        readings.add(new Reading(group, raw == Row.MALFORMED ? 0 : group.round(raw), 0, Math.min(quality, Short.MAX_VALUE), verdict));
    }

    private void addTemperature(List<Reading> readings, Row row, Known worn, Known charging) {
        long raw = row.get(Field.TEMP_SK1);
        if (raw == Row.MISSING || raw == 0) {
            return;
        }
        Verdict verdict = circumstances(raw, worn, charging);
        verdict = verdict == Verdict.USABLE ? plausible(Vital.TEMPERATURE, raw) : verdict;
        int value = raw == Row.MALFORMED ? 0 : Group.TEMPERATURE.round(raw);
        readings.add(new Reading(Group.TEMPERATURE, value, 0, Reading.NO_QUALITY, verdict));
    }

    private void addPressure(List<Reading> readings, Row row, Known worn, Known charging) {
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
        boolean plausible = plausible(Vital.SYSTOLIC, systolic) == Verdict.USABLE
                && plausible(Vital.DIASTOLIC, diastolic) == Verdict.USABLE
                && systolic > diastolic
                && settings.pulsePressure().contains(systolic - diastolic);
        return plausible ? Verdict.USABLE : Verdict.IMPLAUSIBLE;
    }

    private Verdict plausible(Vital vital, long raw) {
        return plausible[vital.ordinal()].contains(raw) ? Verdict.USABLE : Verdict.IMPLAUSIBLE;
    }

    private static Verdict circumstances(long raw, Known worn, Known charging) {
        if (raw == Row.MALFORMED) {
            return Verdict.MALFORMED;
        }
        if (raw < 0) {
            return Verdict.NEGATIVE;
        }
        if (charging == Known.TRUE) {
            return Verdict.CHARGING;
        }
        return worn == Known.FALSE ? Verdict.NOT_WORN : Verdict.USABLE;
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
