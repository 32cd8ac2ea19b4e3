package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.window.PatientClock.Place;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;

class PatientClockTest {
    private static final long NOON = 1_763_553_600_000L;
    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;

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
        PatientClock clock = atNoon();
        assertThat(clock.place(NOON + distance, HOUR)).isEqualTo(place);
        assertThat(clock.now()).as("placing does not move the clock").isEqualTo(NOON);
    }

    @Test
    void withAReachOfZeroEverythingOlderIsStale() {
        assertThat(atNoon().place(NOON - 1, 0)).isEqualTo(Place.STALE);
        assertThat(atNoon().place(NOON, 0)).isEqualTo(Place.NEW);
    }

    private static PatientClock atNoon() {
        PatientClock clock = new PatientClock();
        clock.advance(NOON);
        return clock;
    }

    @Test
    void theClockNeverGoesBack() {
        PatientClock clock = atNoon();
        clock.advance(NOON - 1);
        assertThat(clock.now()).isEqualTo(NOON);
        clock.advance(NOON + 1);
        assertThat(clock.now()).isEqualTo(NOON + 1);
    }

    @Test
    void aLagIsSteadyAfterTenMinutesOfBothClocks() {
        PatientClock clock = new PatientClock();
        assertThat(clock.lagIsSteady(NOON + HOUR, NOON)).as("nothing came yet").isFalse();
        for (int minute = 0; minute < 10; minute++) {
            assertThat(clock.lagIsSteady(NOON + HOUR + minute * MINUTE, NOON + minute * MINUTE)).as("minute %d", minute).isFalse();
            clock.noteLag(NOON + HOUR + minute * MINUTE, NOON + minute * MINUTE);
        }
        assertThat(clock.lag()).isEqualTo(HOUR);
        assertThat(clock.lagIsSteady(NOON + HOUR + 10 * MINUTE, NOON + 10 * MINUTE)).isTrue();
        assertThat(clock.lagIsSteady(NOON + HOUR + 10 * MINUTE, NOON + 9 * MINUTE)).as("nine minutes of data").isFalse();
        assertThat(clock.copy().lagIsSteady(NOON + HOUR + 10 * MINUTE, NOON + 10 * MINUTE)).as("of a copy").isTrue();
    }

    @Test
    void aLagThatShrinksIsNotSteady() {
        PatientClock clock = new PatientClock();
        for (int minute = 0; minute <= 60; minute++) {
            clock.noteLag(NOON + 10 * HOUR + minute * MINUTE, NOON + 5 * minute * MINUTE);
            assertThat(clock.lagIsSteady(NOON + 10 * HOUR + minute * MINUTE, NOON + 5 * minute * MINUTE)).as("minute %d", minute).isFalse();
        }
    }

    @Test
    void aLagComesBackFromBytes() throws IOException {
        PatientClock clock = new PatientClock();
        clock.noteLag(NOON + HOUR, NOON);
        clock.noteLag(NOON + HOUR + 11 * MINUTE + 7, NOON + 11 * MINUTE);
        DataOutputSerializer out = new DataOutputSerializer(64);
        WindowCodec.writeLag(clock, NOON, out);
        PatientClock read = new PatientClock();
        WindowCodec.readLag(read, NOON, new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read).usingRecursiveComparison().ignoringFields("now").isEqualTo(clock);
        assertThat(read.lagIsSteady(NOON + HOUR + 12 * MINUTE, NOON + 12 * MINUTE)).isTrue();
    }
}
