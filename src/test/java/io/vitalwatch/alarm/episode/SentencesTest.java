package io.vitalwatch.alarm.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Alert.Evidence;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** The sentences of alerts. */
class SentencesTest {
    @Test
    void sentencesSayWhatWasSeenAndHowOften() {
        List<Evidence> pulses = List.of(evidence(Vital.PULSE, 152_000), evidence(Vital.PULSE, 155_000));
        assertThat(Sentences.confirmed(pulses, "pulse >= 150", Confirm.kOfN(2, 3, 15_000)))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 in 2 of the last 3 readings.");
        assertThat(Sentences.confirmed(pulses, "pulse >= 150", Confirm.kOfN(2, 2, 15_000)))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 in 2 readings in a row.");
        assertThat(Sentences.confirmed(pulses, "pulse >= 150", Confirm.kOfN(1, 1, 0))).isEqualTo("Pulse 152, 155 /min: pulse >= 150.");
        assertThat(Sentences.confirmed(pulses, "pulse >= 150", new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 600_000, 3)))
                .isEqualTo("Pulse 152, 155 /min: pulse >= 150 as the median of 10 min.");
        assertThat(Sentences.notRecovered(pulses, "not recovered from pulse >= 150"))
                .isEqualTo("Pulse 152, 155 /min: not recovered from pulse >= 150.");
        assertThat(Sentences.cleared(pulses)).isEqualTo("Recovered: pulse 152, 155 /min.");
        assertThat(Sentences.noUsableReading("spo2", 600_000))
                .isEqualTo("No usable spo2 reading for 10 min: whether the alarm still holds is unknown.");
    }

    @Test
    void vitalsAreListedOnceEachWithTheirUnit() {
        assertThat(Sentences.listed(List.of(evidence(Vital.SYSTOLIC, 190_000), evidence(Vital.DIASTOLIC, 110_000),
                evidence(Vital.MEAN_PRESSURE, 136_667),
                evidence(Vital.SYSTOLIC, 195_000)))).isEqualTo("Systolic 190, 195 mmHg, diastolic 110 mmHg, mean 136.667 mmHg");
        assertThat(Sentences.listed(List.of(evidence(Vital.TEMPERATURE, 38_100)))).isEqualTo("Temperature 38.1 °C");
        assertThat(Sentences.listed(List.of(evidence(Vital.SPO2, 88_000), evidence(Vital.BATTERY, 5_000))))
                .isEqualTo("SpO2 88 %, battery 5 %");
        assertThat(Sentences.listed(List.of(evidence(Vital.CARDIAC_ARREST, 1000), evidence(Vital.RESPIRATION, 22_000))))
                .isEqualTo("Cardiac arrest 1, respiration 22 /min");
        assertThat(Sentences.listed(List.of())).isEqualTo("No reading");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "500, 0.5 s", "1000, 1 s", "90000, 90 s", "60000, 1 min", "5400000, 90 min", "3600000, 1 h", "604800000, 168 h"})
    void aDurationIsSpokenInItsLargestWholeUnit(long millis, String text) {
        assertThat(Sentences.duration(millis)).isEqualTo(text);
    }

    private static Rung rung(Confirm confirm) {
        return new Rung(Priority.HIGH, Rules.condition(Vital.PULSE, Operator.AT_LEAST, 150), confirm, 5000, 2);
    }

    private static Evidence evidence(Vital vital, int value) {
        return new Evidence(vital, value, 4, 0);
    }
}
