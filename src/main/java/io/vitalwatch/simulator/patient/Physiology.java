package io.vitalwatch.simulator.patient;

import io.vitalwatch.simulator.patient.PatientInjections.BodyEffect;

/** A patient's vitals as a function of time: a healthy adult with the rhythm of a day, changed by the injections. */
final class Physiology {
    private final Noise noise;
    private final PatientInjections injections;
    private final Routine routine;

    Physiology(Noise noise, PatientInjections injections, Routine routine) {
        this.noise = noise;
        this.injections = injections;
        this.routine = routine;
    }

    /** The true value, in the vital's unit. */
    double value(SimulatedVital vital, long millis) {
        double value = vital.healthy(this, millis);
        for (BodyEffect effect : injections.effects()) {
            value = effect.fault().vital(effect.injection(), vital, value, millis, this);
        }
        return Math.min(vital.most(this, millis), value + vital.ripple(this, millis));
    }

    /** The value that a usable reading has. */
    double reading(SimulatedVital vital, long millis) {
        double value = value(vital, millis);
        for (BodyEffect effect : injections.effects()) {
            if (effect.holds(millis)) {
                value = effect.fault().reading(effect.injection(), vital, value, moment -> value(vital, moment));
            }
        }
        return value;
    }

    /** A personal number between these two, the same at any time. */
    double trait(String stream, double low, double high) {
        return noise.between(stream, 0, low, high);
    }

    /** Varies slowly between −1 and 1. */
    double wander(String stream, long millis, long period) {
        return noise.wander(stream, millis, period);
    }

    boolean asleep(long millis) {
        return routine.asleep(millis);
    }

    /** How much faster the heart beats because of the patient's activity, per minute. */
    double exertion(long millis) {
        return routine.at(millis).exertion();
    }

    boolean ill(long millis) {
        return injections.ill(millis);
    }

    /** A factor for small changes: an injected value varies less, so that it stays near the scenario's value. */
    double calm(long millis) {
        return injections.ill(millis) ? 0.4 : 1;
    }

    /** The rhythm of the day between −1 and 1; 1 at this hour of local time. */
    double wave(long millis, double highestHour) {
        return Math.cos((routine.localHour(millis) - highestHour) / 24 * 2 * Math.PI);
    }
}
