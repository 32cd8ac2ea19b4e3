package io.vitalwatch.alarm.version;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Sample;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The stay of a patient: discharge and handover end one and begin the next. They are walls on sample time: a row measured up to the wall belongs
 * to the stay before it, whenever it arrives. Immutable.
 *
 * @param number counted up at each wall, from 0
 * @param wall sample time of the newest row that belongs to the stay before, Unix milliseconds, or {@link #NEVER}
 * @param since when the wall was put up, arrival clock, Unix milliseconds, or {@link #NEVER}
 * @param observations what people have seen, in order of sample time; the newest {@value #MOST}
 */
public record Stay(int number, long wall, long since, List<Observation> observations) {
    public static final long NEVER = Long.MIN_VALUE;
    public static final int MOST = 64;
    /** The first stay of a patient, of whom nothing was observed. */
    public static final Stay FIRST = new Stay(0, NEVER, NEVER, List.of());

    /**
     * What somebody has seen of the patient.
     *
     * @param what such as {@code oxygen}
     * @param at sample time, Unix milliseconds
     * @param until when it does not count any more, Unix milliseconds, or {@link Long#MAX_VALUE}
     * @param seq its place among all changes: of two of the same moment the later one counts
     */
    public record Observation(String what, String value, long at, long until, long seq) {}

    public Stay {
        observations = List.copyOf(observations);
    }

    /** Whether a row belongs to a stay before this one. */
    public boolean isBefore(long sampleTime) {
        return sampleTime <= wall;
    }

    /** Whether a delivery says anything of this stay. An upload of rows from before it does not, unless it has a cardiac-arrest flag. */
    public boolean isConcernedBy(Delivery delivery) {
        if (wall == NEVER || !delivery.undated().isEmpty()) {
            return true;
        }
        for (Sample sample : delivery.samples()) {
            if (!isBefore(sample.time()) || sample.cardiacArrest() > 0) {
                return true;
            }
        }
        return false;
    }

    /** The number of the stay that a record about a moment of sample time belongs to. */
    public int numberAt(long sampleTime) {
        return isBefore(sampleTime) ? number - 1 : number;
    }

    /**
     * The stay after this one.
     *
     * @param sampleTime of the newest row of this one
     * @param now arrival clock
     */
    public Stay next(long sampleTime, long now) {
        return new Stay(number + 1, Math.max(wall, sampleTime), now, List.of());
    }

    /** Adds an observation; the same stay if it lies before it. */
    public Stay with(Observation observation) {
        if (isBefore(observation.at())) {
            return this;
        }
        List<Observation> all = new ArrayList<>(observations);
        all.add(observation);
        all.sort(Comparator.comparingLong(Observation::at).thenComparingLong(Observation::seq));
        return new Stay(number, wall, since, all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    /** What was observed last of a thing, as of a moment of sample time; null if nothing counts then. */
    public Observation observed(String what, long time) {
        Observation last = null;
        for (Observation each : observations) {
            last = each.what().equals(what) && each.at() <= time ? each : last;
        }
        return last == null || last.until() <= time ? null : last;
    }
}
