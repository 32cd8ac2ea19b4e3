package io.vitalwatch.model;

/**
 * A measured or reported quantity, as it is named in rules, alerts and window summaries.
 *
 * <p>Units are UCUM codes; LOINC codes are those of the vital-signs panel (85353-1) and its members.
 */
public enum Vital {
    PULSE("pulse", "/min", "8867-4"),
    SPO2("spo2", "%", "59408-5"),
    RESPIRATION("respiration", "/min", "9279-1"),
    TEMPERATURE("temperature", "Cel", "8310-5"),
    SYSTOLIC("systolic", "mm[Hg]", "8480-6"),
    DIASTOLIC("diastolic", "mm[Hg]", "8462-4"),
    MEAN_PRESSURE("mean", "mm[Hg]", "8478-0"),
    CARDIAC_ARREST("cardiac-arrest", "{code}", null),
    BATTERY("battery", "%", null),
    WEARING("wearing", "{code}", null),
    CHARGING("charging", "{code}", null);

    private final String label;
    private final String unit;
    private final String loinc;

    Vital(String label, String unit, String loinc) {
        this.label = label;
        this.unit = unit;
        this.loinc = loinc;
    }

    /** The name used in rules and records, such as {@code spo2}. */
    public String label() {
        return label;
    }

    /** The UCUM unit of every value of this quantity. */
    public String unit() {
        return unit;
    }

    /** The LOINC code, or null where none fits (device codes). */
    public String loinc() {
        return loinc;
    }
}
