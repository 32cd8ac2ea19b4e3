package io.vitalwatch.simulator;

/**
 * A patient's true vitals as a function of time: a healthy adult with a day's rhythm, and whatever is injected.
 *
 * <p>Healthy values stay inside the alarm limits with room to spare whatever the seed: every part of them is bounded, none is a bell curve.
 */
final class Physiology {
    private static final double DEGREES_LATEST_HOUR = 18;
    private static final double PULSE_LATEST_HOUR = 16;

    private final Noise noise;
    private final Fate fate;
    private final Routine routine;
    private final double restingPulse;
    private final double breaths;
    private final double saturation;
    private final double core;
    private final double systolic;
    private final double diastolic;

    Physiology(Noise noise, Fate fate, Routine routine) {
        this.noise = noise;
        this.fate = fate;
        this.routine = routine;
        this.restingPulse = noise.between("pulse", 0, 60, 74);
        this.breaths = noise.between("breaths", 0, 13.5, 16);
        this.saturation = noise.between("saturation", 0, 96.3, 98);
        this.core = noise.between("core", 0, 36.65, 36.95);
        this.systolic = noise.between("systolic", 0, 112, 128);
        this.diastolic = noise.between("diastolic", 0, 71, 79);
    }

    /** Per minute. */
    double pulse(long millis) {
        double asleep = routine.asleep(millis) ? -5 : 0;
        double rhythm = 3 * wave(millis, PULSE_LATEST_HOUR);
        double small = 2.5 * noise.wander("pulse.slow", millis, 420_000) + 1.5 * noise.wander("pulse.fast", millis, 45_000);
        double value = restingPulse + asleep + rhythm + routine.at(millis).exertion();
        double fever = Math.max(0, drawn(core, millis, InjectionType.FEVER, "value") - core) * 8;
        value = drawn(value + fever, millis, InjectionType.TACHYCARDIA, "value");
        value = drawn(value, millis, InjectionType.BRADYCARDIA, "value");
        return value + small * calm(millis);
    }

    /** Breaths per minute. */
    double respiration(long millis) {
        double effort = routine.at(millis).exertion() * 0.2;
        double value = breaths + 0.7 * wave(millis, PULSE_LATEST_HOUR) + effort;
        value = drawn(value, millis, InjectionType.TACHYPNOEA, "value");
        value = drawn(value, millis, InjectionType.BRADYPNOEA, "value");
        double small = 1.2 * noise.wander("breaths.slow", millis, 300_000) + 0.6 * noise.wander("breaths.fast", millis, 50_000);
        return value + small * calm(millis);
    }

    /** Per cent. */
    double saturation(long millis) {
        double value = saturation - (routine.asleep(millis) ? 0.7 : 0);
        value = drawn(value, millis, InjectionType.DESATURATION, "value");
        return Math.min(100, value + noise.wander("saturation", millis, 240_000) * calm(millis));
    }

    /** Core temperature, °C. */
    double core(long millis) {
        double value = core + 0.3 * wave(millis, DEGREES_LATEST_HOUR);
        value = drawn(value, millis, InjectionType.FEVER, "value");
        value = drawn(value, millis, InjectionType.HYPOTHERMIA, "value");
        return value + 0.08 * noise.wander("core", millis, 600_000);
    }

    /** Skin temperature, °C: warmer in sleep. */
    double skin(long millis) {
        return core(millis) - 3.2 + 0.6 * noise.wander("skin", millis, 1_200_000);
    }

    /** Systolic and diastolic, mmHg, as the long-term series has them: without the error of a single measurement. */
    double[] pressure(long millis) {
        double dip = routine.asleep(millis) ? 0.93 : 1;
        double effort = routine.at(millis).exertion() * 0.15;
        double high = systolic * dip + effort + 3 * noise.wander("systolic", millis, 5_400_000);
        double low = diastolic * dip + effort * 0.3 + 2 * noise.wander("diastolic", millis, 5_400_000);
        high = drawn(drawn(high, millis, InjectionType.HYPERTENSION, "systolic"), millis, InjectionType.HYPOTENSION, "systolic");
        low = drawn(drawn(low, millis, InjectionType.HYPERTENSION, "diastolic"), millis, InjectionType.HYPOTENSION, "diastolic");
        return new double[] {high, low};
    }

    private double drawn(double value, long millis, InjectionType type, String field) {
        double drawn = value;
        for (Injection injection : fate.all()) {
            if (injection.type() == type) {
                drawn += fate.strength(injection, millis) * (injection.number(field) - drawn);
            }
        }
        return drawn;
    }

    /** An injected value wanders less, so that it stays what the scenario says. */
    private double calm(long millis) {
        return fate.struck(millis, millis) ? 0.4 : 1;
    }

    private double wave(long millis, double latestHour) {
        return Math.cos((routine.localHour(millis) - latestHour) / 24 * 2 * Math.PI);
    }
}
