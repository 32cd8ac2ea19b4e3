package io.vitalwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class AlertAgeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "999, 0", "1000, 1", "60000, 60", "-1, 0", "-60000, 0"})
    void theAgeOfAnAlertIsInWholeSecondsAndNeverBelowZero(long after, long age) {
        Alert alert = new Alert("i", "e", 0, Alert.Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.PHYSIOLOGICAL, "r", Priority.LOW,
                "u", "s", 5, 5000, 5000 + after, 0, Freshness.LIVE, List.of(), new Alert.Limit("", 0, 0, 0), "");
        assertThat(alert.ageSeconds()).isEqualTo(age);
    }
}
