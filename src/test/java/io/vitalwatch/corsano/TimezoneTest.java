package io.vitalwatch.corsano;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimezoneTest {
    @ParameterizedTest
    @CsvSource({
            "+01:00, 60", "-03:30, -210", "+00:00, 0", "-00:00, 0", "+0530, 330", "+05, 300", "-5, -300", "+5:45, 345", "+18:00, 1080",
            "-18:00, -1080", "+14:00, 840", "+00:59, 59"})
    void anOffsetIsReadInMinutesEastOfUtc(String text, int minutes) {
        assertThat(Timezone.minutes(text)).isEqualTo(minutes);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Z", "+", "-", "+:", "01:00", "+18:01", "+19:00", "+01:60", "+01:000", "+1a:00", "Europe/Zurich", "+١",
            " +01:00"})
    void textThatIsNotAnOffsetIsZero(String text) {
        assertThat(Timezone.minutes(text)).isZero();
    }
}
