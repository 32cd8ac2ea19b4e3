package io.vitalwatch.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.Set;
import java.util.List;

/** Times, flags and the groups with a quality code. Blood pressure is in {@link PressureGateTest}. */
class QualityGateTest {
    private static final long ARRIVAL = 1_763_562_181_000L;
    private final QualityGate gate = new QualityGate(GateSettingsFixture.defaults());

    @ParameterizedTest
    @CsvSource({
            "0, ", "300000, ", "300001, FUTURE", "31536000000, FUTURE", "-60000, ", "-604800000, ", "-604800001, PAST",
            "-7776000000, PAST", "-7776000001, ANCIENT", "-1763562180999, ANCIENT"})
    void aSampleIsRefusedOnlyBeyondTheToleranceAndTheLimit(long distance, QualityGate.Refusal refusal) {
        Row row = new Row();
        row.set(Field.TIMESTAMP, ARRIVAL + distance);
        assertThat(gate.refusal(row, ARRIVAL)).isEqualTo(refusal);
    }

    @Test
    void aRefusalIsNamedAsItsCounter() {
        assertThat(QualityGate.Refusal.FUTURE.label()).isEqualTo("future");
        assertThat(QualityGate.Refusal.PAST.label()).isEqualTo("past");
        assertThat(QualityGate.Refusal.ANCIENT.label()).isEqualTo("past");
    }

    @ParameterizedTest
    @CsvSource({"1763562181, seconds", "1763562181000000, microseconds", "1763562181000000000, nanoseconds", "1, ", "9223372036854775807, ",
            "946684800000, "})
    void aTimestampInAnotherUnitIsRecognised(long timestamp, String unit) {
        assertThat(gate.likelyUnit(timestamp, ARRIVAL)).isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource({
            "0, QUALITY", "1, QUALITY", "2, USABLE", "3, USABLE", "4, USABLE", "5, QUALITY", "103, QUALITY", "104, QUALITY", "105, QUALITY",
            "-1, QUALITY", "2.5, QUALITY", "2000000, QUALITY", "malformed, QUALITY", ", QUALITY_MISSING"})
    void onlyAcceptedCodesOfAGroupsOwnQualityCount(String quality, Verdict verdict) {
        assertThat(verdict(Group.PULSE, row(Field.BPM, "79", Field.BPM_Q, quality))).isEqualTo(verdict);
        assertThat(verdict(Group.SPO2, row(Field.SPO2, "97", Field.SPO2_Q, quality))).isEqualTo(verdict);
        assertThat(verdict(Group.RESPIRATION, row(Field.RESPIRATION_RATE, "16", Field.RESP_Q, quality))).isEqualTo(verdict);
    }

    @Test
    void theQualityOfOneGroupDoesNotAffectAnother() {
        Row row = row(Field.BPM, "79", Field.BPM_Q, "0");
        set(row, Field.SPO2, "97");
        set(row, Field.SPO2_Q, "4");
        set(row, Field.NIBP_SYSTOLIC, "120");
        set(row, Field.NIBP_DIASTOLIC, "80");
        Sample sample = gate.judge(row);
        assertThat(sample.readings()).extracting(Reading::group).containsExactly(Group.PULSE, Group.SPO2, Group.BLOOD_PRESSURE);
        assertThat(sample.readings()).extracting(Reading::verdict).containsExactly(Verdict.QUALITY, Verdict.USABLE, Verdict.USABLE);
    }

    @Test
    void aMissingQualityCodeMayBeAcceptedByTheSetting() {
        QualityGate lenient = new QualityGate(GateSettingsFixture.with(PressureSeries.COMBINE, true));
        assertThat(lenient.judge(row(Field.BPM, "79", null, null)).reading(Group.PULSE).verdict()).isEqualTo(Verdict.USABLE);
        assertThat(lenient.judge(row(Field.BPM, "19", null, null)).reading(Group.PULSE).verdict()).isEqualTo(Verdict.IMPLAUSIBLE);
        assertThat(lenient.judge(row(Field.BPM, "79", Field.BPM_Q, "1")).reading(Group.PULSE).verdict()).isEqualTo(Verdict.QUALITY);
    }

    @ParameterizedTest
    @CsvSource({
            "19.999, IMPLAUSIBLE", "20, USABLE", "250, USABLE", "250.001, IMPLAUSIBLE", "2000000, IMPLAUSIBLE", "-1, NEGATIVE",
            "-0.001, NEGATIVE",
            "malformed, MALFORMED"})
    void aPulseOutsideALivingBodysRangeIsNotUsed(String pulse, Verdict verdict) {
        assertThat(verdict(Group.PULSE, row(Field.BPM, pulse, Field.BPM_Q, "4"))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"49, IMPLAUSIBLE", "50, USABLE", "100, USABLE", "101, IMPLAUSIBLE", "-97, NEGATIVE", "malformed, MALFORMED"})
    void aSaturationOutsideALivingBodysRangeIsNotUsed(String spo2, Verdict verdict) {
        assertThat(verdict(Group.SPO2, row(Field.SPO2, spo2, Field.SPO2_Q, "4"))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"2, IMPLAUSIBLE", "3, USABLE", "60, USABLE", "61, IMPLAUSIBLE", "-3, NEGATIVE", "malformed, MALFORMED"})
    void aRespirationOutsideALivingBodysRangeIsNotUsed(String rate, Verdict verdict) {
        assertThat(verdict(Group.RESPIRATION, row(Field.RESPIRATION_RATE, rate, Field.RESP_Q, "4"))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"29.9, IMPLAUSIBLE", "30, USABLE", "43, USABLE", "43.1, IMPLAUSIBLE", "-37, NEGATIVE", "malformed, MALFORMED"})
    void aTemperatureOutsideALivingBodysRangeIsNotUsed(String celsius, Verdict verdict) {
        assertThat(verdict(Group.TEMPERATURE, row(Field.TEMP_SK1, celsius, null, null))).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", ""})
    void zeroOrMissingMeansNoReading(String value) {
        for (Field field : new Field[] {Field.BPM, Field.SPO2, Field.RESPIRATION_RATE, Field.TEMP_SK1, Field.NIBP_SYSTOLIC}) {
            assertThat(gate.judge(row(field, value, Field.BPM_Q, "4")).readings()).as(field.name()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
            "4, 0, USABLE", "3, 0, USABLE", "2, 0, NOT_WORN", "1, 0, NOT_WORN", "0, 0, NOT_WORN", ", , USABLE",
            "malformed, malformed, USABLE",
            "4, 1, CHARGING", "0, 1, CHARGING", ", 1, CHARGING", "-1, , USABLE"})
    void readingsCountWhileWornAndOffTheCharger(String wearing, String charging, Verdict verdict) {
        Row row = row(Field.BPM, "79", Field.BPM_Q, "4");
        set(row, Field.TEMP_SK1, "37");
        set(row, Field.NIBP_SYSTOLIC, "120");
        set(row, Field.NIBP_DIASTOLIC, "80");
        set(row, Field.WEARING, wearing);
        set(row, Field.IS_CHARGING, charging);
        assertThat(gate.judge(row).readings()).hasSize(3).extracting(Reading::verdict).containsOnly(verdict);
    }

    @Test
    void theFirstVerdictOfTheOrderCounts() {
        Row row = row(Field.BPM, "-79", Field.BPM_Q, "0");
        set(row, Field.WEARING, "0");
        set(row, Field.IS_CHARGING, "1");
        assertThat(verdict(Group.PULSE, row)).isEqualTo(Verdict.NEGATIVE);
        set(row, Field.BPM, "1000");
        assertThat(verdict(Group.PULSE, row)).isEqualTo(Verdict.CHARGING);
        set(row, Field.IS_CHARGING, "0");
        assertThat(verdict(Group.PULSE, row)).isEqualTo(Verdict.NOT_WORN);
        set(row, Field.WEARING, "4");
        assertThat(verdict(Group.PULSE, row)).isEqualTo(Verdict.QUALITY);
        set(row, Field.BPM_Q, "4");
        assertThat(verdict(Group.PULSE, row)).isEqualTo(Verdict.IMPLAUSIBLE);
    }

    @Test
    void wearingAndChargingAreUnknownWithoutTheirFields() {
        Row row = row(Field.TEMP_SK1, "37", null, null);
        row.type(SampleType.TEMPERATURE);
        row.offsetMinutes(-210);
        Sample sample = gate.judge(row);
        assertThat(sample.worn()).isEqualTo(Ternary.UNKNOWN);
        assertThat(sample.charging()).isEqualTo(Ternary.UNKNOWN);
        assertThat(sample.type()).isEqualTo(SampleType.TEMPERATURE);
        assertThat(sample.offsetMinutes()).isEqualTo(-210);
        assertThat(sample.battery()).isEqualTo(Sample.MISSING);
        assertThat(sample.activity()).isEqualTo(Sample.MISSING);
        assertThat(sample.cardiacArrest()).isEqualTo(Sample.MISSING);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "37, 37", "100, 100", "101, -1", "-1, -1", "37.5, -1", "malformed, -1", ", -1"})
    void aBatteryIsZeroToHundredPercent(String battery, int expected) {
        assertThat(gate.judge(row(Field.BATTERY, battery, null, null)).battery()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "100, 100", "5000, 100", "-2, -1", ", -1"})
    void anActivityIsACode(String activity, int expected) {
        assertThat(gate.judge(row(Field.ACTIVITY_TYPE, activity, null, null)).activity()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "1, 1, false", "2, 2, false", "9, 9, false", ", -1, false", "-1, -1, true", "1.5, -1, true",
            "malformed, -1, true"})
    void aCardiacArrestFlagIsACodeOrUnreadable(String flag, int expected, boolean unreadable) {
        Row row = row(Field.CARDIAC_ARREST, flag, null, null);
        assertThat(gate.judge(row).cardiacArrest()).isEqualTo(expected);
        assertThat(gate.flagUnreadable(row)).isEqualTo(unreadable);
    }

    @Test
    void valuesAreRoundedToTheGroupsResolutionAndKeepTheirQuality() {
        assertThat(gate.judge(row(Field.BPM, "79.5", Field.BPM_Q, "3")).reading(Group.PULSE))
                .isEqualTo(new Reading(Group.PULSE, 80_000, 0, 3, Verdict.USABLE));
        assertThat(gate.judge(row(Field.BPM, "79.4", Field.BPM_Q, "103")).reading(Group.PULSE))
                .isEqualTo(new Reading(Group.PULSE, 79_000, 0, 103, Verdict.QUALITY));
        assertThat(gate.judge(row(Field.TEMP_SK1, "38.05", null, null)).reading(Group.TEMPERATURE))
                .isEqualTo(new Reading(Group.TEMPERATURE, 38_100, 0, Reading.NO_QUALITY, Verdict.USABLE));
        assertThat(gate.judge(row(Field.BPM, "malformed", Field.BPM_Q, "2000000")).reading(Group.PULSE))
                .isEqualTo(new Reading(Group.PULSE, 0, 0, Short.MAX_VALUE, Verdict.MALFORMED));
        assertThat(gate.judge(row(Field.BPM, "-3", Field.BPM_Q, "4")).reading(Group.PULSE).value()).isEqualTo(-3000);
        assertThat(gate.judge(row(Field.TEMP_SK1, "malformed", null, null)).reading(Group.TEMPERATURE).value()).isZero();
    }

    @Test
    void aTemperatureOfTheSkinIsNeverJudgedByTheLimitsOfTheCore() {
        QualityGate ofStudy = new QualityGate(GateSettingsFixture.skin(Set.of("WRIST")));
        QualityGate ofAll = new QualityGate(GateSettingsFixture.skin(Set.of(GateSettings.EVERY)));
        for (String celsius : List.of("31.5", "22", "37")) {
            Row row = row(Field.TEMP_SK1, celsius, Field.BPM, "");
            assertThat(ofStudy.judge(row, "WRIST").reading(Group.TEMPERATURE).verdict()).isEqualTo(Verdict.SKIN);
            assertThat(ofAll.judge(row, "OTHER").reading(Group.TEMPERATURE).verdict()).isEqualTo(Verdict.SKIN);
            assertThat(ofStudy.judge(row, "OTHER")).isEqualTo(gate.judge(row, "OTHER"));
        }
        Row pulse = row(Field.BPM, "79", Field.BPM_Q, "4");
        assertThat(ofAll.judge(pulse, "WRIST")).isEqualTo(gate.judge(pulse, "WRIST"));
        Row malformed = row(Field.TEMP_SK1, "malformed", null, null);
        assertThat(ofAll.judge(malformed, "WRIST").reading(Group.TEMPERATURE).verdict()).isEqualTo(Verdict.MALFORMED);
    }

    private Verdict verdict(Group group, Row row) {
        return gate.judge(row).reading(group).verdict();
    }

    static Row row(Field one, String value, Field other, String otherValue) {
        Row row = new Row();
        row.type(SampleType.ACTIVITY);
        row.set(Field.TIMESTAMP, ARRIVAL - 60_000);
        set(row, one, value);
        if (other != null) {
            set(row, other, otherValue);
        }
        return row;
    }

    static void set(Row row, Field field, String value) {
        row.set(field, value == null || value.isEmpty() ? Row.MISSING
                : value.equals("malformed") ? Row.MALFORMED : new BigDecimal(value).movePointRight(3).longValueExact());
    }
}
