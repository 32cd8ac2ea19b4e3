package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class GroupTest {
    @ParameterizedTest
    @CsvSource({
            "PULSE, 79499, 79000", "PULSE, 79500, 80000", "PULSE, -500, -1000", "PULSE, -499, 0", "SPO2, 91500, 92000",
            "RESPIRATION, 24499, 24000",
            "TEMPERATURE, 38049, 38000", "TEMPERATURE, 38050, 38100", "BLOOD_PRESSURE, 119500, 120000", "PULSE, 2000000000, 2000000000",
            "PULSE, 9000000000, 2147483647", "PULSE, -9000000000, -2147483647"})
    void aValueIsRoundedToTheResolutionOfItsGroup(Group group, long milli, int rounded) {
        assertThat(group.round(milli)).isEqualTo(rounded);
    }

    @Test
    void onlyBloodPressureIsAPairAndGivesItsMeanToo() {
        assertThat(Group.BLOOD_PRESSURE.paired()).isTrue();
        assertThat(Group.BLOOD_PRESSURE.measured()).containsExactly(Vital.SYSTOLIC, Vital.DIASTOLIC);
        assertThat(Group.BLOOD_PRESSURE.vitals()).containsExactly(Vital.SYSTOLIC, Vital.DIASTOLIC, Vital.MEAN_PRESSURE);
        assertThat(Group.values()).filteredOn(Group::paired).containsExactly(Group.BLOOD_PRESSURE);
        assertThat(Group.PULSE.vitals()).isEqualTo(Group.PULSE.measured()).containsExactly(Vital.PULSE);
    }

    @Test
    void groupsWithAQualityCodeAcceptTheGoodOnesByDefault() {
        assertThat(Group.values()).filteredOn(Group::hasQuality).containsExactly(Group.PULSE, Group.SPO2, Group.RESPIRATION);
        assertThat(Group.SPO2.acceptedQuality()).containsExactly(2, 3, 4);
        assertThat(Group.TEMPERATURE.acceptedQuality()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Group.class)
    void everyVitalOfAGroupIsCarriedByThatGroup(Group group) {
        assertThat(group.vitals()).allMatch(vital -> Group.carrying(vital) == group);
        assertThat(group.first()).isEqualTo(group.vitals().get(0));
    }

    @Test
    void deviceCodesBelongToNoGroup() {
        assertThat(List.of(Vital.BATTERY, Vital.WEARING, Vital.CHARGING, Vital.CARDIAC_ARREST))
                .allMatch(vital -> Group.carrying(vital) == null);
    }

    @Test
    void theVitalsOfAReadingAreItsValuesAndThoseDerivedFromThem() {
        Reading pressure = new Reading(Group.BLOOD_PRESSURE, 120_000, 80_000, Reading.NO_QUALITY, Verdict.USABLE);
        assertThat(pressure.value(Vital.SYSTOLIC)).isEqualTo(120_000);
        assertThat(pressure.value(Vital.DIASTOLIC)).isEqualTo(80_000);
        assertThat(pressure.value(Vital.MEAN_PRESSURE)).isEqualTo(93_333);
        assertThat(new Reading(Group.PULSE, 72_000, 0, 4, Verdict.USABLE).value(Vital.PULSE)).isEqualTo(72_000);
    }
}
