package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VitalTest {
    @ParameterizedTest
    @CsvSource({
            "PULSE, pulse, /min, /min, 8867-4, 20..250", "SPO2, spo2, %, %, 59408-5, 50..100",
            "RESPIRATION, respiration, /min, /min, 9279-1, 3..60", "TEMPERATURE, temperature, Cel, °C, 8310-5, 30..43",
            "SYSTOLIC, systolic, mm[Hg], mmHg, 8480-6, 30..280", "DIASTOLIC, diastolic, mm[Hg], mmHg, 8462-4, 10..180",
            "MEAN_PRESSURE, mean, mm[Hg], mmHg, 8478-0, ", "CARDIAC_ARREST, cardiac-arrest, {code}, '', , ", "BATTERY, battery, %, %, , ",
            "WEARING, wearing, {code}, '', , ", "CHARGING, charging, {code}, '', , "})
    void aVitalHasItsNameItsUnitsItsLoincCodeAndItsPlausibleRange(
            Vital vital, String label, String unit, String printed, String loinc, String plausible) {
        assertThat(vital.label()).isEqualTo(label);
        assertThat(vital.unit()).isEqualTo(unit);
        assertThat(vital.printedUnit()).isEqualTo(printed);
        assertThat(vital.loinc()).isEqualTo(loinc);
        assertThat(vital.plausible()).isEqualTo(plausible == null ? null : Range.parse(plausible));
    }

    @ParameterizedTest
    @EnumSource(Vital.class)
    void aVitalHasAPlausibleRangeIfAndOnlyIfAGroupMeasuresIt(Vital vital) {
        Group group = Group.carrying(vital);
        assertThat(vital.plausible() != null).isEqualTo(group != null && group.measured().contains(vital));
    }
}
