package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.RowStatus;
import io.vitalwatch.window.StatusRing;
import io.vitalwatch.window.TimeSet;

/**
 * Keeps what activity rows say of the bracelet, and judges temperatures by it: a temperature row does not say whether the bracelet is worn.
 *
 * <p>A temperature is not worn if the last activity row up to its sample time says so. If that one says nothing, or that the bracelet was on
 * the patient before, the next activity row at most {@link WearingAhead#REACH} later decides: a bracelet that came off cools down before a
 * row says so. It depends on sample times only, so a row changes the temperatures around it whenever it comes.
 */
final class BraceletStatus {
    /** No temperature changed. */
    static final long NONE = Long.MAX_VALUE;

    private BraceletStatus() {}

    /**
     * Notes what an activity row says.
     *
     * @param newest whether it moved the patient clock
     * @param repeated whether the sample time of another activity row is the same
     * @return whether something else is known now of the row's time
     */
    static boolean note(Patient patient, Sample sample, boolean newest, boolean repeated) {
        StatusRing status = patient.status;
        long says = RowStatus.of(sample);
        says = repeated ? RowStatus.join(status.at(sample.time()), says) : says;
        if (RowStatus.on(sample) == Ternary.FALSE) {
            patient.lastOff = Math.max(patient.lastOff, sample.time());
        }
        return status.put(sample.time(), newest ? Long.MAX_VALUE : activity(patient).from(sample.time() + 1), says);
    }

    /**
     * Judges the temperatures around an activity row again.
     *
     * @param reach late data come at or after this moment only; what the rules keep of the time before does not change any more
     * @return the sample time of the oldest one that changed, or {@link #NONE}
     */
    static long judgeTemperatures(Patient patient, Sample row, long reach, WindowBook windows) {
        ReadingRing ring = patient.ring(Group.TEMPERATURE);
        long last = next(patient, row.time(), Long.MAX_VALUE);
        long oldest = NONE;
        long first = Math.max(reach, row.time() - WearingAhead.REACH);
        for (int i = ring == null ? 0 : ring.lowerBound(first); ring != null && i < ring.size(); i++) {
            if (ring.time(i) > last) {
                break;
            }
            Verdict now = verdict(patient, ring.time(i), ring.own(i), null);
            if (now != ring.verdict(i)) {
                ring.set(i, now);
                windows.note(patient, Group.TEMPERATURE, ring.time(i));
                oldest = Math.min(oldest, ring.time(i));
            }
        }
        if (oldest != NONE) {
            patient.lastUsable[Group.TEMPERATURE.ordinal()] = newestUsable(ring);
            patient.deadlineKnown = false;
        }
        return oldest;
    }

    /**
     * The verdict of a temperature by what is known of the bracelet.
     *
     * @param own the verdict of the gate
     * @param ahead the verdict by the next row of the same delivery that says it, or null
     */
    static Verdict verdict(Patient patient, long time, Verdict own, Verdict ahead) {
        if (own != Verdict.USABLE && own != Verdict.IMPLAUSIBLE) {
            return own;
        }
        long wearing = patient.status.wearing(time);
        if (RowStatus.on(wearing) == Ternary.FALSE) {
            return off(wearing);
        }
        if (activity(patient).contains(time) && RowStatus.on(patient.status.at(time)) == Ternary.TRUE) {
            return own;
        }
        long next = next(patient, time, time + WearingAhead.REACH);
        if (next != NONE) {
            long says = patient.status.at(next);
            return RowStatus.on(says) == Ternary.FALSE ? off(says) : own;
        }
        return ahead == null ? own : ahead;
    }

    /** Sample time of the next row that says whether the bracelet is on the patient, up to a time, or {@link #NONE}. */
    private static long next(Patient patient, long time, long until) {
        TimeSet rows = activity(patient);
        long next = rows.from(time + 1);
        while (next <= until && next != Long.MAX_VALUE && RowStatus.on(patient.status.at(next)) == Ternary.UNKNOWN) {
            next = rows.from(next + 1);
        }
        return next <= until ? next : NONE;
    }

    private static Verdict off(long status) {
        return RowStatus.charging(status) == Ternary.TRUE ? Verdict.CHARGING : Verdict.NOT_WORN;
    }

    private static long newestUsable(ReadingRing ring) {
        for (int i = ring.size() - 1; i >= 0; i--) {
            if (ring.usable(i)) {
                return ring.time(i);
            }
        }
        return Patient.NEVER;
    }

    private static TimeSet activity(Patient patient) {
        return patient.rows.times(SampleType.ACTIVITY);
    }
}
