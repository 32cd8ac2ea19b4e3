package io.vitalwatch.model;

/**
 * A measured or reported quantity, as it is named in rules, alerts and window summaries.
 *
 * <p>Name, unit, LOINC code and plausible range of a quantity stand here only. {@link Group} lists the values that are measured together,
 * {@link DerivedVital} the quantities that are computed from others, and {@code corsano.Field} the vendor's fields. {@code Group} and
 * {@code Field} do not load while a measured vital is missing from them.
 *
 * <p>Add new vitals at the end. LOINC codes are those of the vital-signs panel (85353-1) and its members.
 */
public enum Vital {
    PULSE("pulse", Unit.PER_MINUTE, "8867-4", "20..250"),
    SPO2("spo2", Unit.PERCENT, "59408-5", "50..100"),
    RESPIRATION("respiration", Unit.PER_MINUTE, "9279-1", "3..60"),
    TEMPERATURE("temperature", Unit.CELSIUS, "8310-5", "30..43"),
    /**
     * Bedside monitors let alarm limits of adults go down to 45 systolic and 25 diastolic (Mindray BeneVision N1 and ePM, operator's
     * manuals, table of alarm limits, NIBP and arterial pressure), so values below those are readings: pressures of a patient in shock.
     * The plausible range begins 15 below.
     */
    SYSTOLIC("systolic", Unit.MMHG, "8480-6", "30..280"),
    DIASTOLIC("diastolic", Unit.MMHG, "8462-4", "10..180"),
    MEAN_PRESSURE("mean", Unit.MMHG, "8478-0", null),
    CARDIAC_ARREST("cardiac-arrest", Unit.CODE, null, null),
    BATTERY("battery", Unit.PERCENT, null, null),
    WEARING("wearing", Unit.CODE, null, null),
    CHARGING("charging", Unit.CODE, null, null);

    private final String label;
    private final Unit unit;
    private final String loinc;
    private final Range plausible;

    /**
     * @param loinc the LOINC code, or null where none fits (device codes)
     * @param plausible the plausible range of a living body, in whole units; null for a vital that is not measured by a group
     */
    Vital(String label, Unit unit, String loinc, String plausible) {
        this.label = label;
        this.unit = unit;
        this.loinc = loinc;
        this.plausible = plausible == null ? null : Range.parse(plausible);
    }

    /** A unit: its UCUM code for machines, and how people write it. */
    private enum Unit {
        PER_MINUTE("/min", "/min"),
        PERCENT("%", "%"),
        CELSIUS("Cel", "°C"),
        MMHG("mm[Hg]", "mmHg"),
        /** A number that stands for a state, without a unit. */
        CODE("{code}", "");

        private final String ucum;
        private final String printed;

        Unit(String ucum, String printed) {
            this.ucum = ucum;
            this.printed = printed;
        }
    }

    /** The name used in rules and records, such as {@code spo2}. */
    public String label() {
        return label;
    }

    /** The UCUM code of the unit of every value of this quantity, such as {@code mm[Hg]}. */
    public String unit() {
        return unit.ucum;
    }

    /** The unit as people write it, such as {@code mmHg}; empty where the value is a code. */
    public String printedUnit() {
        return unit.printed;
    }

    /** The LOINC code, or null where none fits (device codes). */
    public String loinc() {
        return loinc;
    }

    /**
     * Default range of plausible values; a value outside it is an artefact. Null for a vital that is not among the {@link Group#measured()}
     * vitals of a group.
     */
    public Range plausible() {
        return plausible;
    }
}
