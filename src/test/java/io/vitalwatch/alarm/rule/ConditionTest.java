package io.vitalwatch.alarm.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Comparisons, conditions and how they are confirmed. */
class ConditionTest {
    @ParameterizedTest
    @CsvSource({
            "ABOVE, 99, false, false", "ABOVE, 100, false, false", "ABOVE, 101, true, false", "ABOVE, 95, false, true",
            "ABOVE, 96, false, false",
            "AT_LEAST, 99, false, false", "AT_LEAST, 100, true, false", "AT_LEAST, 95, false, true", "AT_LEAST, 96, false, false",
            "BELOW, 101, false, false", "BELOW, 100, false, false", "BELOW, 99, true, false", "BELOW, 105, false, true",
            "BELOW, 104, false, false",
            "AT_MOST, 101, false, false", "AT_MOST, 100, true, false", "AT_MOST, 105, false, true", "AT_MOST, 104, false, false"})
    void aLimitHoldsOnItsSideAndClearsByTheMargin(Operator operator, int value, boolean holds, boolean cleared) {
        Comparison comparison = new Comparison(Vital.PULSE, operator, 100_000);
        assertThat(comparison.holds(value * 1000)).isEqualTo(holds);
        assertThat(comparison.clearedBy(value * 1000, 5000)).isEqualTo(cleared);
    }

    @Test
    void withoutAMarginWhatDoesNotHoldIsCleared() {
        for (Operator operator : Operator.values()) {
            for (int value = 98; value <= 102; value++) {
                Comparison comparison = new Comparison(Vital.PULSE, operator, 100_000);
                assertThat(comparison.clearedBy(value * 1000, 0)).isEqualTo(!comparison.holds(value * 1000));
            }
        }
        assertThat(new Comparison(Vital.PULSE, Operator.ABOVE, Integer.MIN_VALUE).clearedBy(0, 1000)).isFalse();
        assertThat(new Comparison(Vital.PULSE, Operator.BELOW, Integer.MAX_VALUE).clearedBy(0, 1000)).isFalse();
    }

    @Test
    void aConditionIsWrittenAsItIsRead() {
        Condition condition = new Condition(List.of(
                new Comparison(Vital.SYSTOLIC, Operator.ABOVE, 180_000), new Comparison(Vital.MEAN_PRESSURE, Operator.AT_MOST, 64_500)));
        assertThat(condition).hasToString("systolic > 180 or mean <= 64.5");
        assertThat(new Comparison(Vital.SPO2, Operator.AT_LEAST, 91_000)).hasToString("spo2 >= 91");
        assertThat(new Comparison(Vital.SPO2, Operator.BELOW, 100_000)).hasToString("spo2 < 100");
    }
}
