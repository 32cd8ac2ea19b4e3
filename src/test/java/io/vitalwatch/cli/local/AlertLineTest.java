package io.vitalwatch.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Vital;
import io.vitalwatch.wire.AlertJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

class AlertLineTest {
    private static final Terminal PIPE = Terminal.of(System.out, System.err, false, Map.of());
    private static final long ARRIVED = OffsetDateTime.parse("2025-11-01T00:19:05.123+01:00").toInstant().toEpochMilli();

    @Test
    void anAlarmIsOneLineWithoutColoursInAPipeAndControlCharactersDoNotReachTheTerminal() {
        assertThat(line("13c1ac42-5c45-5781", "SpO2 86 %, twice\u001b[2J", 245))
                .isEqualTo("2025-11-01 00:19:05   HIGH     start   13c1ac42  spo2-low             SpO2 86 %, twice?[2J"
                        + "  [live, data 4 min old]");
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "119,119 s", "120,2 min", "7199,119 min", "7200,2 h", "100000,27 h"})
    void theAgeOfTheDataIsShownInItsNaturalUnit(int seconds, String age) {
        assertThat(line("anna", "m", seconds)).endsWith("  anna      spo2-low             m  [live, data " + age + " old]");
    }

    @Test
    void aRecordThatCannotBeReadIsALineThatSaysWhy() {
        assertThat(AlertLine.of("[]".getBytes(StandardCharsets.UTF_8), PIPE))
                .isEqualTo("an alert record cannot be read: alert: the record is not a JSON object");
    }

    private static String line(String user, String message, int ageSeconds) {
        long observed = ARRIVED - ageSeconds * 1000L;
        return AlertLine.of(AlertJson.of(new Alert("1", "2", 0, Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.PHYSIOLOGICAL,
                "spo2-low", Priority.HIGH, user, "s", observed, observed, ARRIVED, 60, Freshness.LIVE,
                List.of(new Alert.Evidence(Vital.SPO2, 86_000, 2, observed)), new Alert.Limit("spo2 < 88", 2, 2, 0), message)), PIPE);
    }
}
