package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Group;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.ReadingRing.LookBack;
import io.vitalwatch.window.Tumbling;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Closes tumbling windows on the patient clock, corrects them for late readings, and forgets readings that no window and no rule needs. */
final class WindowBook {
    private static final int SHORTEST_SPACING = 1000;
    /** Readings are forgotten together: this part of the reach at a time, but not more than an hour, and at least a window. */
    private static final int SHARE_AT_ONCE = 4;
    private static final long MOST_AT_ONCE = 3_600_000;
    /** With fewer readings or rows a patient takes little memory, and forgets together what some reaches brought. */
    static final int FEW = 64;
    private static final int SELDOM = 8;

    private final Tumbling tumbling;
    /** The moments up to which readings are forgotten. With many patients, the oldest readings wait for memory. */
    private final Tumbling forgetting;
    /** The same for patients with few readings: with a row an hour each row would forget something. */
    private final Tumbling seldom;
    private final long reach;
    private final int[] keep = new int[Group.count()];
    /** How many usable readings before the reach the rules look back at, from the oldest late reading on. */
    private final LookBack[] lookBack = new LookBack[keep.length];
    private final int bound;
    private final long lateReach;
    /** How long before the late reach the times of readings are kept. */
    private final long countsLeft;
    /** Closed windows into which late readings of the current delivery fall. */
    private final Set<Touched> touched = new LinkedHashSet<>();

    private record Touched(Group group, long start) {}

    /** @param rules those that look at the windows, of all versions by which a reading can be judged */
    WindowBook(MonitorSettings settings, List<Evaluation> rules) {
        this.tumbling = new Tumbling(settings.windowLength());
        long furthest = Math.max(settings.lateReach(), settings.windowLength());
        long left = 0;
        Arrays.fill(keep, 4);
        for (Evaluation rule : rules) {
            // A reading that is late by the whole reach is judged with those before it.
            boolean looksBack = rule.judgesAgain() && rule.countsLeft() == 0;
            furthest = Math.max(furthest, rule.reach() + (looksBack ? settings.lateReach() : 0));
            left = Math.max(left, rule.countsLeft());
            for (int group = 0; group < keep.length; group++) {
                keep[group] = Math.max(keep[group], 2 * rule.lookBack(Group.of(group)));
            }
        }
        for (int group = 0; group < keep.length; group++) {
            lookBack[group] = lookBack(rules, Group.of(group));
        }
        this.reach = furthest;
        this.lateReach = settings.lateReach();
        this.countsLeft = left;
        long atOnce = Math.min(reach / SHARE_AT_ONCE, MOST_AT_ONCE);
        this.forgetting = new Tumbling(settings.windowLength() * Math.max(1, atOnce / settings.windowLength()));
        this.seldom = new Tumbling(SELDOM * reach);
        this.bound = (int) Math.min(1 << 20, (reach + forgetting.length()) / SHORTEST_SPACING + 64);
    }

    private static LookBack lookBack(List<Evaluation> rules, Group group) {
        int readings = 0;
        long within = 0;
        long skipped = 0;
        for (Evaluation rule : rules) {
            if (rule.judgesAgain() && rule.lookBack(group) > 0) {
                readings = Math.max(readings, rule.lookBack(group));
                within = Math.max(within, rule.longestConfirmation());
                for (int activity = 0; activity < Long.SIZE; activity++) {
                    skipped |= rule.skips(group, activity) ? 1L << activity : 0;
                }
            }
        }
        return new LookBack(readings, within, skipped);
    }

    /** The most readings a ring may hold: one a second of the reach, which is the vendor's fastest rate. */
    int bound() {
        return bound;
    }

    /** Records a reading. If it falls into a closed window, that window will be corrected. */
    void note(Patient patient, Group group, long time) {
        if (patient.summarisedTo == Patient.NEVER) {
            patient.summarisedTo = tumbling.startOf(time);
            patient.sameTo = patient.sameFrom;
        } else if (time < patient.summarisedTo && tumbling.endOf(time) <= patient.summarisedTo) {
            touched.add(new Touched(group, tumbling.startOf(time)));
        }
    }

    /** Writes the corrected windows. */
    void correct(Patient patient, String user, MonitorOutput out) {
        if (touched.isEmpty()) {
            return;
        }
        for (Touched window : touched) {
            long end = tumbling.endOf(window.start());
            tumbling.summarise(user, patient.study, window.group(), patient.ring(window.group()), window.start(), end, out::window);
        }
        touched.clear();
    }

    /** Whether {@link #advance} forgets readings. */
    boolean forgets(Patient patient) {
        return moves(patient) && forgettingOf(patient).startOf(patient.clock() - reach) > patient.forgottenTo;
    }

    private Tumbling forgettingOf(Patient patient) {
        return patient.readings() < FEW ? seldom : forgetting;
    }

    /** Whether {@link #advance} may close windows or forget readings: the clock came into another window since it did so last. */
    private static boolean moves(Patient patient) {
        return patient.clock() < patient.sameFrom || patient.clock() >= patient.sameTo;
    }

    /** Follows the patient clock: closes the windows that it passed, then forgets the readings that are out of reach. */
    void advance(Patient patient, String user, MonitorOutput out) {
        if (!moves(patient)) {
            return;
        }
        long clock = patient.clock();
        long start = tumbling.startOf(clock);
        Tumbling by = forgettingOf(patient);
        long furthest = by.startOf(clock - reach);
        close(patient, user, start, out);
        patient.sameFrom = Math.max(start, furthest + reach);
        patient.sameTo = Math.min(tumbling.endOf(clock), by.endOf(furthest) + reach);
        if (furthest > patient.forgottenTo) {
            patient.forgottenTo = furthest;
            evict(patient, furthest);
        }
    }

    /**
     * Forgets the readings that are out of reach, and in no window that is still open. A sentence may say how many readings there were: that
     * must not depend on when they were forgotten last, as after a restore.
     */
    void forget(Patient patient) {
        evict(patient, Math.min(tumbling.startOf(patient.clock() - reach), patient.summarisedTo));
    }

    private void evict(Patient patient, long before) {
        for (int i = 0; i < patient.rings.length; i++) {
            if (patient.rings[i] != null) {
                evict(patient, patient.rings[i], i, before);
            }
        }
    }

    private void evict(Patient patient, ReadingRing ring, int group, long before) {
        boolean nothingOld = ring.size() == 0 || ring.time(0) >= before;
        if (countsLeft == 0 || nothingOld && patient.left[group] == null) {
            ring.evict(before, keep[group], lookBack[group]);
            return;
        }
        LeftReadings left = patient.left[group] == null ? new LeftReadings() : patient.left[group];
        ring.evict(before, keep[group], lookBack[group], left, patient.clock() - lateReach - countsLeft, bound);
        if (patient.left[group] == null && left.all().size() > 0) {
            patient.left[group] = left;
        }
    }

    /** Closes every window, the current one too, because no more data are expected. */
    void closeAll(Patient patient, String user, MonitorOutput out) {
        close(patient, user, tumbling.endOf(patient.clock()), out);
    }

    private void close(Patient patient, String user, long to, MonitorOutput out) {
        if (patient.summarisedTo == Patient.NEVER || to <= patient.summarisedTo) {
            return;
        }
        for (int i = 0; i < patient.rings.length; i++) {
            ReadingRing ring = patient.rings[i];
            if (ring != null) {
                tumbling.summarise(user, patient.study, Group.of(i), ring, patient.summarisedTo, to, out::window);
            }
        }
        patient.summarisedTo = to;
    }
}
