package io.vitalwatch.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vitalwatch.model.Priority;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleReaderTest {
    static final String BUNDLED = bundled();

    @Test
    void theBundledCatalogueIsTheDefaultOne() {
        assertThat(RuleReader.read(BUNDLED, "rules.yaml", Map.of()).rules())
                .usingRecursiveFieldByFieldElementComparator().isEqualTo(Rules.catalogue().rules());
        assertThat(RuleReader.read(BUNDLED, "rules.yaml", Map.of())).isEqualTo(Rules.catalogue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "medium: spo2 <= 91 | medum: spo2 <= 91 | rule spo2-low | unknown field medum; did you mean medium?",
            "high: spo2 <= 85 | high: spo2 <= 92 | rule spo2-low | limit for high (92) is milder than medium (91)",
            "medium: pulse >= 131 | medium: pulse >= 151 | rule pulse-high | limit for high (150) is milder than medium (151)",
            "medium: pulse >= 131 | medium: puls >= 131 | rule pulse-high | medium names puls; this rule knows pulse",
            "medium: pulse >= 131 | medium: 131 | rule pulse-high | medium \"131\" is no condition; write it like pulse >= 100",
            "medium: pulse >= 131 | medium: pulse >= 131 or | rule pulse-high | is no condition",
            "medium: pulse >= 131 | medium: pulse >= 131.0001 | rule pulse-high | is no condition",
            "medium: systolic > 180 or diastolic > 120 | medium: systolic > 150 or diastolic > 120 | rule blood-pressure-high | "
                    + "limit for medium (systolic 150) is milder than low (systolic 160)",
            "medium: systolic > 180 or diastolic > 120 | medium: pulse > 180 | rule blood-pressure-high | "
                    + "medium names pulse; this rule knows systolic, diastolic, mean",
            "high: systolic < 70 | high: systolic < 95 | rule blood-pressure-low | "
                    + "limit for high (systolic 95) is milder than medium (systolic 90)",
            "clear: {after: 5min} | clear: {after: 5} | rule cardiac-arrest | clear.after 5 has no unit; write 5min or 5s",
            "clear: {after: 5min} | clear: {after: soon} | rule cardiac-arrest | clear.after \"soon\" is no duration",
            "clear: {after: 5min} | clear: {afer: 5min} | rule cardiac-arrest | clear.after is missing",
            "codes: {1: high, 2: high} | codes: {0: high} | rule cardiac-arrest | codes.0 is no code from 1 up",
            "codes: {1: high, 2: high} | codes: {1: grave} | rule cardiac-arrest | codes.1 is grave; it must be one of low, medium, high",
            "codes: {1: high, 2: high} | codes: {1: off} | rule cardiac-arrest | "
                    + "codes is missing; write codes: {1: high, 2: high}, or enabled: false",
            "type: silence | type: quiet | rule no-data | unknown type quiet; it must be one of reading, flag, silence",
            "type: silence | kind: technical | rule no-data | kind stands twice",
            "after: 10min                  # | after: 0s # | rule no-data | after is 0s; it must be longer",
            "share: 80 | share: 101 | rule poor-signal | share is 101, not a whole number from 1 to 100",
            "share: 80 | share: 80.5 | rule poor-signal | share is 80.5, not a whole number from 1 to 100",
            "clear: {share: 60} | clear: {share: 90} | rule poor-signal | clear.share 90 is above share 80",
            "quality: [4] | quality: [best] | rule implausible-reading | quality is best, not a whole number from 0 to 255",
            "quality: [4] | quality: [[4]] | rule implausible-reading | quality is a list of plain values",
            "quality: [4] | quality: | rule implausible-reading | quality is , not a whole number",
            "unless: [charging] | unless: [sleeping] | rule battery-low | unless is sleeping; it must be one of walking, running, cycling",
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

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "# only a comment", "[]", "text", "{}", "- a\n- b"})
    void aDocumentWithoutRulesIsRefused(String yaml) {
        assertThat(refused(yaml, Map.of())).startsWith("rules.yaml: holds no rules; each rule is an entry");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "a: [ | rules.yaml:2, column 1: no YAML", "a: {b: c | rules.yaml:2, column 1: no YAML",
            "a:\\n\\tb: 1 | rules.yaml:2, column 1: no YAML",
            "a: 1 | rules.yaml:1: rule a has no fields",
            "Spo2: {} | rules.yaml:1: rule id \"Spo2\" must be lower-case letters, digits and hyphens",
            "a_b: {} | rules.yaml:1: rule id \"a_b\" must be", "? [a] : {} | rules.yaml: no YAML: Non scalar key",
            "a: {type: silence}\\na: {type: silence} | rules.yaml:2: rule a stands twice (first at line 1)",
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
        assertThat(RuleReader.read(BUNDLED.replace("medium: pulse <= 40", "medium: pulse <= 130"), "r", Map.of()).rules()).hasSize(15);
        assertThat(RuleReader.read(BUNDLED.replace("medium: pulse <= 40", "medium: pulse < 131"), "r", Map.of()).rules()).hasSize(15);
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
        assertThat(((Rule.Flag) read("cardiac-arrest.codes.1", "medium").rule("cardiac-arrest")).codes())
                .isEqualTo(Map.of(1, Priority.MEDIUM, 2, Priority.HIGH));
        assertThat(((Rule.Flag) read("cardiac-arrest.codes.1", "off").rule("cardiac-arrest")).codes()).isEqualTo(Map.of(2, Priority.HIGH));
        assertThat(((Rule.Silence) read("no-data.after", "20min").rule("no-data")).after()).isEqualTo(20 * Rules.MINUTE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "spo2-lwo.medium | 92 | --rule.spo2-lwo.medium: there is no rule spo2-lwo; did you mean spo2-low?",
            "spo2-low | 92 | --rule.spo2-low names no field; write --rule.spo2-low.<field>=<value>",
            "spo2-low. | 92 | --rule.spo2-low. names no field",
            "spo2-low.medum | 92 | rule spo2-low (--rule.spo2-low.medum): unknown field medum; did you mean medium?",
            "spo2-low.medium | 84 | rule spo2-low (--rule.spo2-low.medium): limit for high (85) is milder than medium (84)",
            "spo2-low.high | 92 | rule spo2-low (--rule.spo2-low.high): limit for high (92) is milder than medium (91)",
            "spo2-low.low | 93 | low 93 does not say of what; write a condition, such as spo2 > 93",
            "blood-pressure-high.medium | 190 | does not say of what; write a condition, such as systolic > 180 or diastolic > 120, or "
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
        Rule.Limits rule = limits(RuleReader.read(BUNDLED, "rules.yaml", overrides), "pulse-high");
        assertThat(rule.rungs().get(0).confirm()).isEqualTo(new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 600_000, 5));
        assertThat(rule.rungs().get(1).confirm()).isEqualTo(Confirm.kOfN(2, 3, 15_000));
        overrides.put("pulse-high.medium.confirm.statistic", "none");
        assertThat(limits(RuleReader.read(BUNDLED, "rules.yaml", overrides), "pulse-high")).isEqualTo(Rules.catalogue().rule("pulse-high"));
    }

    private static Catalogue read(String path, String value) {
        return RuleReader.read(BUNDLED, "rules.yaml", Map.of(path, value));
    }

    private static Rule.Limits limits(Catalogue catalogue, String id) {
        return (Rule.Limits) catalogue.rule(id);
    }

    private static int line(String text) {
        return List.of(BUNDLED.split("\n")).indexOf(text) + 1;
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
