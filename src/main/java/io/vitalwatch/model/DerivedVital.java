package io.vitalwatch.model;

import java.util.List;

/**
 * The vitals that are computed from measured ones. This list is the only place that holds their formulas.
 *
 * <p>A derived vital whose inputs are the two values of one measurement group, in their order, is a vital of that group: rules can name it,
 * and alerts and window summaries show it.
 */
public enum DerivedVital {
    /** Mean arterial pressure: diastolic + (systolic − diastolic) / 3, rounded half up. */
    MEAN_PRESSURE(Vital.MEAN_PRESSURE, Vital.SYSTOLIC, Vital.DIASTOLIC, DerivedVital::meanPressure);

    private final Vital vital;
    private final List<Vital> inputs;
    private final Formula formula;

    DerivedVital(Vital vital, Vital first, Vital second, Formula formula) {
        this.vital = vital;
        this.inputs = List.of(first, second);
        this.formula = formula;
    }

    /** All values are thousandths of their units. */
    private interface Formula {
        int apply(int first, int second);
    }

    /** The quantity that is computed. */
    public Vital vital() {
        return vital;
    }

    /** The two quantities it is computed from, in the order in which {@link #from} takes them. */
    public List<Vital> inputs() {
        return inputs;
    }

    /** The derived value. All values are thousandths of their units. */
    public int from(int first, int second) {
        return formula.apply(first, second);
    }

    private static int meanPressure(int systolic, int diastolic) {
        return Math.floorDiv(2 * (systolic + 2 * diastolic) + 3, 6);
    }
}
