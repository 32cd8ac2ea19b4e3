package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.window.PatientClock.Place;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientClockTest {
    private static final long NOON = 1_763_553_600_000L;
    private static final long HOUR = 3_600_000;

    @Test
    void anUnsetClockTakesAnySample() {
        PatientClock clock = new PatientClock();
        assertThat(clock.isSet()).isFalse();
        assertThat(clock.now()).isEqualTo(PatientClock.UNSET);
        assertThat(clock.place(1, HOUR)).isEqualTo(Place.NEW);
        clock.advance(1);
        assertThat(clock.isSet()).isTrue();
        assertThat(clock.now()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"1, NEW", "0, NEW", "-1, LATE", "-3600000, LATE", "-3600001, STALE", "-86400000, STALE"})
    void aSampleIsPlacedByItsDistanceToTheClock(long distance, Place place) {
        PatientClock clock = new PatientClock(NOON);
        assertThat(clock.place(NOON + distance, HOUR)).isEqualTo(place);
        assertThat(clock.now()).as("placing does not move the clock").isEqualTo(NOON);
    }

    @Test
    void withAReachOfZeroEverythingOlderIsStale() {
        assertThat(new PatientClock(NOON).place(NOON - 1, 0)).isEqualTo(Place.STALE);
        assertThat(new PatientClock(NOON).place(NOON, 0)).isEqualTo(Place.NEW);
    }

    @Test
    void theClockNeverGoesBack() {
        PatientClock clock = new PatientClock(NOON);
        clock.advance(NOON - 1);
        assertThat(clock.now()).isEqualTo(NOON);
        clock.advance(NOON + 1);
        assertThat(clock.now()).isEqualTo(NOON + 1);
    }
}
