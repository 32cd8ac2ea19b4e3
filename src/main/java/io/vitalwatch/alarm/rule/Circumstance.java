package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A circumstance in which a rule does not use a sample ({@code unless}). The first four are the vendor's activity codes. */
public enum Circumstance {
    /** Activity code 2. */
    WALKING(2),
    /** Activity code 4. */
    RUNNING(4),
    /** Activity code 6. */
    CYCLING(6),
    /** Activity code 7. */
    RESTING(7),
    /** On the charger. */
    CHARGING(-1),
    NOT_WORN(-1);

    /** All of them. */
    public static final Set<Circumstance> ALL = EnumSet.allOf(Circumstance.class);
    /** Those of the bracelet, without the activities of the patient. */
    public static final Set<Circumstance> OF_THE_BRACELET = EnumSet.of(CHARGING, NOT_WORN);

    private final int activity;

    Circumstance(int activity) {
        this.activity = activity;
    }

    /** Lower-case, hyphenated, as in rules. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads the field {@code unless} of a rule.
     *
     * @param honoured the circumstances that the kind of rule can use; any other is refused
     */
    public static Set<Circumstance> read(RuleFields fields, Set<Circumstance> honoured) {
        RuleFields.Value value = fields.find("unless");
        // Not an EnumSet: it is part of the catalogue, which Java serialises.
        Set<Circumstance> circumstances = new HashSet<>();
        if (value != null) {
            for (String each : value.text().split(",")) {
                if (!each.isBlank()) {
                    circumstances.add(fields.oneOf("unless", new RuleFields.Value(each, value.where()),
                            honoured.toArray(Circumstance[]::new), Circumstance::label));
                }
            }
        }
        return circumstances;
    }

    /** True if one of these circumstances is the activity with this code of the vendor. */
    public static boolean anyActivity(Set<Circumstance> circumstances, int code) {
        if (code < 0 || circumstances.isEmpty()) {
            return false;
        }
        for (Circumstance each : circumstances) {
            if (each.activity == code) {
                return true;
            }
        }
        return false;
    }

    /** True if one of these circumstances of the bracelet holds in the row. */
    public static boolean any(Set<Circumstance> circumstances, Sample row) {
        return any(circumstances, row.worn(), row.charging());
    }

    /** True if one of these circumstances of the bracelet holds. */
    public static boolean any(Set<Circumstance> circumstances, Ternary worn, Ternary charging) {
        return circumstances.contains(CHARGING) && charging == Ternary.TRUE || circumstances.contains(NOT_WORN) && worn == Ternary.FALSE;
    }
}
