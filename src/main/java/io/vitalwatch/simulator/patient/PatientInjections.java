package io.vitalwatch.simulator.patient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The injections of one patient, in Unix time. */
public final class PatientInjections {
    /** An injection that acts on the patient or the bracelet. */
    record BodyEffect(BodyFault fault, Injection injection) {
        boolean holds(long millis) {
            return injection.holds(millis);
        }

        /** Whether the patient lies still because of it at some time between these moments. */
        boolean keepsStill(long from, long to) {
            long before = fault.stillnessMillis();
            return before > 0 && to >= injection.fromMillis() - before && from < injection.toMillis() + fault.rampMillis() + before;
        }
    }

    private final List<Injection> all;
    private final List<Injection> ordered;
    private final List<BodyEffect> effects;

    PatientInjections(long startMillis, List<Injection> relative) {
        this.all = relative.stream().map(injection -> injection.startingAt(startMillis)).toList();
        this.ordered = all.stream().sorted(Comparator.comparingInt(injection -> injection.kind().ordinal())).toList();
        this.effects = new ArrayList<>();
        for (Injection injection : ordered) {
            if (injection.kind() instanceof BodyFault fault) {
                effects.add(new BodyEffect(fault, injection));
            }
        }
    }

    /** All of them, in the scenario's order. */
    public List<Injection> all() {
        return all;
    }

    /** Those of one enum of kinds, in the order of its constants. */
    public List<Injection> of(Class<? extends FaultKind> kinds) {
        return ordered.stream().filter(injection -> kinds.isInstance(injection.kind())).toList();
    }

    /** Those among these that hold at this moment; of two of the same kind only the first. */
    public static List<Injection> holding(List<Injection> injections, long millis) {
        if (injections.isEmpty()) {
            return injections;
        }
        List<Injection> found = new ArrayList<>();
        Set<FaultKind> kinds = new HashSet<>();
        for (Injection injection : injections) {
            if (injection.holds(millis) && kinds.add(injection.kind())) {
                found.add(injection);
            }
        }
        return found;
    }

    /** Those that act on the patient or the bracelet, in the order in which they act. */
    List<BodyEffect> effects() {
        return effects;
    }

    /** Whether the patient lies still at some time between these moments, with the bracelet on. */
    boolean still(long from, long to) {
        for (BodyEffect effect : effects) {
            if (effect.keepsStill(from, to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the patient is ill at this moment, or close to it. */
    boolean ill(long millis) {
        for (BodyEffect effect : effects) {
            if (effect.fault().isIllness() && effect.keepsStill(millis, millis)) {
                return true;
            }
        }
        return false;
    }
}
