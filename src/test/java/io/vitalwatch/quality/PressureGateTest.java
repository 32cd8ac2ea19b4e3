package io.vitalwatch.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PressureGateTest {
    @ParameterizedTest
    @CsvSource({
            "120, 80, USABLE", "30, 20, USABLE", "29, 15, IMPLAUSIBLE", "280, 180, USABLE", "281, 180, IMPLAUSIBLE", "120, 10, USABLE",
            "120, 9, IMPLAUSIBLE", "250, 181, IMPLAUSIBLE", "80, 80, IMPLAUSIBLE", "80, 120, IMPLAUSIBLE", "90, 80, USABLE",
            "89.999, 80, IMPLAUSIBLE", "200, 50, USABLE", "200.001, 50, IMPLAUSIBLE", "11647, 50, IMPLAUSIBLE", "-120, 80, NEGATIVE",
            "120, -80, NEGATIVE", "-120, 0, NEGATIVE", "0, -1, NEGATIVE", "120, 0, INCOMPLETE", "0, 80, INCOMPLETE", "120, , INCOMPLETE",
            ", 80, INCOMPLETE", "malformed, 80, MALFORMED", "120, malformed, MALFORMED", "malformed, , MALFORMED",
            "malformed, -1, MALFORMED"})
    void aPairIsJudgedAsOneReading(String systolic, String diastolic, Verdict verdict) {
        for (PressureSeries series : PressureSeries.values()) {
            Row row = row(systolic, diastolic, "", "", "", "");
            assertThat(judged(series, row)).as(series + " with the raw pair alone").extracting(Reading::verdict).isEqualTo(verdict);
        }
        assertThat(judged(PressureSeries.COMBINE, row("", "", "", "", systolic, diastolic)).verdict()).isEqualTo(verdict);
        assertThat(judged(PressureSeries.LONG_TERM, row("", "", systolic, diastolic, "", "")).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"48, 25", "46, 24", "45, 22", "44, 20", "40, 20"})
    void pressuresOfAPatientInShockAreReadings(String systolic, String diastolic) {
        assertThat(judged(PressureSeries.COMBINE, row("", "", "", "", systolic, diastolic)).verdict()).isEqualTo(Verdict.USABLE);
    }

    @ParameterizedTest
    @CsvSource({"COMBINE, 121, 64", "RAW, 122, 72", "LONG_TERM, 120, 57"})
    void theChosenSeriesIsTaken(PressureSeries series, int systolic, int diastolic) {
        Reading reading = judged(series, row("122", "72", "120", "57", "121", "64"));
        assertThat(reading).isEqualTo(
                new Reading(Group.BLOOD_PRESSURE, systolic * 1000, diastolic * 1000, Reading.NO_QUALITY, Verdict.USABLE));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "121, 0", "0, 64", "'', ''", "malformed, 64", "121, malformed", "-121, 64"})
    void theRawPairIsUsedIfTheChosenOneIsIncomplete(String systolic, String diastolic) {
        assertThat(judged(PressureSeries.COMBINE, row("122", "72", "120", "57", systolic, diastolic)).value()).isEqualTo(122_000);
        assertThat(judged(PressureSeries.LONG_TERM, row("122", "72", systolic, diastolic, "121", "64")).value()).isEqualTo(122_000);
    }

    @ParameterizedTest
    @EnumSource(PressureSeries.class)
    void withoutAnyPairThereIsNoReading(PressureSeries series) {
        assertThat(judged(series, row("0", "0", "0", "0", "0", "0"))).isNull();
        assertThat(judged(series, row("", "", "", "", "", ""))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"COMBINE, 120, 57, '', ''", "LONG_TERM, '', '', 121, 64", "RAW, 120, 57, 121, 64"})
    void aSeriesThatWasNotChosenIsNeverTaken(PressureSeries series, String longSystolic, String longDiastolic, String systolic,
            String diastolic) {
        assertThat(judged(series, row("0", "0", longSystolic, longDiastolic, systolic, diastolic))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"malformed, 80, 0, 80000", "120, malformed, 120000, 0", "120.5, 80.4, 121000, 80000", "2000000, 80, 2000000000, 80000"})
    void valuesAreRoundedAndMalformedOnesAreZero(String systolic, String diastolic, int first, int second) {
        Reading reading = judged(PressureSeries.RAW, row(systolic, diastolic, "", "", "", ""));
        assertThat(reading.value()).isEqualTo(first);
        assertThat(reading.second()).isEqualTo(second);
    }

    private static Reading judged(PressureSeries series, Row row) {
        return new QualityGate(GateSettingsFixture.with(series, false)).judge(row).reading(Group.BLOOD_PRESSURE);
    }

    private static Row row(String systolic, String diastolic, String longSystolic, String longDiastolic, String combined,
            String combinedDiastolic) {
        Row row = QualityGateTest.row(Field.NIBP_SYSTOLIC, systolic, Field.NIBP_DIASTOLIC, diastolic);
        QualityGateTest.set(row, Field.NIBP_SYSTOLIC_LONG_TERM, longSystolic);
        QualityGateTest.set(row, Field.NIBP_DIASTOLIC_LONG_TERM, longDiastolic);
        QualityGateTest.set(row, Field.NIBP_SYSTOLIC_COMBINE, combined);
        QualityGateTest.set(row, Field.NIBP_DIASTOLIC_COMBINE, combinedDiastolic);
        return row;
    }
}
