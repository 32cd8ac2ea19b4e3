package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.row.SameStamp;
import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Puts the readings of a row into their windows, counts them, and writes a row for those that are not used or in conflict. */
final class ReadingIntake {
    private static final String CONFLICT = "conflict";

    private final Set<Verdict> rows;
    private final int[] placed = new int[Group.count()];
    /** The groups of which {@link #placed} is not −1, a bit for each by ordinal. */
    private int filled;

    /** @param rows verdicts for which a rejected reading is written as a record of its own and counted; with the others it is only counted */
    ReadingIntake(Set<Verdict> rows) {
        this.rows = rows;
        Arrays.fill(placed, -1);
    }

    /** For each group, by ordinal, the index in its ring of the reading of the last row, or −1 if it has none. */
    int[] placed() {
        return placed;
    }

    /**
     * Puts the readings of a row into their windows.
     *
     * @param ahead see {@link WearingAhead#verdict}
     * @return the rules that the readings concern
     */
    long fill(PreparedCatalogue now, Patient patient, Delivery delivery, Sample sample, Verdict ahead, MonitorOutput out) {
        clear();
        long asked = 0;
        List<Reading> readings = sample.readings();
        for (int i = 0; i < readings.size(); i++) {
            Reading own = readings.get(i);
            Group group = own.group();
            Verdict verdict = group == Group.TEMPERATURE
                    ? BraceletStatus.verdict(patient, sample.time(), own.verdict(), ahead)
                    : own.verdict();
            asked |= now.prefilter.ofVerdict(verdict);
            ReadingRing ring = patient.ringToFill(group);
            int index = ring.insert(sample.time(), own, sample.activity(), now.windows.bound());
            boolean asItCame = index >= 0 && group != Group.TEMPERATURE;
            Verdict counted = verdict;
            if (index < 0) {
                int known = ring.indexOf(sample.time());
                int found = known < 0 ? 0 : SameStamp.compare(ring, known, own, sample);
                counted = found == 0 ? Verdict.DUPLICATE : settle(ring, known, own, delivery, sample, out) ? verdict : Verdict.CONFLICT;
                index = (found & SameStamp.COUNTS) != 0 ? known : -1;
            }
            if (index >= 0) {
                placed[group.ordinal()] = index;
                filled |= 1 << group.ordinal();
                if (group == Group.TEMPERATURE) {
                    ring.set(index, BraceletStatus.verdict(patient, sample.time(), ring.own(index), ahead));
                }
                now.windows.note(patient, group, sample.time());
                Reading kept = asItCame ? own : ring.reading(group, index);
                if (kept.verdict() == Verdict.USABLE) {
                    patient.noteUsable(group, sample.time());
                }
                asked |= now.prefilter.ofReading(kept);
            }
            count(delivery, sample, own, counted, out);
        }
        return asked;
    }

    private void clear() {
        for (; filled != 0; filled &= filled - 1) {
            placed[Integer.numberOfTrailingZeros(filled)] = -1;
        }
    }

    /**
     * Puts what counts of two readings of one moment into the ring, and writes a row that shows both.
     *
     * @return whether the new reading counts
     */
    private static boolean settle(ReadingRing ring, int known, Reading reading, Delivery delivery, Sample sample, MonitorOutput out) {
        Reading before = ring.ownReading(reading.group(), known);
        Verdict verdict = ring.verdict(known);
        int activity = ring.activity(known);
        boolean counts = SameStamp.counts(reading, before);
        ring.replace(known, counts ? reading : before, SameStamp.activity(sample.activity(), activity));
        if (!counts && verdict != before.verdict()) {
            ring.set(known, verdict);
        }
        boolean moved = sample.type() == SampleType.ACTIVITY && activity != sample.activity();
        String value = SameStamp.words(before) + (moved ? " activity " + activity : "") + ", then "
                + SameStamp.words(reading) + (moved ? " activity " + sample.activity() : "");
        out.rejected(row(delivery, sample, Rejection.Scope.READING, CONFLICT, reading.group().label(), value,
                "two readings of one moment: the " + (counts ? "second" : "first") + " counts"));
        return counts;
    }

    /** Writes a row for a flag or a status that contradicts the one of another row of the same time. */
    static void rejectStatus(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        int flag = patient.flagAt(sample.time());
        if (sample.cardiacArrest() > 0 && flag > 0 && flag != sample.cardiacArrest()) {
            out.rejected(row(delivery, sample, Rejection.Scope.SAMPLE, CONFLICT, Vital.CARDIAC_ARREST.label(),
                    flag + ", then " + sample.cardiacArrest(), "two flags of one moment: the larger code counts"));
        }
        if (SameStamp.statusConflicts(patient, sample)) {
            boolean on = RowStatus.on(patient.status.at(sample.time())) == Ternary.TRUE;
            out.rejected(row(delivery, sample, Rejection.Scope.SAMPLE, CONFLICT, Vital.WEARING.label(),
                    on ? "on the patient, then not worn or charging" : "not worn or charging, then on the patient",
                    "two statuses of one moment: that the bracelet is on the patient counts"));
        }
    }

    /** Counts a row that is older than the late reach, or from before the stay. */
    void countStale(Delivery delivery, Sample sample, boolean before, MonitorOutput out) {
        out.count(MonitorOutput.Event.STALE);
        out.rejected(row(delivery, sample, Rejection.Scope.SAMPLE, "stale", null, null,
                (before ? "from before the discharge or handover" : "older than the patient clock by more than late.reach")
                        + "; judged only with the other such rows of its delivery"));
        for (Reading reading : sample.readings()) {
            count(delivery, sample, reading, reading.verdict(), out);
        }
    }

    private void count(Delivery delivery, Sample sample, Reading reading, Verdict verdict, MonitorOutput out) {
        out.reading(verdict);
        if (verdict != Verdict.USABLE && verdict != Verdict.CONFLICT && rows.contains(verdict)) {
            String value = verdict == Verdict.MALFORMED ? null : reading.group().paired()
                    ? Sentences.number(reading.value()) + "/" + Sentences.number(reading.second())
                    : Sentences.number(reading.value());
            out.rejected(row(delivery, sample, Rejection.Scope.READING, verdict.label(), reading.group().label(), value,
                    "reading not used: " + verdict.label()));
        }
    }

    private static Rejection row(
            Delivery delivery, Sample sample, Rejection.Scope scope, String reason, String vital, String value, String detail) {
        Origin origin = delivery.origin();
        return new Rejection(scope, reason, detail, origin, delivery.arrival(), delivery.user(), delivery.study(), sample.time(), vital, value,
                null, 0);
    }
}
