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

    private static final int TYPES = SampleType.values().length;

    final PatientClock clock;
    String study = "";
    /** Offset of the newest sample, for records that no sample decides. */
    int offsetMinutes;
    /** Newest arrival of a delivery that brought something new. */
    long lastArrival = NEVER;
    final TimeSet[] known;
    final ReadingRing[] rings;
    /** Sample times that carried a cardiac-arrest flag. */
    final TimeSet flags;
    /** Windows ending by this moment have been summarised. */
    long summarisedTo = NEVER;
    long lastHour = NEVER;
    /**
     * While the clock stays between these two (the second exclusive), no window closes and {@link #forgetBefore} holds. Like that one they
     * follow from clock and settings: they are in no snapshot, and empty they are found anew.
     */
    long sameFrom;
    long sameTo;
    /** Readings before this moment are out of reach. */
    long forgetBefore;
    /** Is the bracelet on the patient: TRUE on, FALSE off or charging, UNKNOWN before any row said so. */
    Known on = Known.UNKNOWN;
    long statusSince = NEVER;
    boolean charging;
    final List<Episode> episodes;
    final Map<String, Past> past = new TreeMap<>();
    /** Event-time timer that is registered for this patient, kept by the operator; NEVER for none. */
    private long timer = NEVER;

    public Patient() {
        clock = new PatientClock();
        known = new TimeSet[TYPES];
        for (int i = 0; i < known.length; i++) {
            known[i] = new TimeSet();
        }
        rings = new ReadingRing[Group.count()];
        flags = new TimeSet();
        episodes = new ArrayList<>(2);
    }

    private Patient(Patient from) {
        clock = new PatientClock(from.clock.now());
        study = from.study;
        offsetMinutes = from.offsetMinutes;
        lastArrival = from.lastArrival;
        known = new TimeSet[from.known.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = from.known[i].copy();
        }
        rings = new ReadingRing[from.rings.length];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = from.rings[i] == null ? null : from.rings[i].copy();
        }
        flags = from.flags.copy();
        summarisedTo = from.summarisedTo;
        lastHour = from.lastHour;
        on = from.on;
        statusSince = from.statusSince;
        charging = from.charging;
        episodes = new ArrayList<>(Math.max(2, from.episodes.size()));
        for (int i = 0; i < from.episodes.size(); i++) {
            episodes.add(from.episodes.get(i).copy());
        }
        if (!from.past.isEmpty()) {
            from.past.forEach((rule, ended) -> past.put(rule, ended.copy()));
        }
        timer = from.timer;
    }

    /** A patient of the same content that shares nothing which changes, for a snapshot that is being written meanwhile. */
    public Patient copy() {
        return new Patient(this);
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

    /** The number of readings that are kept, a measure of the size of this state. */
    public int readings() {
        int readings = 0;
        for (ReadingRing ring : rings) {
            readings += ring == null ? 0 : ring.size();
        }
        return readings;
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
