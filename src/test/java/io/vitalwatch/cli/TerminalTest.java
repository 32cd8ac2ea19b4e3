package io.vitalwatch.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class TerminalTest {
    private static final byte[] ALERT = ("{\"id\":\"1\",\"phase\":\"start\",\"rule\":\"spo2-low\",\"priority\":\"high\","
            + "\"user\":\"13c1ac42-5c45-5781\",\"arrived\":\"2025-11-01T00:19:05.123+01:00\",\"age_seconds\":245,\"freshness\":\"live\","
            + "\"readings\":[{\"vital\":\"spo2\",\"message\":\"not this one\"}],\"message\":\"SpO2 86 %, twice\\u001b[2J\"}")
            .getBytes(StandardCharsets.UTF_8);

    @Test
    void anAlarmIsOneLineWithoutColoursInAPipeAndNothingInItSteersTheTerminal() throws Exception {
        assertThat(AlertLine.of(ALERT, terminal(false, Map.of())))
                .isEqualTo("2025-11-01 00:19:05   HIGH     start   13c1ac42  spo2-low             SpO2 86 %, twice?[2J"
                        + "  [live, data 4 min old]");
    }

    @ParameterizedTest
    @CsvSource({"high,1;97;41", "medium,30;43", "low,30;46"})
    void onATerminalThePriorityIsColoured(String priority, String code) {
        assertThat(terminal(true, Map.of()).badge(priority)).startsWith("\u001b[" + code + "m").endsWith("\u001b[0m");
    }

    @Test
    void noColorAndDumbTerminalsAreRespected() {
        assertThat(terminal(true, Map.of("NO_COLOR", "1")).colours()).isFalse();
        assertThat(terminal(true, Map.of("NO_COLOR", "")).colours()).isTrue();
        assertThat(terminal(true, Map.of("TERM", "dumb")).colours()).isFalse();
        assertThat(terminal(true, Map.of("TERM", "dumb")).interactive()).isFalse();
    }

    @Test
    void somethingThatIsNoAlertIsRefused() {
        assertThatIOException().isThrownBy(() -> AlertLine.of("[]".getBytes(StandardCharsets.UTF_8), terminal(false, Map.of())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"user_uuid\":\"u-1\",\"data\":[]}                 | u-1",
        "{\"data\":{\"user_uuid\" : \"u-2\"}}                | u-2",
        "{\"user_uuid\":\"\"}                                | ",
        "{\"user_uuid\":7}                                   | ",
        "{\"user_uuid\":\"a\\u0062\"}                        | ",
        "{\"user_uuid\":\"cut                                | ",
        "{\"user_uuid\"                                      | ",
        "nothing                                             | ",
    })
    void theUserOfABodyIsFoundWithoutParsingIt(String body, String user) {
        byte[] key = UserKey.of(body.getBytes(StandardCharsets.UTF_8));

        assertThat(key == null ? null : new String(key, StandardCharsets.UTF_8)).isEqualTo(user);
    }

    private static Terminal terminal(boolean terminal, Map<String, String> environment) {
        return Terminal.of(System.out, System.err, terminal, environment);
    }
}
