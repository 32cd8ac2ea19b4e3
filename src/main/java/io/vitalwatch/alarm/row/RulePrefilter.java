package io.vitalwatch.alarm.row;

import io.vitalwatch.alarm.episode.PatientEpisodes;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Concern;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the rules that a sample concerns. Nearly all samples come from a worn bracelet with good signal and are within every limit; they
 * concern no rule. It has two answers: a box of values for each vital and other fixed values ({@link Concern}), and the rules of which an
 * episode of the patient is open. False positives cost time; a false negative would lose an alarm.
 *
 * <p>Each rule is a bit, in the order of the catalogue. From the 65th on rules share the bits of the first ones.
 */
public final class RulePrefilter {
    /** Every rule. */
    public static final long ALL = -1;
    private static final int PERCENT = 101;
    /** The vitals of each group, by ordinal: a group of one has the value of its readings. */
    private static final Vital[][] VITALS = new Vital[Group.count()][];

    static {
        Arrays.setAll(VITALS, group -> Group.of(group).vitals().toArray(Vital[]::new));
    }

    /** For each group: the rules that every usable reading concerns, and the rules that a reading outside a box concerns. */
    private final long[] always = new long[Group.count()];
    private final long[] outside = new long[Group.count()];
    /** For each vital: the smallest and the largest value that is inside the boxes of all rules, thousandths. */
    private final int[] lowest = new int[Vital.values().length];
    private final int[] highest = new int[lowest.length];
    private final long[] verdicts = new long[Verdict.values().length];
    private final long[] battery = new long[PERCENT];
    private final Map<String, Long> byId = new HashMap<>();
    /** Those that are not on the arrival clock. */
    private long ofRows;
    private long every;
    private long flag;
    private long off;
    private long lacking;

    public RulePrefilter(Catalogue catalogue) {
        Arrays.fill(lowest, Integer.MIN_VALUE);
        Arrays.fill(highest, Integer.MAX_VALUE);
        List<Evaluation> rules = catalogue.rules();
        for (int i = 0; i < rules.size(); i++) {
            byId.put(rules.get(i).id(), bit(i));
            ofRows |= rules.get(i) instanceof Evaluation.OnArrivalClock ? 0 : bit(i);
            add(rules.get(i).concern(), bit(i));
        }
    }

    /** The bit of the rule at this position in the catalogue. */
    public static long bit(int index) {
        return 1L << index;
    }

    private void add(Concern concern, long bit) {
        concern.boxes().forEach((group, boxes) -> {
            outside[group.ordinal()] |= bit;
            for (Concern.Box box : boxes) {
                int vital = box.vital().ordinal();
                lowest[vital] = Math.max(lowest[vital], box.lowest());
                highest[vital] = Math.min(highest[vital], box.highest());
            }
        });
        for (int i = 0; i < always.length; i++) {
            always[i] |= concern.everyReading(Group.of(i)) ? bit : 0;
            outside[i] |= always[i];
        }
        for (Verdict verdict : Verdict.values()) {
            verdicts[verdict.ordinal()] |= concern.verdict(verdict) ? bit : 0;
        }
        for (int percent = 0; percent < PERCENT; percent++) {
            battery[percent] |= concern.charge(percent) ? bit : 0;
        }
        every |= concern.everyRow() ? bit : 0;
        flag |= concern.newFlags() ? bit : 0;
        off |= concern.notOnPatient() ? bit : 0;
        lacking |= concern.lackingFields() ? bit : 0;
    }

    /** The rules of which an episode is open. No sample concerns those on the arrival clock, whether or not one is open. */
    public long withOpenEpisode(PatientEpisodes episodes) {
        return episodes.bits(byId) & ofRows;
    }

    /** The bits of some rules of the catalogue. */
    public long bits(List<? extends Evaluation> rules) {
        long bits = 0;
        for (Evaluation rule : rules) {
            bits |= byId.get(rule.id());
        }
        return bits;
    }

    /** Whether an episode may be open of any of these rules; false only if none is. */
    public boolean mayBeOpen(PatientEpisodes episodes, long rules) {
        return (episodes.bits(byId) & rules) != 0;
    }

    /** The rules concerned by a reading that was put into its window. */
    public long ofReading(Reading reading) {
        Verdict verdict = reading.verdict();
        if (verdict != Verdict.USABLE) {
            return verdicts[verdict.ordinal()];
        }
        int group = reading.group().ordinal();
        return inside(reading) ? always[group] : outside[group];
    }

    private boolean inside(Reading reading) {
        Vital[] vitals = VITALS[reading.group().ordinal()];
        if (vitals.length == 1) {
            return inside(vitals[0], reading.value());
        }
        for (Vital vital : vitals) {
            if (!inside(vital, reading.value(vital))) {
                return false;
            }
        }
        return true;
    }

    /** The rules concerned by the verdict of a reading, whether or not it is put into its window. */
    public long ofVerdict(Verdict verdict) {
        return verdict == Verdict.USABLE ? 0 : verdicts[verdict.ordinal()];
    }

    /**
     * The rules concerned by the rest of a sample.
     *
     * @param missingFields see {@link io.vitalwatch.alarm.evaluate.PatientView#missingFields}
     * @param newFlag whether it carries a cardiac-arrest flag that was not known for its moment
     * @param status whether it says if the bracelet is on the patient
     */
    public long ofRow(Sample sample, int missingFields, boolean newFlag, boolean status) {
        long rules = newFlag ? every | flag : every;
        if (status && SameStamp.says(sample) == Ternary.FALSE) {
            rules |= off;
        }
        if (sample.nothingKnown() || !sample.unknownFields().isEmpty() || missingFields != 0) {
            rules |= lacking;
        }
        int charge = sample.battery();
        if (charge != Sample.MISSING) {
            rules |= charge >= 0 && charge < PERCENT ? battery[charge] : ALL;
        }
        return rules;
    }

    private boolean inside(Vital vital, int value) {
        return value >= lowest[vital.ordinal()] && value <= highest[vital.ordinal()];
    }
}
