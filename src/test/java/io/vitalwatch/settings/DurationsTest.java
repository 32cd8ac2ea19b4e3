package io.vitalwatch.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
            "250ms, 250", "15s, 15000", "10min, 600000", "1h, 3600000", "7d, 604800000", "1h30min, 5400000", "'1h 30min', 5400000", "0s, 0",
            "1.5h, 5400000", "0.001s, 1", "' 10 min ', 600000"})
    void aDurationIsANumberAndAUnit(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0", "1.5", "-3", "+3"})
    void aNumberWithoutAUnitIsRefusedWithTheFix(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text))
                .withMessage(text + " has no unit; write " + text + "min or " + text + "s");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "min", "10x", "10m", "10minutes", "-10min", "10min x", "x 10min", "1e3s", "10,5s", "1h-30min",
            "PT10M"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("is not a duration").withMessageContaining("ms, s, min, h or d");
    }

    @Test
    void aDurationOfCenturiesIsRefused() {
        assertThat(Durations.parse("10000000000s")).isEqualTo(10_000_000_000_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("10000000000s1ms"))
                .withMessageContaining("is too long; the longest duration is 10000000000s");
        assertThat(Durations.parse("115740d")).isEqualTo(9_999_936_000_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("115741d"))
                .withMessageContaining("is too long; the longest duration is 10000000000s");
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "1, 1ms", "1000, 1s", "1500, 1500ms", "90000, 90s", "60000, 1min", "5400000, 90min", "3600000, 1h", "86400000, 1d",
            "90000000, 25h"})
    void aDurationIsWrittenInTheLargestUnitThatKeepsItWhole(long millis, String text) {
        assertThat(Durations.format(millis)).isEqualTo(text);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long millis = (long) random.nextInt(100_000) * new long[] {1, 1000, 60_000, 3_600_000}[random.nextInt(4)];
            assertThat(Durations.parse(Durations.format(millis))).isEqualTo(millis);
        }
    }
}
