package io.vitalwatch.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class TerminalTest {
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

    private static Terminal terminal(boolean terminal, Map<String, String> environment) {
        return Terminal.of(System.out, System.err, terminal, environment);
    }
}
