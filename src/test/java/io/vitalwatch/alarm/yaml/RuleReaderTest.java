package io.vitalwatch.alarm.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.evaluate.SilenceRule;
import io.vitalwatch.alarm.patient.Rules;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Priority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class RuleReaderTest {
    static final String BUNDLED = bundled();

    @Test
    void theBundledCatalogueIsTheDefaultOne() {
        assertThat(RuleReader.read(BUNDLED, "rules.yaml", Map.of()).rules())
                .usingRecursiveFieldByFieldElementComparator().isEqualTo(Rules.bundled().rules());
        assertThat(RuleReader.read(BUNDLED, "rules.yaml", Map.of())).isEqualTo(Rules.bundled());
    }

    @Test
    void whetherAlarmsLatchIsAFieldOfRulesAboutThePatient() {
        assertThat(RuleReader.read(BUNDLED, "rules.yaml", Map.of("spo2-low.latch", "true", "pulse-low.latch", "false")).latch())
                .containsExactlyInAnyOrderEntriesOf(Map.of("spo2-low", true, "pulse-low", false));
        assertThat(catchThrowableOfType(RuleException.class, () -> RuleReader.read(BUNDLED, "rules.yaml", Map.of("no-data.latch", "true"))))
                .hasMessageContaining("rule no-data").hasMessageContaining("an alarm of a technical rule never stays");
        assertThat(catchThrowableOfType(RuleException.class, () -> RuleReader.read(BUNDLED, "rules.yaml", Map.of("spo2-low.latch", "perhaps"))))
                .hasMessageContaining("latch is perhaps; it must be one of true, false");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "medium: spo2 <= 91 | medum: spo2 <= 91 | rule spo2-low | unknown field medum; did you mean medium?",
            "high: spo2 <= 85 | high: spo2 <= 92 | rule spo2-low | limit for high (92) is milder than medium (91)",
            "medium: pulse >= 131 | medium: pulse >= 151 | rule pulse-high | limit for high (150) is milder than medium (151)",
            "medium: pulse >= 131 | medium: puls >= 131 | rule pulse-high | medium names puls; this rule can use pulse",
            "medium: pulse >= 131 | medium: 131 | rule pulse-high | medium \"131\" is not a condition; write it like pulse >= 100",
            "medium: pulse >= 131 | medium: pulse >= 131 or | rule pulse-high | is not a condition",
            "medium: pulse >= 131 | medium: pulse >= 131.0001 | rule pulse-high | is not a condition",
            "medium: systolic > 180 or diastolic > 120 | medium: systolic > 150 or diastolic > 120 | rule blood-pressure-high | "
                    + "limit for medium (systolic 150) is milder than low (systolic 160)",
            "medium: systolic > 180 or diastolic > 120 | medium: pulse > 180 | rule blood-pressure-high | "
                    + "medium names pulse; this rule can use systolic, diastolic, mean",
            "high: systolic < 70 | high: systolic < 95 | rule blood-pressure-low | "
                    + "limit for high (systolic 95) is milder than medium (systolic 90)",
            "clear: {after: 5min} | clear: {after: 5} | rule cardiac-arrest | clear.after 5 has no unit; write 5min or 5s",
            "clear: {after: 5min} | clear: {after: soon} | rule cardiac-arrest | clear.after \"soon\" is not a duration",
            "clear: {after: 5min} | clear: {afer: 5min} | rule cardiac-arrest | clear.after is missing",
            "codes: {1: high, 2: high} | codes: {0: high} | rule cardiac-arrest | codes.0 is not a code",
            "codes: {1: high, 2: high} | codes: {1: grave} | rule cardiac-arrest | codes.1 is grave; it must be one of low, medium, high",
            "codes: {1: high, 2: high} | codes: {1: off} | rule cardiac-arrest | "
                    + "codes is missing; write codes: {1: high, 2: high}, or enabled: false",
            "type: silence | type: quiet | rule no-data | unknown type quiet; it must be one of reading, flag, silence",
            "type: silence | kind: technical | rule no-data | kind is written twice",
            "after: 10min                  # | after: 0s # | rule no-data | after is 0s; it must be longer",
            "share: 80 | share: 101 | rule poor-signal | share is 101, not a whole number from 1 to 100",
            "share: 80 | share: 80.5 | rule poor-signal | share is 80.5, not a whole number from 1 to 100",
            "clear: {share: 60} | clear: {share: 90} | rule poor-signal | clear.share 90 is above share 80",
            "quality: [4] | quality: [best] | rule implausible-reading | quality is best, not a whole number from 0 to 255",
            "quality: [4] | quality: [[4]] | rule implausible-reading | quality is a list of plain values",
            "quality: [4] | quality: | rule implausible-reading | quality is , not a whole number",
            "clear: {charge: 25} | clear: {charge: 10} | rule battery-low | clear.charge 10 is not above the limit 10: the alarm would end",
            "clear: {charge: 25} | clear: {charge: 101} | rule battery-low | clear.charge is 101, not a whole number from 0 to 100",
            "unless: [charging] | unless: [walking] | rule battery-low | unless is walking; it must be one of charging, not-worn",
            "clear: {margin: 0.3} | clear: {margin: -1} | rule temperature-high | clear.margin is -1; it must not be below 0",
            "clear: {margin: 0.3} | clear: {margin: much} | rule temperature-high | "
                    + "clear.margin is much, not a number with at most 3 decimals",
            "count: 2, of: 2 | count: 3, of: 2 | rule temperature-high | "
                    + "confirm.count 3 is more than confirm.of 2; set confirm.of to 3 or more",
            "count: 2, of: 2 | count: 0, of: 2 | rule temperature-high | confirm.count is 0, not a whole number from 1 to 64",
            "escalate: {count: 2} | escalate: {count: 65} | rule blood-pressure-high | "
                    + "escalate.count is 65, not a whole number from 0 to 64",
            "confirm: {count: 2, of: 3 | confirm: {statistic: mean, of: 3 | rule pulse-high | "
                    + "confirm.statistic needs confirm.window, such as 10min",
            "confirm: {count: 2, of: 3 | confirm: {statistic: mean, window: 25h, of: 3 | rule pulse-high | "
                    + "confirm.window is 25h; it must be longer than 0s and at most 24h",
            "confirm: {count: 2, of: 3 | confirm: {statistic: mode, window: 1h, of: 3 | rule pulse-high | "
                    + "confirm.statistic is mode; it must be one of none, mean, median, min, max",
            "vital: spo2 | vital: sp02 | rule spo2-low | vital is sp02; it must be one of pulse, spo2, respiration, temperature, "
                    + "blood-pressure",
            "kind: technical | kind: technic | rule no-data | kind is technic; it must be one of physiological, technical",
            "priority: medium | priority: urgent | rule no-data | priority is urgent; it must be one of low, medium, high",
            "priority: medium | enabled: perhaps | rule no-data | enabled is perhaps; it must be one of true, false"})
    void aFieldThatCannotBeReadIsRefusedWithRuleLineAndFix(String good, String bad, String rule, String said) {
        int at = BUNDLED.indexOf(good);
        assertThat(at).as(good).isNotNegative();
        String yaml = BUNDLED.substring(0, at) + bad + BUNDLED.substring(at + good.length());
        String message = refused(yaml, Map.of());
        assertThat(message).startsWith(rule + " (rules.yaml:").contains(said);
        int line = Integer.parseInt(message.replaceFirst(".*?\\(rules\\.yaml:(\\d+)\\).*", "$1"));
        int changed = yaml.substring(0, at).split("\n", -1).length;
        assertThat(line).as(message).isBetween(changed - 6, changed + 3);
    }

    @Test
    void theLineIsThatOfTheField() {
        String message = refused("a:\n  type: silence\n\n  kind: technical\n  priority: low\n  after: 10\n", Map.of());
        assertThat(message).isEqualTo("rule a (rules.yaml:6): after 10 has no unit; write 10min or 10s");
    }

    @Test
    void aRejoinIsADurationOfAtMostFourHoursAndOfAReadingRule() {
        ReadingRule spo2 = (ReadingRule) RuleReader.read(BUNDLED, "rules.yaml", Map.of("spo2-low.rejoin", "30min")).rule("spo2-low");
        assertThat(spo2.rejoin()).isEqualTo(1_800_000);
        assertThat(((ReadingRule) RuleReader.read(BUNDLED, "rules.yaml", Map.of()).rule("spo2-low")).rejoin()).isZero();
        assertThat(refused(BUNDLED, Map.of("spo2-low.rejoin", "5h"))).isEqualTo("rule spo2-low (--rule.spo2-low.rejoin): rejoin 5 h is longer"
                + " than 4 h: alarms that far apart are two; set it to 30min or so");
        assertThat(refused(BUNDLED, Map.of("spo2-low.rejoin", "soon"))).contains("rejoin \"soon\" is not a duration");
        assertThat(refused(BUNDLED, Map.of("no-data.rejoin", "30min"))).contains("unknown field rejoin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "# only a comment", "[]", "text", "{}", "- a\n- b"})
    void aDocumentWithoutRulesIsRefused(String yaml) {
        assertThat(refused(yaml, Map.of())).startsWith("rules.yaml: has no rules; write each rule as");
    }

    /** The parser reads 1024 characters at a time, or another number. */
    @Test
    void aCharacterOfTwoCharsMayStandAnywhere() {
        for (int before = 1000; before < 1100; before++) {
            String yaml = "# " + "x".repeat(before) + "\uD83D\uDE00\na: {type: silence, kind: technical, priority: low, after: 10min}\n";
            assertThat(RuleReader.read(yaml, "rules.yaml", Map.of()).rules()).as("after %d", before).hasSize(1);
        }
        assertThat(refused("a: " + "x".repeat(2000) + "\uD83D", Map.of())).contains("rules.yaml");
    }

    @Test
    void aliasesThatStandForMillionsOfFieldsAreRefused() {
        StringBuilder yaml = new StringBuilder("a:\n  b0: &a0 {x: 1}\n");
        for (int level = 1; level < 8; level++) {
            String below = "*a" + (level - 1);
            yaml.append("  b").append(level).append(": &a").append(level).append(" {c: ").append(below).append(" , d: ").append(below)
                    .append(" , e: ").append(below).append(" , f: ").append(below).append(" , g: ").append(below).append(" , h: ").append(below)
                    .append(" }\n");
        }
        assertThat(refused(yaml.toString(), Map.of())).contains("has more than 1000 fields");
    }

    /** Each alert has the condition, and its comparisons one by one: it would be too large to be written. */
    @Test
    void aConditionOrACatalogueThatIsTooLongIsRefused() {
        String silence = "no-data: {type: silence, kind: technical, priority: medium, after: 10min}\n";
        String rule = "a: {type: reading, kind: physiological, vital: spo2, medium: \"%s\"}\n";
        String longest = "spo2 <= 91" + " or spo2 <= 91".repeat(70) + " ".repeat(10);
        assertThat(RuleReader.read(rule.formatted(longest), "rules.yaml", Map.of()).rules()).hasSize(1);
        assertThat(refused(rule.formatted(longest + " "), Map.of()))
                .isEqualTo("rule a (rules.yaml:1): medium: the value has 1001 characters; it may have 1000");
        assertThat(refused(rule.formatted("spo2 <= 91"), Map.of("a.medium", longest + " ")))
                .isEqualTo("--rule.a.medium: the value has 1001 characters; it may have 1000");
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i <= 1000; i++) {
            yaml.append(silence.replace("no-data", "no-data-" + i));
        }
        assertThat(refused(yaml.toString(), Map.of())).isEqualTo("rules.yaml:1001: there are more than 1000 rules");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a: [ | rules.yaml:2, column 1: this is not YAML", "a: {b: c | rules.yaml:2, column 1: this is not YAML",
            "a:\\n\\tb: 1 | rules.yaml:2, column 1: this is not YAML",
            "a: 1 | rules.yaml:1: rule a has no fields",
            "Spo2: {} | rules.yaml:1: rule id \"Spo2\" must be lower-case letters, digits and hyphens",
            "a_b: {} | rules.yaml:1: rule id \"a_b\" must be", "? [a] : {} | rules.yaml: this is not YAML: Non scalar key",
            "a: {type: silence}\\na: {type: silence} | rules.yaml:2: rule a is written twice (first at line 1)",
            "a: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: 1}}}}}}}}}}} | rule a (rules.yaml:1): nested too deep",
            "a: {} | rule a (rules.yaml:1): type is missing", "a: &x {b: *x} | rules.yaml:1"})
    void whatIsNoCatalogueIsRefusedWithItsLine(String yaml, String said) {
        assertThat(refused(yaml.replace("\\n", "\n").replace("\\t", "\t") + "\n", Map.of())).contains(said);
    }

    @Test
    void nestingThatWouldOverflowTheStackIsRefused() {
        assertThat(refused("a: " + "[".repeat(200_000), Map.of())).startsWith("rules.yaml");
        assertThat(refused("a: " + "{b: ".repeat(200_000), Map.of())).startsWith("rules.yaml");
    }

    @Test
    void limitsThatContradictEachOtherAreRefusedWithBothPlaces() {
        String message = refused(BUNDLED.replace("medium: pulse <= 40", "medium: pulse <= 140"), Map.of());
        assertThat(message).contains("rules pulse-high (rules.yaml:" + line("pulse-high:") + ", pulse >= 131)")
                .contains("pulse-low (rules.yaml:" + line("pulse-low:") + ", pulse <= 140)")
                        .contains("lower pulse-low or raise pulse-high");
        assertThat(refused(BUNDLED.replace("medium: pulse <= 40", "medium: pulse <= 131"), Map.of())).contains("contradict");
        assertThat(RuleReader.read(BUNDLED.replace("medium: pulse <= 40", "medium: pulse <= 130"), "r", Map.of()).rules())
                .hasSameSizeAs(Rules.bundled().rules());
        assertThat(RuleReader.read(BUNDLED.replace("medium: pulse <= 40", "medium: pulse < 131"), "r", Map.of()).rules())
                .hasSameSizeAs(Rules.bundled().rules());
    }

    @Test
    void aRuleMayBeSwitchedOffButIsReadAllTheSame() {
        assertThat(read("spo2-low.enabled", "false").rule("spo2-low")).isNull();
        assertThat(read("spo2-low.enabled", "true").rule("spo2-low")).isNotNull();
        assertThat(refused(BUNDLED, Map.of("spo2-low.enabled", "false", "spo2-low.medium", "x"))).contains("spo2-low");
    }

    @Test
    void anOverrideChangesOneNumberAndKeepsTheRest() {
        assertThat(limits(read("spo2-low.medium", "92"), "spo2-low").rungs().get(0).condition()).hasToString("spo2 <= 92");
        assertThat(limits(read("spo2-low.medium", "spo2 < 93.5"), "spo2-low").rungs().get(0).condition()).hasToString("spo2 < 93.5");
        assertThat(limits(read("spo2-low.high", "off"), "spo2-low").rungs()).hasSize(1);
        assertThat(limits(read("spo2-low.low", "spo2 <= 93"), "spo2-low").rungs()).extracting(Rung::priority)
                .containsExactly(Priority.LOW, Priority.MEDIUM, Priority.HIGH);
        assertThat(limits(read("pulse-high.confirm.duration", "30s"), "pulse-high").rungs()).extracting(rung -> rung.confirm().duration())
                .containsExactly(30_000L, 30_000L);
        assertThat(limits(read("pulse-high.high.confirm.count", "1"), "pulse-high").rungs()).extracting(rung -> rung.confirm().count())
                .containsExactly(2, 1);
        assertThat(limits(read("pulse-high.unless", ""), "pulse-high").unless()).isEmpty();
        assertThat(limits(read("blood-pressure-high.medium.systolic", "190"), "blood-pressure-high").rungs().get(1).condition())
                .hasToString("systolic > 190 or diastolic > 120");
        assertThat(limits(read("blood-pressure-high.low.when", "systolic >= 150"), "blood-pressure-high").rungs().get(0).condition())
                .hasToString("systolic >= 150");
        assertThat(((FlagRule) read("cardiac-arrest.codes.1", "medium").rule("cardiac-arrest")).codes())
                .isEqualTo(Map.of(1, Priority.MEDIUM, 2, Priority.HIGH));
        assertThat(((FlagRule) read("cardiac-arrest.codes.1", "off").rule("cardiac-arrest")).codes()).isEqualTo(Map.of(2, Priority.HIGH));
        assertThat(((SilenceRule) read("no-data.after", "20min").rule("no-data")).after()).isEqualTo(20 * Rules.MINUTE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "spo2-lwo.medium | 92 | --rule.spo2-lwo.medium: there is no rule spo2-lwo; did you mean spo2-low?",
            "spo2-low | 92 | --rule.spo2-low names no field; write --rule.spo2-low.<field>=<value>",
            "spo2-low. | 92 | --rule.spo2-low. names no field",
            "spo2-low.medum | 92 | rule spo2-low (--rule.spo2-low.medum): unknown field medum; did you mean medium?",
            "spo2-low.medium | 84 | rule spo2-low (--rule.spo2-low.medium): limit for high (85) is milder than medium (84)",
            "spo2-low.high | 92 | rule spo2-low (--rule.spo2-low.high): limit for high (92) is milder than medium (91)",
            "spo2-low.low | 93 | low 93 does not name a vital; write a condition, such as spo2 > 93",
            "blood-pressure-high.medium | 190 | does not name a vital; write a condition, such as systolic > 180 or diastolic > 120, or "
                    + "--rule.blood-pressure-high.medium.systolic=190",
            "blood-pressure-high.medium.mean | 90 | medium has no limit for mean; write the whole condition",
            "blood-pressure-high.medium | off | escalate needs a limit for medium",
            "spo2-low.confirm.duration | 15 | rule spo2-low (--rule.spo2-low.confirm.duration): confirm.duration 15 has no unit; write "
                    + "15min or 15s",
            "temperature-low.medium | off | no limit is given; write low, medium or high, or enabled: false"})
    void anOverrideThatCannotBeReadIsRefusedByItsName(String path, String value, String said) {
        assertThat(refused(BUNDLED, Map.of(path, value))).contains(said);
    }

    @Test
    void aStatisticIsReadWithItsWindow() {
        Map<String, String> overrides = new LinkedHashMap<>();
        overrides.put("pulse-high.medium.confirm.statistic", "median");
        overrides.put("pulse-high.medium.confirm.window", "10min");
        overrides.put("pulse-high.medium.confirm.readings", "5");
        ReadingRule rule = limits(RuleReader.read(BUNDLED, "rules.yaml", overrides), "pulse-high");
        assertThat(rule.rungs().get(0).confirm()).isEqualTo(new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 600_000, 5));
        assertThat(rule.rungs().get(1).confirm()).isEqualTo(Confirm.kOfN(2, 3, 15_000));
        overrides.put("pulse-high.medium.confirm.statistic", "none");
        assertThat(limits(RuleReader.read(BUNDLED, "rules.yaml", overrides), "pulse-high")).isEqualTo(Rules.bundled().rule("pulse-high"));
    }

    private static Catalogue read(String path, String value) {
        return RuleReader.read(BUNDLED, "rules.yaml", Map.of(path, value));
    }

    private static ReadingRule limits(Catalogue catalogue, String id) {
        return (ReadingRule) catalogue.rule(id);
    }

    private static int line(String text) {
        return List.of(BUNDLED.split("\n")).indexOf(text) + 1;
    }

    @Test
    void aCodeOfTheFlagThatIsNotListedHasAPriorityOfItsOwn() {
        assertThat(flag(Map.of()).other()).isEqualTo(Priority.HIGH);
        assertThat(flag(Map.of("cardiac-arrest.codes.other", "low"))).satisfies(rule -> {
            assertThat(rule.other()).isEqualTo(Priority.LOW);
            assertThat(rule.codes()).isEqualTo(Map.of(1, Priority.HIGH, 2, Priority.HIGH));
            assertThat(rule.priorities()).containsExactlyInAnyOrder(Priority.HIGH, Priority.LOW);
        });
        assertThat(flag(Map.of("cardiac-arrest.codes.other", "off", "cardiac-arrest.codes.2", "off"))).satisfies(rule -> {
            assertThat(rule.other()).isNull();
            assertThat(rule.codes()).isEqualTo(Map.of(1, Priority.HIGH));
            assertThat(rule.off()).containsExactly(2);
        });
        assertThat(refused(BUNDLED, Map.of("cardiac-arrest.codes.other", "grave")))
                .contains("codes.other is grave; it must be one of low, medium, high");
        assertThat(refused(BUNDLED, Map.of("cardiac-arrest.codes.1", "off", "cardiac-arrest.codes.2", "off", "cardiac-arrest.codes.other",
                "off")))
                .contains("codes is missing");
    }

    private static FlagRule flag(Map<String, String> overrides) {
        return (FlagRule) RuleReader.read(BUNDLED, "rules.yaml", overrides).rule("cardiac-arrest");
    }

    @Test
    void fieldsInTwoPlacesAreRefused() {
        String twice = BUNDLED.replaceFirst("  clear: \\{margin: 2}\n", "  clear: {margin: 2}\n  clear: {count: 3}\n");
        assertThat(refused(twice, Map.of())).contains("clear stands twice; write all its fields in one place");
    }

    private static String refused(String yaml, Map<String, String> overrides) {
        RuleException exception = catchThrowableOfType(RuleException.class, () -> RuleReader.read(yaml, "rules.yaml", overrides));
        assertThat(exception).as(yaml.length() > 300 ? "refused" : yaml).isNotNull();
        return exception.getMessage();
    }

    private static String bundled() {
        try (InputStream in = RuleReaderTest.class.getResourceAsStream("/io/vitalwatch/rules.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
