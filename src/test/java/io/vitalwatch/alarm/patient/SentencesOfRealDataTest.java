package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Ternary;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Every sentence about a reading rule in a day of real data, held against its own readings and limit. */
class SentencesOfRealDataTest {
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";
    private static final Map<String, Rung> RUNGS = new HashMap<>();
    private static final List<Alert> ALERTS = new ArrayList<>();

    @BeforeAll
    static void run() throws Exception {
        for (Evaluation rule : Rules.bundled().rules()) {
            rule.limits().forEach(rung -> RUNGS.put(rule.id() + " " + rung.condition(), rung));
        }
        Recordings.run(EXTRACT).alerts.stream().filter(alert -> alert.kind() == Kind.PHYSIOLOGICAL && !alert.rule().equals("cardiac-arrest"))
                .filter(alert -> !alert.readings().isEmpty()).forEach(ALERTS::add);
        assertThat(ALERTS).hasSizeGreaterThan(200);
    }

    @Test
    void theConditionThatIsNamedIsOneThatTheReadingsShowAsOftenAsTheSentenceSays() {
        for (Alert alert : ALERTS) {
            String says = alert.message();
            String condition = alert.limit().condition();
            List<Boolean> shown = shown(alert);
            boolean last = shown.get(shown.size() - 1);
            if (says.startsWith("Recovered from ")) {
                assertThat(says).startsWith("Recovered from " + condition + ": ");
                assertThat(shown).as(says).doesNotContain(true);
            } else if (says.contains("recovered from ")) {
                assertThat(last).as(says).isFalse();
            } else if (says.endsWith(" again.") || says.contains(", limit ")) {
                assertThat(last).as(says).isTrue();
            } else if (says.contains(" in ")) {
                assertThat(shown.stream().filter(each -> each).count()).as(says).isGreaterThanOrEqualTo(alert.limit().count());
            } else {
                assertThat(shown).as(says).contains(true);
            }
        }
    }

    @Test
    void aComparisonIsNamedOnlyWhereAReadingShowsItOrIsNotRecoveredFromIt() {
        int oneOfTwo = 0;
        for (Alert alert : ALERTS) {
            Rung rung = RUNGS.get(alert.rule() + " " + alert.limit().condition());
            boolean recovering = alert.message().contains("not recovered from ");
            List<Comparison> named = rung.condition().anyOf().stream().filter(each -> alert.message().contains(each.toString())).toList();
            assertThat(named).as(alert.toString()).isNotEmpty();
            if (alert.message().matches("(Recovered|.*[:,] recovered) from .*")
                    || recovering && named.size() == rung.condition().anyOf().size()) {
                continue;
            }
            oneOfTwo += named.size() < rung.condition().anyOf().size() ? 1 : 0;
            for (Comparison comparison : named) {
                assertThat(alert.readings()).as(alert.toString()).filteredOn(reading -> reading.vital() == comparison.vital())
                        .anyMatch(reading -> recovering ? !comparison.clearedBy(reading.value(), rung.clearMargin())
                                : comparison.holds(reading.value()));
            }
        }
        assertThat(oneOfTwo).isPositive();
    }

    @Test
    void theTermsAreTheConditionsComparisonsWithTheNewestReadingThatIsNamed() {
        for (Alert alert : ALERTS) {
            List<Alert.Term> terms = alert.limit().terms();
            assertThat(terms.stream().map(Alert.Term::text).collect(Collectors.joining(" or "))).isEqualTo(alert.limit().condition());
            long newest = alert.readings().get(alert.readings().size() - 1).at();
            for (Alert.Term term : terms) {
                assertThat(alert.readings()).as(alert.toString())
                        .filteredOn(reading -> reading.at() == newest && reading.vital() == term.vital())
                        .extracting(Alert.Evidence::value).containsExactly(term.observed());
                assertThat(term.ageSeconds()).as(alert.toString()).isEqualTo((alert.observed() - newest) / 1000);
            }
            boolean unknown = alert.state() == AlarmState.UNKNOWN && alert.message().contains("unknown");
            List<Boolean> shown = shown(alert);
            boolean holds = shown.get(shown.size() - 1);
            List<Ternary> all = terms.stream().map(Alert.Term::holds).toList();
            if (unknown) {
                assertThat(all).as(alert.toString()).containsOnly(Ternary.UNKNOWN);
            } else {
                assertThat(all).as(alert.toString()).doesNotContain(Ternary.UNKNOWN);
                assertThat(all.contains(Ternary.TRUE)).as(alert.toString()).isEqualTo(holds);
            }
        }
    }

    @Test
    void aReminderGivesTheLastValueItsAgeTheLimitAndSinceWhen() {
        List<Alert> reminders = ALERTS.stream().filter(alert -> alert.reason() == Reason.REMINDER).toList();
        assertThat(reminders).isNotEmpty();
        for (Alert alert : reminders) {
            assertThat(alert.message()).matches("Still high priority: [a-z].* (now|\\d+ (s|min|h) ago), (limit|(not )?recovered from) .*,"
                    + " since \\d\\d:\\d\\d( on \\d+ [A-Z][a-z]+)?\\.");
            assertThat(alert.state()).isEqualTo(AlarmState.ACTIVE);
            long age = alert.arrived() - alert.readings().get(0).at();
            assertThat(age < 1000 ? "now" : Sentences.roughly(age) + " ago").satisfies(text -> assertThat(alert.message()).contains(" " + text));
        }
    }

    @Test
    void anAlarmIsKnownAgainOnlyByAReadingThatStaysNewEnough() {
        Map<String, Evaluation> rules = new HashMap<>();
        Rules.bundled().rules().forEach(rule -> rules.put(rule.id(), rule));
        List<Alert> back = ALERTS.stream().filter(alert -> alert.reason() == Reason.DATA_BACK).toList();
        assertThat(back).isNotEmpty().allSatisfy(alert -> assertThat(alert.arrived() - alert.observed()).as(alert.toString())
                .isLessThanOrEqualTo(Math.max(15 * Rules.MINUTE, rules.get(alert.rule()).unknownAfter() / 2)));
    }

    @Test
    void anUnknownAlarmNamesTheLastReadingAndNoReminderComesMeanwhile() {
        Map<String, Alert> before = new HashMap<>();
        for (Alert alert : ALERTS) {
            Alert earlier = before.put(alert.episode(), alert);
            if (alert.reason() == Reason.NO_DATA) {
                assertThat(alert.message()).matches("Nothing (usable )?arrived for .*: whether the alarm still holds is unknown\\. Last: .*"
                        + " ago, .*");
            }
            assertThat(alert.reason() == Reason.REMINDER && earlier.state() == AlarmState.UNKNOWN).as(alert.toString()).isFalse();
        }
    }

    /** For each moment of the evidence, oldest first, whether its values meet the condition that the record names. */
    private static List<Boolean> shown(Alert alert) {
        Rung rung = RUNGS.get(alert.rule() + " " + alert.limit().condition());
        assertThat(rung).as(alert.toString()).isNotNull();
        Map<Long, Boolean> moments = new LinkedHashMap<>();
        for (Alert.Evidence reading : alert.readings()) {
            boolean holds = false;
            for (Comparison comparison : rung.condition().anyOf()) {
                holds |= comparison.vital() == reading.vital() && comparison.holds(reading.value());
            }
            moments.merge(reading.at(), holds, Boolean::logicalOr);
        }
        return List.copyOf(moments.values());
    }
}
