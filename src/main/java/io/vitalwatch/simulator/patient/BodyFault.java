package io.vitalwatch.simulator.patient;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * A kind of event that acts on the patient or the bracelet. Each method is one place where an event can act; a kind overrides the few that
 * it needs. All moments are Unix milliseconds and true time, even if the bracelet's clock is wrong.
 */
interface BodyFault extends FaultKind {
    /** How well the sensor reads. */
    enum Signal {
        /** Every reading is unusable. */
        POOR,
        /** Every reading is usable. */
        GOOD
    }

    /**
     * The charge of the battery.
     *
     * @param percent 0 to 100
     * @param charging whether the bracelet is on the charger
     */
    record Charge(double percent, boolean charging) {}

    /** How long before and after it the patient lies still with the bracelet on, milliseconds; 0 if that does not matter. */
    default long stillnessMillis() {
        return 0;
    }

    /** The true value of the body, changed by this event. */
    default double vital(Injection injection, SimulatedVital vital, double value, long millis, Physiology body) {
        return value;
    }

    /**
     * The value that the sensor reads during this event.
     *
     * @param value the value after the faults before this one
     * @param body the true value of this vital at any moment
     */
    default double reading(Injection injection, SimulatedVital vital, double value, LongToDoubleFunction body) {
        return value;
    }

    /** Whether the sensor does not measure this vital at this moment. */
    default boolean hides(Injection injection, SimulatedVital vital, long millis) {
        return false;
    }

    /** How well the sensor reads at this moment because of this event, or null if it changes nothing. */
    default Signal signal(Injection injection, long millis) {
        return null;
    }

    /** Sets fields of an optical row of a worn bracelet during this event. */
    default void mark(Injection injection, BraceletRow row) {}

    /** Whether the bracelet is off the wrist at this moment. */
    default boolean off(Injection injection, long millis) {
        return false;
    }

    /** The charge at this moment, or null if the patient's habits decide. */
    default Charge charge(Injection injection, long millis, Routine usual) {
        return null;
    }

    /** When the bracelet is fully charged again after this event, or {@link Long#MAX_VALUE}. */
    default long fullAt(Injection injection) {
        return Long.MAX_VALUE;
    }

    /** Whether the patient does not charge the bracelet from an hour before until an hour after it. */
    default boolean keepsOffCharger() {
        return false;
    }

    /** The rows that the bracelet stores instead of this one during this event, in order. */
    default List<BraceletRow> store(Injection injection, BraceletRow row, Noise noise) {
        return List.of(row);
    }
}
