package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeTest {
    @ParameterizedTest
    @CsvSource({"20..250, 20000, 250000", " 3.5 .. 40.125 , 3500, 40125", "-1..0, -1000, 0", "7..7, 7000, 7000"})
    void aRangeIsReadInWholeUnitsAndKeptInThousandths(String text, int min, int max) {
        assertThat(Range.parse(text)).isEqualTo(new Range(min, max));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20..250", "3.5..40.125", "-1..0", "100000..999999"})
    void theTextOfARangeIsReadBackAsTheSameRange(String text) {
        assertThat(Range.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "20-250", "20..", "..250", "a..b", "1..2..3", "1.2345..2", "1234567..2"})
    void otherTextIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> Range.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a range such as 20..250");
    }

    @Test
    void aRangeThatStartsWithTheLargerNumberIsRefused() {
        assertThatThrownBy(() -> Range.parse("2..1")).hasMessageContaining("starts with the larger number");
    }

    @Test
    void bothEndsAreInside() {
        Range range = Range.parse("20..250");
        assertThat(range.contains(20_000)).isTrue();
        assertThat(range.contains(250_000)).isTrue();
        assertThat(range.contains(19_999)).isFalse();
        assertThat(range.contains(250_001)).isFalse();
    }
}
