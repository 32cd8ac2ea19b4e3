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
        } else if (tumbling.endOf(time) <= patient.summarisedTo) {
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

    /** The patient clock has moved on: closes what it passed, then forgets what is out of reach. */
    void advance(Patient patient, String user, Outcome out) {
        close(patient, user, tumbling.startOf(patient.clock()), out);
        long before = tumbling.startOf(patient.clock() - reach);
        for (int i = 0; i < patient.rings.length; i++) {
            if (patient.rings[i] != null) {
                patient.rings[i].evict(before, keep[i]);
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
