package io.vitalwatch.alarm;

import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.TimeSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is kept of one patient: clock, trailing windows, wearing status, open episodes. Mutable and bounded; {@link PatientMonitor} owns
 * the logic, {@link PatientCodec} the bytes.
 *
 * <p>Size: 16 bytes a reading (24 of a blood pressure) inside the late reach on the heap, a third of that in a snapshot, plus 8 bytes a
 * sample time. The number of readings is bounded by one a second of the reach.
 */
public final class Patient {
    /** No such moment yet. */
    static final long NEVER = Long.MIN_VALUE;

    PatientClock clock = new PatientClock();
    String study = "";
    /** Offset of the newest sample, for records that no sample decides. */
    int offsetMinutes;
    /** Newest arrival of a delivery that brought something new. */
    long lastArrival = NEVER;
    final TimeSet[] known = new TimeSet[SampleType.values().length];
    final ReadingRing[] rings = new ReadingRing[Group.count()];
    /** Sample times that carried a cardiac-arrest flag. */
    final TimeSet flags = new TimeSet();
    /** Windows ending by this moment have been summarised. */
    long summarisedTo = NEVER;
    long lastHour = NEVER;
    /** Is the bracelet on the patient: TRUE on, FALSE off or charging, UNKNOWN before any row said so. */
    Known on = Known.UNKNOWN;
    long statusSince = NEVER;
    boolean charging;
    final List<Episode> episodes = new ArrayList<>(2);
    final Map<String, Past> past = new TreeMap<>();
    /** Event-time timer that is registered for this patient, kept by the operator; NEVER for none. */
    private long timer = NEVER;

    public Patient() {
        for (int i = 0; i < known.length; i++) {
            known[i] = new TimeSet();
        }
    }

    public long timer() {
        return timer;
    }

    public void timer(long time) {
        timer = time;
    }

    /** Whether a timer is registered. */
    public boolean hasTimer() {
        return timer != NEVER;
    }

    public void clearTimer() {
        timer = NEVER;
    }

    /** The latest accepted sample time, or {@link PatientClock#UNSET}. */
    public long clock() {
        return clock.now();
    }

    /** The number of open alarm episodes. */
    public int openEpisodes() {
        return episodes.size();
    }

    ReadingRing ring(Group group) {
        return rings[group.ordinal()];
    }

    ReadingRing ringToFill(Group group) {
        ReadingRing ring = rings[group.ordinal()];
        if (ring == null) {
            ring = new ReadingRing();
            rings[group.ordinal()] = ring;
        }
        return ring;
    }

    /** The open episode of a rule, or null. */
    Episode episode(String rule) {
        for (int i = 0; i < episodes.size(); i++) {
            if (episodes.get(i).rule.equals(rule)) {
                return episodes.get(i);
            }
        }
        return null;
    }

    boolean covered(String rule, long time) {
        if (past.isEmpty()) {
            return false;
        }
        Past ended = past.get(rule);
        return ended != null && ended.covers(time);
    }

    /** Whether the bracelet was on the patient at a moment, as far as the activity rows tell (one change back). */
    Known onAt(long time) {
        if (on == Known.UNKNOWN || time >= statusSince) {
            return on;
        }
        return on == Known.TRUE ? Known.UNKNOWN : Known.TRUE;
    }
}
