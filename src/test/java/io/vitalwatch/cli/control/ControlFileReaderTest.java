package io.vitalwatch.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.settings.SettingsException;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ControlFileReaderTest {
    @Test
    void aCharacterOfTwoCharsMayStandAnywhere() {
        for (int before = 1015; before < 1030; before++) {
            String yaml = "#" + "x".repeat(before) + "\nkind: limits\nreason: \"\uD83D\uDE00 heat\"\n";
            assertThat(ControlFileReader.documents(yaml, "ward.yaml"))
                    .isEqualTo(List.of(Map.of("kind", "limits", "reason", "\uD83D\uDE00 heat")));
        }
    }

    @Test
    void whatIsNoYamlIsRefusedWithTheFile() {
        assertThatThrownBy(() -> ControlFileReader.documents("kind: [", "ward.yaml")).isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("ward.yaml: this is not YAML");
    }
}
