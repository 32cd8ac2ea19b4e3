package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Rules.MINUTE;
import static io.vitalwatch.alarm.patient.Rules.SECOND;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A patient's state under another catalogue or other settings than those that made it: what an upgrade does. */
class ChangedRulesTest {
    @Test
    void anOpenEpisodeOfARemovedRuleEndsWithThatReasonAtTheNextDelivery() {
        Timeline before = new Timeline().at(0, spo2(88)).at(60, spo2(88));

        Timeline after = new Timeline(Rules.settings(), without("spo2-low")).continuing(before).at(120, spo2(88)).at(180, spo2(88));

        assertThat(after.story()).containsExactly("end spo2-low medium ended rule-removed live @120");
        assertThat(after.alerts.get(0).episode()).isEqualTo(before.alerts.get(0).episode());
        assertThat(after.alerts.get(0).sequence()).isEqualTo(1);
    }

    @Test
    void ofASilentPatientItEndsAtTheNextDeadlineAndSaysNothingElseBefore() {
        Timeline before = new Timeline().at(0, spo2(88)).at(60, spo2(88));

        Timeline after = new Timeline(Rules.settings(), without("spo2-low")).continuing(before).silenceUntil(3600);

        assertThat(after.story()).containsExactly(
                "end spo2-low medium ended rule-removed live @660", "start no-data medium active confirmed live @660");
    }

    @Test
    void withoutAnyDeadlineLeftItEndsWhenThePatientIsForgotten() {
        Timeline before = new Timeline().at(0, pulse(70)).silenceUntil(700);
        assertThat(before.story()).containsExactly("start no-data medium active confirmed live @600");

        Timeline after = new Timeline(Rules.settings(), without("no-data")).continuing(before).silenceUntil(7 * 86_400);

        assertThat(after.story()).containsExactly("end no-data medium ended rule-removed live @604800");
        assertThat(after.patient()).isNull();
    }

    @Test
    void anAddedRuleLooksAtTheReadingsThatAreThere() {
        Timeline before = new Timeline(Rules.settings(), without("spo2-low")).at(0, spo2(88)).at(60, spo2(88));
        assertThat(before.story()).isEmpty();

        Timeline after = new Timeline().continuing(before).at(120, spo2(88));

        assertThat(after.story()).containsExactly("start spo2-low medium active confirmed live @120");
    }

    @Test
    void anOpenEpisodeIsFollowedUnderChangedLimits() {
        Timeline before = new Timeline().at(0, spo2(91)).at(60, spo2(91));
        assertThat(before.story()).hasSize(1);

        Timeline milder = new Timeline(Rules.settings(), with(spo2Low(88))).continuing(before).at(120, spo2(91));

        assertThat(milder.story()).containsExactly("end spo2-low medium ended cleared live @120");
        assertThat(milder.alerts.get(0).episode()).isEqualTo(before.alerts.get(0).episode());
    }

    @Test
    void anOpenEpisodeIsFollowedUnderALadderWithMoreAndWithFewerRungs() {
        Timeline before = new Timeline().at(0, spo2(88)).at(60, spo2(88));
        ReadingRule three = Rules.limits("spo2-low", Group.SPO2, Set.of(),
                Rules.rung(Priority.LOW, Vital.SPO2, Operator.AT_MOST, 93, 2, 3, 2),
                Rules.rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, 91, 2, 3, 2),
                Rules.rung(Priority.HIGH, Vital.SPO2, Operator.AT_MOST, 85, 2, 3, 2));

        Timeline more = new Timeline(Rules.settings(), with(three)).continuing(before).at(120, spo2(93)).at(180, spo2(93));
        assertThat(more.story()).containsExactly("update spo2-low low active deescalated live @180");

        Timeline fewer = new Timeline(Rules.settings(), with(spo2Low(91))).continuing(more).at(240, spo2(96)).at(300, spo2(96));
        assertThat(fewer.story()).hasSize(1);
        assertThat(fewer.story().get(0)).startsWith("end spo2-low").contains("cleared");
    }

    @Test
    void otherWindowLengthsGiveWholeWindowsOfTheNewLengthAndTheSameAlarms() {
        Timeline straight = new Timeline();
        Timeline before = new Timeline();
        for (int minute = 0; minute < 33; minute++) {
            straight.at(minute * 60, pulse(70 + minute), pressure(200, 100));
            before.at(minute * 60, pulse(70 + minute), pressure(200, 100));
        }
        for (long length : List.of(MINUTE, 10 * MINUTE, 60 * MINUTE)) {
            Timeline copy = new Timeline(settings(length), Rules.catalogue()).continuing(copyOf(before));
            Timeline same = new Timeline().continuing(copyOf(straight));
            for (int minute = 33; minute < 150; minute++) {
                copy.at(minute * 60, pulse(70), pressure(130, 80));
                same.at(minute * 60, pulse(70), pressure(130, 80));
            }
            assertThat(copy.alerts).as("alarms at " + length).isEqualTo(same.alerts);
            assertThat(copy.windows).as("windows at " + length).isNotEmpty().allMatch(window -> window.end() - window.start() == length)
                    .allMatch(window -> window.start() % length == 0);
            assertThat(copy.windows.stream().filter(window -> window.vital() == Vital.PULSE).map(WindowSummary::start))
                    .as("each window once at " + length).doesNotHaveDuplicates();
        }
    }

    /** A state as it comes back from a savepoint. */
    private static Timeline copyOf(Timeline story) {
        return new Timeline().continuing(story).restored();
    }

    private static MonitorSettings settings(long windowLength) {
        MonitorSettings settings = Rules.settings();
        return new MonitorSettings(settings.lateReach(), windowLength, settings.freshnessLimit(), settings.reminderInterval(),
                settings.stateTtl());
    }

    private static ReadingRule spo2Low(double limit) {
        return Rules.limits("spo2-low", Group.SPO2, Set.of(),
                new Rung(Priority.MEDIUM, Rules.condition(Vital.SPO2, Operator.AT_MOST, limit), Confirm.kOfN(2, 3, 15 * SECOND), 2000, 2));
    }

    private static Catalogue without(String id) {
        return new Catalogue(Rules.catalogue().rules().stream().filter(rule -> !rule.id().equals(id)).toList());
    }

    private static Catalogue with(Evaluation changed) {
        List<Evaluation> rules = new ArrayList<>();
        for (Evaluation rule : Rules.catalogue().rules()) {
            rules.add(rule.id().equals(changed.id()) ? changed : rule);
        }
        return new Catalogue(rules);
    }
}
