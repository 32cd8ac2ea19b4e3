package io.vitalwatch.alarm;

import io.vitalwatch.model.Group;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.Tumbling;

import java.util.LinkedHashSet;
import java.util.Set;

/** Closes tumbling windows on the patient clock, corrects them for late readings, and forgets readings that no window or rule reaches. */
final class WindowBook {
    private static final int SHORTEST_SPACING = 1000;

    private final Tumbling tumbling;
    private final long reach;
    private final int[] keep = new int[Group.count()];
    private final int bound;
    /** Closed windows of the delivery at hand that a late reading fell into. */
    private final Set<Touched> touched = new LinkedHashSet<>();

    private record Touched(Group group, long start) {}

    WindowBook(MonitorSettings settings, Catalogue catalogue) {
        this.tumbling = new Tumbling(settings.windowLength());
        long furthest = Math.max(settings.lateReach(), settings.windowLength());
        java.util.Arrays.fill(keep, 4);
        for (Rule rule : catalogue.rules()) {
            if (rule instanceof Rule.PoorSignal poor) {
                furthest = Math.max(furthest, 2 * poor.window());
            } else if (rule instanceof Rule.Limits limits) {
                int group = limits.group().ordinal();
                keep[group] = Math.max(keep[group], 2 * LimitsEvaluation.lookBack(limits));
                for (Rung rung : limits.rungs()) {
                    furthest = Math.max(furthest, Math.max(rung.confirm().window(), rung.confirm().duration()));
                }
            }
        }
        this.reach = furthest;
        this.bound = (int) Math.min(1 << 20, (reach + settings.windowLength()) / SHORTEST_SPACING + 64);
    }

    /** The most readings a ring may hold: one a second of the reach, which is the vendor's fastest rate. */
    int bound() {
        return bound;
    }

    /** Notes a reading; one that falls into a closed window makes that window due for correction. */
    void note(Patient patient, Group group, long time) {
        if (patient.summarisedTo == Patient.NEVER) {
            patient.summarisedTo = tumbling.startOf(time);
            patient.sameTo = patient.sameFrom;
        } else if (time < patient.summarisedTo && tumbling.endOf(time) <= patient.summarisedTo) {
            touched.add(new Touched(group, tumbling.startOf(time)));
        }
    }

    /** Writes the corrected windows. */
    void correct(Patient patient, String user, Outcome out) {
        if (touched.isEmpty()) {
            return;
        }
        for (Touched window : touched) {
            long end = tumbling.endOf(window.start());
            tumbling.summarise(user, patient.study, window.group(), patient.ring(window.group()), window.start(), end, out::window);
        }
        touched.clear();
    }

    /**
     * The patient clock has moved on: closes what it passed, then forgets what is out of reach.
     *
     * @param inserted of each group, where a reading was put into its ring just now, or −1: in the other rings there is nothing new to forget
     *     until the clock comes into another window
     */
    void advance(Patient patient, String user, int[] inserted, Outcome out) {
        long clock = patient.clock();
        boolean moved = clock < patient.sameFrom || clock >= patient.sameTo;
        if (moved) {
            long start = tumbling.startOf(clock);
            long furthest = tumbling.startOf(clock - reach);
            close(patient, user, start, out);
            patient.forgetBefore = furthest;
            patient.sameFrom = Math.max(start, furthest + reach);
            patient.sameTo = Math.min(tumbling.endOf(clock), tumbling.endOf(furthest) + reach);
        }
        for (int i = 0; i < patient.rings.length; i++) {
            ReadingRing ring = moved || inserted[i] >= 0 ? patient.rings[i] : null;
            if (ring != null && (moved || ring.overdue())) {
                ring.evict(patient.forgetBefore, keep[i]);
            }
        }
    }

    /** Closes every window, the running one too: nothing more is expected. */
    void closeAll(Patient patient, String user, Outcome out) {
        close(patient, user, tumbling.endOf(patient.clock()), out);
    }

    private void close(Patient patient, String user, long to, Outcome out) {
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
