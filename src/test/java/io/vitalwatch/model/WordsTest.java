package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words of records and rules are a contract, and so is the order of the enums, which is in the state's bytes. */
class WordsTest {
    @Test
    void theOrderOfEnumsInTheStatesBytesNeverChanges() {
        assertThat(Verdict.values()).extracting(Verdict::label).startsWith("usable", "quality", "quality-missing", "not-worn", "charging",
                "implausible", "negative", "malformed", "incomplete", "duplicate");
        assertThat(Group.values()).extracting(Group::label).startsWith("pulse", "spo2", "respiration", "temperature", "blood-pressure");
        assertThat(Priority.values()).extracting(Priority::label).containsExactly("low", "medium", "high");
        assertThat(AlarmState.values()).extracting(AlarmState::label).containsExactly("active", "unknown", "ended");
        assertThat(Freshness.values()).extracting(Freshness::label).containsExactly("live", "historical");
        assertThat(Known.values()).containsExactly(Known.TRUE, Known.FALSE, Known.UNKNOWN);
        assertThat(SampleType.values()).containsExactly(SampleType.ACTIVITY, SampleType.TEMPERATURE);
    }

    @Test
    void anOrdinalLeadsBackToItsValue() {
        for (Verdict each : Verdict.values()) {
            assertThat(Verdict.of(each.ordinal())).isSameAs(each);
        }
        for (Group each : Group.values()) {
            assertThat(Group.of(each.ordinal())).isSameAs(each);
        }
        for (Priority each : Priority.values()) {
            assertThat(Priority.of(each.ordinal())).isSameAs(each);
        }
        for (AlarmState each : AlarmState.values()) {
            assertThat(AlarmState.of(each.ordinal())).isSameAs(each);
        }
        for (Freshness each : Freshness.values()) {
            assertThat(Freshness.of(each.ordinal())).isSameAs(each);
        }
        for (Known each : Known.values()) {
            assertThat(Known.of(each.ordinal())).isSameAs(each);
        }
        for (SampleType each : SampleType.values()) {
            assertThat(SampleType.of(each.ordinal())).isSameAs(each);
        }
        assertThat(Group.count()).isEqualTo(Group.values().length);
        assertThat(Known.of(true)).isEqualTo(Known.TRUE);
        assertThat(Known.of(false)).isEqualTo(Known.FALSE);
    }

    @ParameterizedTest
    @CsvSource({
            "PULSE, pulse, /min, 8867-4", "SPO2, spo2, %, 59408-5", "RESPIRATION, respiration, /min, 9279-1",
            "TEMPERATURE, temperature, Cel, 8310-5",
            "SYSTOLIC, systolic, mm[Hg], 8480-6", "DIASTOLIC, diastolic, mm[Hg], 8462-4", "MEAN_PRESSURE, mean, mm[Hg], 8478-0",
            "CARDIAC_ARREST, cardiac-arrest, {code}, ", "BATTERY, battery, %, ", "WEARING, wearing, {code}, ",
            "CHARGING, charging, {code}, "})
    void aVitalHasItsNameItsUcumUnitAndItsLoincCode(Vital vital, String label, String unit, String loinc) {
        assertThat(vital.label()).isEqualTo(label);
        assertThat(vital.unit()).isEqualTo(unit);
        assertThat(vital.loinc()).isEqualTo(loinc);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void poorSignalIsWhatAWornBraceletTriedInVain(Verdict verdict) {
        assertThat(verdict.poorSignal()).isEqualTo(!List.of("usable", "not-worn", "charging", "duplicate").contains(verdict.label()));
    }

    @Test
    void labelsAreLowerCaseWords() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::label)).contains("no-usable-reading", "rule-removed", "cleared")
                .allMatch(label -> label.matches("[a-z]+(-[a-z]+)*"));
        assertThat(Arrays.stream(Phase.values()).map(Phase::label)).containsExactly("start", "update", "end");
        assertThat(Arrays.stream(Kind.values()).map(Kind::label)).containsExactly("physiological", "technical");
        assertThat(Arrays.stream(Rejection.Scope.values()).map(Rejection.Scope::label))
                .containsExactly("delivery", "sample", "reading", "notice");
    }

    @ParameterizedTest
    @CsvSource({
            "PULSE, 79499, 79000", "PULSE, 79500, 80000", "PULSE, -500, -1000", "PULSE, -499, 0", "SPO2, 91500, 92000",
            "RESPIRATION, 24499, 24000",
            "TEMPERATURE, 38049, 38000", "TEMPERATURE, 38050, 38100", "BLOOD_PRESSURE, 119500, 120000", "PULSE, 2000000000, 2000000000",
            "PULSE, 9000000000, 2147483647", "PULSE, -9000000000, -2147483647"})
    void aValueIsRoundedToTheResolutionOfItsGroup(Group group, long milli, int rounded) {
        assertThat(group.round(milli)).isEqualTo(rounded);
    }

    @ParameterizedTest
    @CsvSource({"120000, 80000, 93333", "122000, 72000, 88667", "90000, 60000, 70000", "100000, 47000, 64667", "0, 0, 0", "3, 0, 1",
            "2, 0, 1", "1, 0, 0"})
    void theMeanPressureIsAThirdOfTheWayFromDiastolicToSystolic(int systolic, int diastolic, int mean) {
        assertThat(Reading.meanPressure(systolic, diastolic)).isEqualTo(mean);
    }

    @Test
    void aSampleFindsTheReadingOfAGroup() {
        Reading pulse = new Reading(Group.PULSE, 70_000, 0, 4, Verdict.USABLE);
        Reading spo2 = new Reading(Group.SPO2, 97_000, 0, 4, Verdict.USABLE);
        Sample sample = new Sample(SampleType.ACTIVITY, 1, 0, Known.TRUE, Known.FALSE, 1, 1, 0, List.of(pulse, spo2));
        assertThat(sample.reading(Group.SPO2)).isSameAs(spo2);
        assertThat(sample.reading(Group.PULSE)).isSameAs(pulse);
        assertThat(sample.reading(Group.TEMPERATURE)).isNull();
        assertThat(pulse.judged(Verdict.DUPLICATE)).isEqualTo(new Reading(Group.PULSE, 70_000, 0, 4, Verdict.DUPLICATE));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 0", "1000, 1", "60000, 60", "-1, 0", "-60000, 0"})
    void theAgeOfAnAlertIsInWholeSecondsAndNeverBelowZero(long after, long age) {
        Alert alert = new Alert("i", "e", 0, Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.PHYSIOLOGICAL, "r", Priority.LOW, "u",
                "s", 5,
                5000, 5000 + after, 0, Freshness.LIVE, List.of(), new Alert.Limit("", 0, 0, 0), "");
        assertThat(alert.ageSeconds()).isEqualTo(age);
    }

    @Test
    void aRowTellsMissingMalformedAndNumbersApart() {
        Row row = new Row();
        for (Row.Field field : Row.Field.values()) {
            assertThat(row.get(field)).isEqualTo(Row.MISSING);
            assertThat(row.has(field)).isFalse();
        }
        row.set(Row.Field.BPM, Row.MALFORMED);
        assertThat(row.has(Row.Field.BPM)).isFalse();
        row.set(Row.Field.BPM, -5);
        assertThat(row.has(Row.Field.BPM)).isTrue();
    }
}
