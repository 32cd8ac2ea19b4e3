package io.vitalwatch.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus' alert rules: each has a case in which it fires and one in which it does not. */
@Timeout(60)
class AlertRulesTest {
    private static final Path FOLDER = Path.of("docker/prometheus");
    private static final Pattern ASKED =
            Pattern.compile("count(?: by \\(alertname\\) "
                    + "|_over_time)\\(ALERTS\\{alertname=\"(\\w+)\",alertstate=\"firing\"}(?:\\[\\w+:\\w+])?\\)");

    @Test
    void eachRuleHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Set<String> fire = new TreeSet<>();
        Set<String> stay = new TreeSet<>();
        for (Map<?, ?> test : list(yaml("vitalwatch-alerts-test.yml").get("tests"))) {
            for (Map<?, ?> each : list(test.get("promql_expr_test"))) {
                Matcher asked = ASKED.matcher((String) each.get("expr"));
                assertThat(asked.matches()).as(each.toString()).isTrue();
                assertThat((String) test.get("name")).startsWith(asked.group(1) + ": ");
                (list(each.get("exp_samples")).isEmpty() ? stay : fire).add(asked.group(1));
            }
        }
        Set<String> rules = new TreeSet<>();
        for (Map<?, ?> group : list(yaml("vitalwatch-alerts.yml").get("groups"))) {
            list(group.get("rules")).forEach(rule -> rules.add((String) rule.get("alert")));
        }

        assertThat(rules).hasSizeGreaterThan(20);
        assertThat(fire).as("rules with a case that fires").isEqualTo(rules);
        assertThat(stay).as("rules with a case that does not fire").isEqualTo(rules);
    }

    @Test
    void theRunbookOfEachRuleIsAHeadingThatNamesTheRule() throws IOException {
        Page runbook = Page.read(Path.of("docs/runbook.md"));
        String text = Files.readString(runbook.file());
        for (Map<?, ?> group : list(yaml("vitalwatch-alerts.yml").get("groups"))) {
            for (Map<?, ?> rule : list(group.get("rules"))) {
                String name = (String) rule.get("alert");
                String url = (String) ((Map<?, ?>) rule.get("annotations")).get("runbook_url");

                assertThat(url).as(name).startsWith("docs/runbook.md#");
                String heading = url.substring(url.indexOf('#') + 1);
                assertThat(runbook.anchors()).as("headings of the runbook, for " + name).contains(heading);
                assertThat(section(text, heading)).as("the section " + heading + " of the runbook").contains("`" + name + "`");
            }
        }
    }

    /** The text from a heading to the next one. */
    private static String section(String page, String anchor) {
        return Arrays.stream(page.split("(?m)^## ")).filter(each -> each.lines().findFirst().orElse("").toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "").replace(' ', '-').equals(anchor)).findFirst().orElse("");
    }

    @Test
    void promtoolFindsEachCaseAsItIsWritten() throws Exception {
        assumeTrue(Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))), "promtool is not installed");
        Process promtool = new ProcessBuilder("promtool", "test", "rules", "vitalwatch-alerts-test.yml")
                .directory(FOLDER.toFile()).redirectErrorStream(true).start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FOLDER.resolve(file)));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<?, ?>> list(Object value) {
        return (List<Map<?, ?>>) value;
    }
}
