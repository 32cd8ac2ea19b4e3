package io.vitalwatch.alarm.row;

import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.PatientView;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of one patient and type with the same timestamp. With the same content a row is a duplicate. With other content it is a conflict,
 * and for each measurement group one of the two readings counts.
 *
 * <p>Which one counts depends on the two readings only: not on limits, not on the order in which they arrived. A value of 0 is no reading,
 * so it conflicts with nothing, and a reading that was missing fills its place.
 */
public final class SameStamp {
    /** The row fills a place: a group that had no reading at that moment, or a cardiac-arrest flag. */
    public static final int ADDS = 1;
    /** The row says something else than what is known of that moment. */
    public static final int CONFLICTS = 2;
    /** In a conflict, something of the row counts. */
    public static final int COUNTS = 4;

    private static final int BEST_QUALITY = 4;

    /**
     * The reading that counts is the larger one: usable before implausible before unusable for another reason, better quality before worse
     * (codes that the vendor does not document are the worst), further from an ordinary value before nearer, then the larger value.
     */
    public static final Comparator<Reading> READINGS = Comparator
            .comparingInt((Reading reading) -> standing(reading.verdict()))
            .thenComparingInt(reading -> reading.quality() > BEST_QUALITY ? Reading.NO_QUALITY : reading.quality())
            .thenComparingLong(reading -> reading.group().distance(reading.value(), reading.second()))
            .thenComparingInt(Reading::value)
            .thenComparingInt(Reading::second)
            .thenComparingInt(Reading::quality)
            .thenComparingInt(reading -> -reading.verdict().ordinal());

    private SameStamp() {}

    private static int standing(Verdict verdict) {
        return switch (verdict) {
            case USABLE -> 2;
            case IMPLAUSIBLE -> 1;
            default -> 0;
        };
    }

    /**
     * What a row adds to the known rows of its type and timestamp.
     *
     * @return {@link #ADDS}, {@link #CONFLICTS} and {@link #COUNTS}, added; 0 for a duplicate
     */
    public static int compare(PatientView patient, Sample sample) {
        int found = compareFlags(patient, sample);
        List<Reading> readings = sample.readings();
        for (int i = 0; i < readings.size(); i++) {
            ReadingRing ring = patient.ring(readings.get(i).group());
            int known = ring == null ? -1 : ring.indexOf(sample.time());
            found |= known < 0 ? ADDS : compare(ring, known, readings.get(i), sample);
        }
        if (sample.type() != SampleType.ACTIVITY) {
            return found;
        }
        long known = patient.status().at(sample.time());
        if (statusConflicts(patient, sample)) {
            found |= says(sample) == Ternary.TRUE ? CONFLICTS | COUNTS : CONFLICTS;
        }
        boolean same = !patient.status().takes(sample.time()) || RowStatus.join(known, RowStatus.of(sample)) == known;
        return same ? found : found | ADDS;
    }

    /** Of two flags of one moment the one with the larger code counts. */
    private static int compareFlags(PatientView patient, Sample sample) {
        int code = sample.cardiacArrest();
        int known = patient.flagAt(sample.time());
        if (code <= 0 || known == code) {
            return 0;
        }
        return known > code ? CONFLICTS : known > 0 ? CONFLICTS | COUNTS : patient.isFlagged(sample.time()) ? 0 : ADDS;
    }

    /** Compares a reading with the known one of its group and time: 0 if it is the same. */
    public static int compare(ReadingRing ring, int known, Reading reading, Sample sample) {
        Reading other = ring.ownReading(reading.group(), known);
        int activity = ring.activity(known);
        if (same(reading, other, sample.type()) && (sample.type() != SampleType.ACTIVITY || activity == code(sample.activity()))) {
            return 0;
        }
        return counts(reading, other) || mutesLess(code(sample.activity()), activity) ? CONFLICTS | COUNTS : CONFLICTS;
    }

    /** Whether this reading counts and not the other one of the same moment. */
    public static boolean counts(Reading reading, Reading other) {
        return READINGS.compare(reading, other) > 0;
    }

    /** Of two activities of one moment, the one that counts: the one in which fewer rules leave out the reading. */
    public static int activity(int code, int other) {
        return mutesLess(code, other) ? code : other;
    }

    /**
     * Whether two readings of one moment have the same content. What the gate accepts does not matter, because its settings may have
     * changed in between; that the bracelet was not worn is content of the row. Of a temperature it is not: other rows say it.
     */
    private static boolean same(Reading one, Reading other, SampleType type) {
        return one.value() == other.value() && one.second() == other.second() && one.quality() == other.quality()
                && (one.verdict() == Verdict.MALFORMED) == (other.verdict() == Verdict.MALFORMED)
                && (type != SampleType.ACTIVITY || notOnPatient(one.verdict()) == notOnPatient(other.verdict()));
    }

    private static boolean notOnPatient(Verdict verdict) {
        return verdict == Verdict.NOT_WORN || verdict == Verdict.CHARGING;
    }

    /** As the ring keeps it. */
    private static int code(int activity) {
        return (byte) activity;
    }

    private static boolean mutesLess(int activity, int other) {
        return muting(activity) < muting(other) || muting(activity) == muting(other) && code(activity) < code(other);
    }

    /** 0 for a code that no rule can name; then rest; then the movements, in which rules leave readings out. */
    private static int muting(int activity) {
        return switch (activity) {
            case 2, 4, 6 -> 2;
            case 7 -> 1;
            default -> 0;
        };
    }

    /** Whether the row says that the bracelet is on the patient; UNKNOWN if it does not say it. */
    public static Ternary says(Sample sample) {
        return RowStatus.on(sample);
    }

    /** Whether the row says the opposite of what is known of its timestamp, which another row has, about the bracelet being on the patient. */
    public static boolean statusConflicts(PatientView patient, Sample sample) {
        Ternary says = says(sample);
        Ternary known = RowStatus.on(patient.status().at(sample.time()));
        return says != Ternary.UNKNOWN && known != Ternary.UNKNOWN && says != known;
    }

    /** A reading in words for a conflict: {@code 70 (quality 4)}. */
    public static String words(Reading reading) {
        if (reading.verdict() == Verdict.MALFORMED) {
            return "malformed";
        }
        String value = Sentences.number(reading.value()) + (reading.group().paired() ? "/" + Sentences.number(reading.second()) : "");
        String quality = reading.quality() == Reading.NO_QUALITY ? "" : " (quality " + reading.quality() + ")";
        return value + quality + (notOnPatient(reading.verdict()) ? " " + reading.verdict().label() : "");
    }

    /**
     * The samples of a delivery in an order that does not depend on that of rows in conflict: of those, what counts comes first. Without
     * rows in conflict it is the same list.
     *
     * @param samples in order of time
     */
    public static List<Sample> ordered(List<Sample> samples) {
        List<Sample> ordered = samples;
        for (int from = 0; from < samples.size();) {
            int to = from + 1;
            while (to < samples.size() && samples.get(to).time() == samples.get(from).time()) {
                to++;
            }
            if (to - from > 1 && anyConflict(samples.subList(from, to))) {
                ordered = ordered == samples ? new ArrayList<>(samples) : ordered;
                sort(ordered.subList(from, to));
            }
            from = to;
        }
        return ordered;
    }

    private static boolean anyConflict(List<Sample> rows) {
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                if (rows.get(i).type() == rows.get(j).type() && conflict(rows.get(i), rows.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean conflict(Sample one, Sample other) {
        if (says(one) != Ternary.UNKNOWN && says(other) != Ternary.UNKNOWN && says(one) != says(other)) {
            return true;
        }
        for (Reading reading : one.readings()) {
            Reading second = other.reading(reading.group());
            boolean sameActivity = one.type() != SampleType.ACTIVITY || one.activity() == other.activity();
            if (second != null && !(same(reading, second, one.type()) && sameActivity)) {
                return true;
            }
        }
        return false;
    }

    /** Rows of each type keep the places of their type. */
    private static void sort(List<Sample> rows) {
        for (SampleType type : SampleType.values()) {
            List<Sample> ofType = new ArrayList<>(rows.stream().filter(row -> row.type() == type).toList());
            ofType.sort(SameStamp::first);
            for (int i = 0, next = 0; i < rows.size(); i++) {
                if (rows.get(i).type() == type) {
                    rows.set(i, ofType.get(next++));
                }
            }
        }
    }

    private static int first(Sample one, Sample other) {
        int order = Integer.compare(says(one).ordinal(), says(other).ordinal());
        for (int group = 0; group < Group.count() && order == 0; group++) {
            Reading reading = one.reading(Group.of(group));
            Reading second = other.reading(Group.of(group));
            order = reading == null || second == null
                    ? Boolean.compare(reading == null, second == null)
                    : READINGS.compare(second, reading);
        }
        order = order != 0 ? order : Integer.compare(other.cardiacArrest(), one.cardiacArrest());
        order = order != 0 ? order : Integer.compare(muting(one.activity()), muting(other.activity()));
        order = order != 0 ? order : Integer.compare(one.activity(), other.activity());
        order = order != 0 ? order : Integer.compare(one.battery(), other.battery());
        return order != 0 ? order : Integer.compare(one.offsetMinutes(), other.offsetMinutes());
    }
}
