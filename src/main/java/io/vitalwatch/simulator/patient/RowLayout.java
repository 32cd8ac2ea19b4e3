package io.vitalwatch.simulator.patient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a row and their order: that of the vendor's example. A vital that the example does not have follows after the others, so a
 * new constant of {@link SimulatedVital} needs no change here.
 */
enum RowLayout {
    ACTIVITY {
        @Override
        List<RowField> ofTheExample() {
            return List.of(SimulatedVital.PULSE.field(), SimulatedVital.PULSE.quality(), LAST_STEPS, ACTIVITY_TYPE, ACTIVITY_COUNT,
                    SimulatedVital.SATURATION.field(), SimulatedVital.SATURATION.quality(), ENERGY_EXP, SimulatedVital.RESPIRATION.field(),
                    PHA, PHA_Q, SimulatedVital.RESPIRATION.quality(), WEARING, BATTERY, GAIT_ASYMMETRY, GAIT_SPEED, GAIT_VAR,
                    CARDIAC_ARREST, SimulatedVital.SYSTOLIC.field(), SimulatedVital.DIASTOLIC.field(), SYSTOLIC_LONG_TERM,
                    DIASTOLIC_LONG_TERM, SYSTOLIC_COMBINE, DIASTOLIC_COMBINE, IS_CHARGING, SKIN_PROXIMITY, SPEED);
        }
    },
    TEMPERATURE {
        @Override
        List<RowField> ofTheExample() {
            return List.of(SimulatedVital.CORE.field(), SimulatedVital.SKIN.field(), AMBIENT);
        }
    };

    static final RowField LAST_STEPS = RowField.number("last_steps");
    static final RowField ACTIVITY_TYPE = RowField.number("activity_type");
    static final RowField ACTIVITY_COUNT = RowField.number("activity_count");
    static final RowField ENERGY_EXP = RowField.number("energy_exp");
    static final RowField PHA = RowField.number("pha");
    static final RowField PHA_Q = RowField.number("pha_q");
    static final RowField WEARING = RowField.number("wearing");
    static final RowField BATTERY = RowField.number("battery");
    static final RowField GAIT_ASYMMETRY = RowField.number("gait_asymmetry");
    static final RowField GAIT_SPEED = RowField.number("gait_speed");
    static final RowField GAIT_VAR = RowField.number("gait_var");
    static final RowField CARDIAC_ARREST = RowField.number("cardiac_arrest");
    static final RowField SYSTOLIC_LONG_TERM = SimulatedVital.SYSTOLIC.field().suffixed("_long_term");
    static final RowField DIASTOLIC_LONG_TERM = SimulatedVital.DIASTOLIC.field().suffixed("_long_term");
    static final RowField SYSTOLIC_COMBINE = SimulatedVital.SYSTOLIC.field().suffixed("_combine");
    static final RowField DIASTOLIC_COMBINE = SimulatedVital.DIASTOLIC.field().suffixed("_combine");
    static final RowField IS_CHARGING = RowField.flag("is_charging");
    /** Sent by iOS only, as is the speed. */
    static final RowField SKIN_PROXIMITY = RowField.optional("skin_proximity");
    static final RowField SPEED = RowField.optional("speed");
    static final RowField AMBIENT = RowField.hundredths("temp_amb", RowField.Form.NULLABLE);

    private List<RowField> fields;
    private Map<RowField, Integer> places;

    static {
        for (RowLayout layout : values()) {
            layout.fields = layout.complete();
            layout.places = new HashMap<>();
            layout.fields.forEach(field -> layout.places.put(field, layout.places.size()));
        }
    }

    abstract List<RowField> ofTheExample();

    List<RowField> fields() {
        return fields;
    }

    /** Position of a field in rows of this layout. */
    int place(RowField field) {
        return places.get(field);
    }

    private List<RowField> complete() {
        List<RowField> all = new ArrayList<>(ofTheExample());
        for (SimulatedVital vital : SimulatedVital.values()) {
            boolean here = (vital.place() == SimulatedVital.RowPlace.TEMPERATURE_ROW) == (this == TEMPERATURE);
            if (here && !all.contains(vital.field())) {
                all.add(vital.field());
                if (vital.quality() != null) {
                    all.add(vital.quality());
                }
            }
        }
        return List.copyOf(all);
    }
}
