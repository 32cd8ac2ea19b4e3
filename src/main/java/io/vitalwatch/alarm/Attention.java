package io.vitalwatch.alarm;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.Arrays;
import java.util.List;

/**
 * Which rules a sample has to be shown to while no alarm of its patient is open: nearly all samples are within every limit, worn and of good
 * signal, so nearly always none. A rule too many only is asked in vain; a rule too few would be an alarm missed.
 *
 * <p>Rules are bits, in the catalogue's order; from the 65th on they share the bits of the first ones.
 */
final class Attention {
    static final long ALL = -1;

    private static final int PERCENT = 101;

    /** Of each group: rules that look at every usable reading of it, and rules that look at those beyond a limit. */
    private final long[] always = new long[Group.count()];
    private final long[] beyond = new long[Group.count()];
    /** Of each vital the smallest and the largest value that is beyond no limit of any rule, thousandths. */
    private final int[] lowest = new int[Vital.values().length];
    private final int[] highest = new int[lowest.length];
    private final long[] battery = new long[PERCENT];
    private long flag;
    private long notWorn;
    private long poorSignal;
    private long implausible;

    /** @param rules in the order in which they are asked */
    Attention(List<Rule> rules) {
        Arrays.fill(lowest, Integer.MIN_VALUE);
        Arrays.fill(highest, Integer.MAX_VALUE);
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            long bit = bit(i);
            if (rule instanceof Rule.Limits limits) {
                note(limits, bit);
            } else if (rule instanceof Rule.Flag) {
                flag |= bit;
            } else if (rule instanceof Rule.NotWorn) {
                notWorn |= bit;
            } else if (rule instanceof Rule.PoorSignal) {
                poorSignal |= bit;
            } else if (rule instanceof Rule.Implausible) {
                implausible |= bit;
            } else if (rule instanceof Rule.Battery charge) {
                for (int percent = 0; percent < PERCENT; percent++) {
                    int milli = percent * 1000;
                    if (charge.rungs().stream().anyMatch(rung -> rung.condition().anyOf().get(0).holds(milli))) {
                        battery[percent] |= bit;
                    }
                }
            }
        }
    }

    /** The bit of the rule at this place in the catalogue. */
    static long bit(int index) {
        return 1L << index;
    }

    private void note(Rule.Limits rule, long bit) {
        int group = rule.group().ordinal();
        beyond[group] |= bit;
        for (Rung rung : rule.rungs()) {
            if (rung.confirm().statistic() != Confirm.Statistic.NONE) {
                always[group] |= bit;
            }
            for (Condition.Comparison comparison : rung.condition().anyOf()) {
                int vital = comparison.vital().ordinal();
                switch (comparison.operator()) {
                    case ABOVE -> highest[vital] = Math.min(highest[vital], comparison.limit());
                    case AT_LEAST -> highest[vital] = Math.min(highest[vital], comparison.limit() - 1);
                    case BELOW -> lowest[vital] = Math.max(lowest[vital], comparison.limit());
                    case AT_MOST -> lowest[vital] = Math.max(lowest[vital], comparison.limit() + 1);
                }
            }
        }
    }

    /** Of a reading that found its place in its window: the rules about its value and about the signal. */
    long toReading(Reading reading) {
        Verdict verdict = reading.verdict();
        if (verdict != Verdict.USABLE) {
            return verdict.poorSignal() ? poorSignal : 0;
        }
        Group group = reading.group();
        boolean within = within(group.first(), reading.value())
                && (group != Group.BLOOD_PRESSURE || within(Vital.DIASTOLIC, reading.second())
                        && within(Vital.MEAN_PRESSURE, Reading.meanPressure(reading.value(), reading.second())));
        return within ? always[group.ordinal()] : beyond[group.ordinal()];
    }

    /**
     * Of the rest of a sample, and of readings whether or not they found a place.
     *
     * @param newFlag whether it carries a cardiac-arrest flag that was not known for its moment
     * @param status whether it says if the bracelet is on the patient, whose status it has set by now
     */
    long toSample(Patient patient, Sample sample, boolean newFlag, boolean status) {
        long rules = newFlag ? flag : 0;
        if (status && patient.on == Known.FALSE) {
            rules |= notWorn;
        }
        int charge = sample.battery();
        if (charge != Sample.MISSING) {
            rules |= charge >= 0 && charge < PERCENT ? battery[charge] : ALL;
        }
        return rules;
    }

    /** Of any reading of a sample: the rule about implausible ones judges it even if its moment was taken. */
    long toVerdict(Verdict verdict) {
        return verdict == Verdict.IMPLAUSIBLE ? implausible : 0;
    }

    private boolean within(Vital vital, int value) {
        return value >= lowest[vital.ordinal()] && value <= highest[vital.ordinal()];
    }
}
