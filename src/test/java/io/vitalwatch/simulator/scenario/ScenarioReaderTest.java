package io.vitalwatch.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitalwatch.simulator.patient.Illness;
import io.vitalwatch.simulator.patient.Injection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

class ScenarioReaderTest {
    @TempDir
    private Path folder;

    static List<String> bundled() {
        return ScenarioReader.bundled();
    }

    @ParameterizedTest
    @MethodSource("bundled")
    void everyBundledScenarioCanBeReadAndHasADescription(String name) {
        Scenario scenario = ScenarioReader.find(name);

        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.description()).isNotEmpty();
        assertThat(scenario.patients()).isGreaterThanOrEqualTo(scenario.patientsWithEvents());
    }

    @Test
    void theBundledScenariosShowEveryEventAndAllShowsThoseThatDoNotHaveTheirOwn() {
        TreeSet<String> inAll = shown("all");
        TreeSet<String> shown = new TreeSet<>();
        ScenarioReader.bundled().forEach(name -> shown.addAll(shown(name)));

        assertThat(shown).containsExactlyInAnyOrderElementsOf(FaultKinds.words());
        assertThat(inAll).containsExactly("battery", "bradycardia", "bradypnoea", "cardiac-arrest", "clock", "desaturation", "duplicates",
                "fever", "hypertension", "hypotension", "hypothermia", "malformed", "off", "offline", "poor-signal", "reordering",
                "tachycardia", "tachypnoea", "wrong-signature");
        assertThat(ScenarioReader.bundled()).containsAll(FaultKinds.words().stream().filter(word -> !inAll.contains(word)).toList());
    }

    private static TreeSet<String> shown(String scenario) {
        TreeSet<String> words = new TreeSet<>();
        ScenarioReader.find(scenario).groups().forEach(group -> group.injections().forEach(each -> words.add(each.kind().word())));
        return words;
    }

    @Test
    void aCharacterOfTwoCharsMayStandAnywhere() {
        for (int before = 1015; before < 1030; before++) {
            String yaml = "#" + "x".repeat(before) + "\ndescription: \"\uD83D\uDE00 night\"\nfor: 1h\n";
            assertThat(ScenarioReader.read(yaml, "s.yaml", "s").description()).isEqualTo("\uD83D\uDE00 night");
        }
    }

    @Test
    void everyWordIsUsedByOneKindOnly() {
        assertThat(FaultKinds.words()).doesNotHaveDuplicates();
    }

    @Test
    void aWordIsReadAsOneOfItsFieldsWords() {
        Scenario scenario = ScenarioReader.read(
                "for: 6h\ngroups:\n- events:\n  - {type: sentinel, at: 1h, for: 1h, vital: spo2, value: -1}", "night.yaml", "night");

        Injection injection = scenario.injections(0).get(0);
        assertThat(injection.word("vital")).isEqualTo("spo2");
        assertThat(injection.number("value")).isEqualTo(-1);
        assertThat(injection.expected()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for: 6h;descripton: x                                                       | did you mean description?",
        "for: 6h;patient: 7                                                          | did you mean patients?",
        "for: 6h;groups:;- events:;  - {type: fewer, at: 1h, for: 2h}                | did you mean fever?",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 2h, valeu: 39}     | did you mean value?",
        "for: 6h;groups:;- events:;  - {type: sentinel, at: 1h, for: 2h, vital: pols} | did you mean pulse?",
    })
    void aMisspeltWordIsRefusedWithTheNearestOne(String lines, String message) {
        assertThatThrownBy(() -> ScenarioReader.read(lines.replace(';', '\n') + "\n", "night.yaml", "night"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("night.yaml:" + (lines.chars().filter(each -> each == ';').count() + 1) + ": ")
                .hasMessageEndingWith(message);
    }

    @Test
    void aUsersScenarioIsReadFromItsFile() throws Exception {
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
        assertThat(scenario.patientsWithEvents()).isEqualTo(2);
        Injection first = scenario.injections(1).get(0);
        assertThat(first.kind()).isEqualTo(Illness.DESATURATION);
        assertThat(first.fromMillis()).isEqualTo(7_200_000);
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
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 6h} | night.yaml:4: fever must be longer than 0s and end within the"
        + " scenario's 6h",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 2h, value: 99} | night.yaml:4: fever.value is 99; write a number from 31",
        "for: 6h;groups:;- events:;  - {type: fever, at: 1h, for: 2h, code: 1} | night.yaml:4: fever has no field code; it has: at",
        "for: 6h;groups:;- events:;  - {type: off, at: 1h, for: 9min} | night.yaml:4: off of 9min is too short to be sure of its alarm",
        "for: 6h;groups:;- events:;  - {type: off, at: 1h, for: 1h, expect: maybe} | night.yaml:4: expect is maybe; write true or false",
        "for: [6h                                              | night.yaml:2: this is not YAML",
        "for: 6h;groups:;- events:;  - {type: constant, at: 1h, for: 1h, vital: all} | night.yaml:4: constant.vital is all; write one of:",
        "- 1                                                   | night.yaml:1: a scenario must be written as fields, key: value",
    })
    void anUnreadableScenarioIsRefusedWithFileAndLine(String lines, String message) {
        String yaml = lines.isEmpty() ? "" : lines.replace(';', '\n') + "\n";

        assertThatThrownBy(() -> ScenarioReader.read(yaml, "night.yaml", "night"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownNames() {
        assertThatThrownBy(() -> ScenarioReader.find("feber"))
                .hasMessageStartingWith("There is no scenario feber; name a YAML file or one of: all, healthy, demo, cardiac-arrest");
    }
}
