package io.vitalwatch.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

class DurationConverterTest {
    @Test
    void anOptionsDurationHasTheGrammarOfAllDurations() {
        assertThat(new DurationConverter().convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(new DurationConverter().convert(" 60 s ")).isEqualTo(Duration.ofSeconds(60));
        assertThat(new DurationConverter().convert("1h30min")).isEqualTo(Duration.ofMinutes(90));
        assertThat(new DurationConverter().convert("1.5d")).isEqualTo(Duration.ofHours(36));
        assertThatThrownBy(() -> new DurationConverter().convert("60")).isInstanceOf(TypeConversionException.class)
                .hasMessage("60 has no unit; write 60min or 60s");
    }
}
