package io.vitalwatch.simulator;

import java.util.List;

/** A patient's injections on the clock of the simulation: which of them hold at a moment, and how strongly. */
final class Fate {
    /** A struck patient lies down this long before, and gets up this long after. */
    private static final long STILLNESS = 600_000;
    /** Around poor signal: longer than the alarm looks back. */
    private static final long QUIET = 2_400_000;

    private final long start;
    private final List<Injection> injections;

    Fate(long start, List<Injection> injections) {
        this.start = start;
        this.injections = injections;
    }

    List<Injection> all() {
        return injections;
    }

    /** Unix milliseconds of an injection's beginning. */
    long from(Injection injection) {
        return start + injection.atMillis();
    }

    /** Unix milliseconds of an injection's end, without the way back. */
    long to(Injection injection) {
        return start + injection.endMillis();
    }

    /** The injection of this type that holds now, or null. */
    Injection now(InjectionType type, long millis) {
        for (Injection injection : injections) {
            if (injection.type() == type && millis >= from(injection) && millis < to(injection)) {
                return injection;
            }
        }
        return null;
    }

    /** Whether an injection of this type ended less than so long ago. */
    boolean justOver(InjectionType type, long millis, long ago) {
        for (Injection injection : injections) {
            if (injection.type() == type && millis >= to(injection) && millis < to(injection) + ago) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the patient lies still between these moments, the bracelet on: ill, or with poor signal. The alarm for poor signal compares
     * with what was usable before, so that must be there.
     */
    boolean still(long from, long to) {
        for (Injection injection : injections) {
            boolean poor = injection.type() == InjectionType.POOR_SIGNAL;
            if (poor && to >= from(injection) - QUIET && from < to(injection) + QUIET) {
                return true;
            }
        }
        return struck(from, to);
    }

    /** How far a value is drawn to its target: 0 not at all, 1 entirely. Rises over the type's ramp and falls over it after the end. */
    double strength(Injection injection, long millis) {
        long from = from(injection);
        long to = to(injection);
        if (millis < from) {
            return 0;
        }
        double ramp = Math.max(1, Math.min(injection.type().rampMillis(), injection.forMillis() / 2));
        return millis < to ? Math.min(1, (millis - from) / ramp) : Math.max(0, 1 - (millis - to) / ramp);
    }

    /** Whether the patient is ill between these moments, or close to it: lying still, the bracelet on. */
    boolean struck(long from, long to) {
        for (Injection injection : injections) {
            long after = injection.type().rampMillis() + STILLNESS;
            if (injection.type().strikesPatient() && to >= from(injection) - STILLNESS && from < to(injection) + after) {
                return true;
            }
        }
        return false;
    }
}
