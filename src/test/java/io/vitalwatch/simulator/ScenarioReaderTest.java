package io.vitalwatch.simulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScenarioReaderTest {
    @TempDir
    private Path folder;

    static List<String> bundled() {
        return ScenarioReader.bundled();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void everyBundledScenarioCanBeReadAndSaysWhatItIs(String name) {
        Scenario scenario = ScenarioReader.find(name);

        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.description()).isNotEmpty();
        assertThat(scenario.patients()).isGreaterThanOrEqualTo(scenario.struck());
    }

    @Test
    void theScenarioAllShowsEveryEvent() {
        TreeSet<String> shown = new TreeSet<>();
        ScenarioReader.find("all").groups().forEach(group -> group.injections().forEach(each -> shown.add(each.type().word())));

        assertThat(shown).containsExactlyInAnyOrderElementsOf(InjectionType.words());
    }

    @Test
    void aScenarioOfOnesOwnIsReadFromItsFile() throws Exception {
        Path file = Files.writeString(folder.resolve("night.yaml"), """
                description: A bad night.
                for: 8h
                patients: 5
                groups:
                  - patients: 2
                    events:
                      - {type: desaturation, at: 2h, for: 30min, value: 82.5}
                      - {type: off, at: 5h, for: 5min, expect: false}
                """);

        Scenario scenario = ScenarioReader.find(file.toString());

        assertThat(scenario.name()).isEqualTo("night");
        assertThat(scenario.patients()).isEqualTo(5);
        assertThat(scenario.struck()).isEqualTo(2);
        Injection first = scenario.injections(1).get(0);
        assertThat(first.type()).isEqualTo(InjectionType.DESATURATION);
        assertThat(first.atMillis()).isEqualTo(7_200_000);
        assertThat(first.number("value")).isEqualTo(82.5);
        assertThat(first.expected()).isTrue();
        assertThat(scenario.injections(0).get(1).expected()).isFalse();
        assertThat(scenario.injections(2)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                                    | night.yaml: the file is empty; a scenario has at least for: 6h",
        "for: 6                                                | night.yaml:1: for: 6 has no unit; write 6min or 6s",
        "for: 10s                                              | night.yaml:1: for is shorter than a minute, in which nothing is sent",
        "groups: []                                            | night.yaml:1: for is missing",
        "for: 6h;lenght: 7h                                    | night.yaml:2: a scenario has no field lenght; it has: description, for",
        "for: 6h;for: 7h                                       | night.yaml:2",
        "for: 6h;patients: none                                | night.yaml:2: patients is none; write a whole number from 1 to 1000000",
        "for: 6h;groups: 3                                     | night.yaml:2: groups must be a list, each entry after a hyphen",
        "for: 6h;groups:;- {patients: 2}                       | night.yaml:3: events is missing",
        "for: 6h;patients: 1;groups:;- {patients: 2, events: []} | night.yaml:2: patients 1 is fewer than the 2 of the groups",
        "for: 6h;groups:;- events:;  - {at: 1h, for: 1h}       | night.yaml:4: type is missing",
        "for: 6h;groups:;- events:;  - {type: cough, at: 1h, for: 1h} | night.yaml:4: there is no event cough; write one of:",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 6h} | night.yaml:4: fever must last, and end within the scenario's 6h",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 2h, value: 99} | night.yaml:4: fever.value is 99; write a number from 31",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 2h, code: 1} | night.yaml:4: fever has no field code; it has: at",
        "for: 6h;groups:;- events:;  - {type: off, at: 1h, for: 9min} | night.yaml:4: off of 9min is too short to be sure of its alarm",
        "for: 6h;groups:;- events:;  - {type: off, at: 1h, for: 1h, expect: maybe} | night.yaml:4: expect is maybe; write true or false",
        "for: [6h                                              | night.yaml:2: no YAML",
        "- 1                                                   | night.yaml:1: a scenario must be written as fields, key: value",
    })
    void whatCannotBeReadIsRefusedWithFileAndLine(String lines, String message) {
        String yaml = lines.isEmpty() ? "" : lines.replace(';', '\n') + "\n";

        assertThatThrownBy(() -> ScenarioReader.read(yaml, "night.yaml", "night"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThatThereAre() {
        assertThatThrownBy(() -> ScenarioReader.find("feber"))
                .hasMessageStartingWith("There is no scenario feber; name a YAML file or one of: all, healthy, cardiac-arrest");
    }
}
