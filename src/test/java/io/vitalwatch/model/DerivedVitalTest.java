package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DerivedVitalTest {
    @ParameterizedTest
    @CsvSource({"120000, 80000, 93333", "122000, 72000, 88667", "90000, 60000, 70000", "100000, 47000, 64667", "0, 0, 0", "3, 0, 1",
            "2, 0, 1", "1, 0, 0"})
    void theMeanPressureIsAThirdOfTheWayFromDiastolicToSystolic(int systolic, int diastolic, int mean) {
        assertThat(DerivedVital.MEAN_PRESSURE.from(systolic, diastolic)).isEqualTo(mean);
    }

    @ParameterizedTest
    @EnumSource(DerivedVital.class)
    void aDerivedVitalIsComputedFromMeasuredOnes(DerivedVital derived) {
        assertThat(derived.inputs()).allMatch(input -> input.plausible() != null).doesNotContain(derived.vital());
        assertThat(derived.vital().plausible()).isNull();
    }
}
