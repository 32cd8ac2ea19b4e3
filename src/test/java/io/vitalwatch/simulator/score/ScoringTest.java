package io.vitalwatch.simulator.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.simulator.score.Score.RuleScore;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Times in minutes; tolerance 10. */
class ScoringTest {
    private final List<Truth> truth = new ArrayList<>();
    private final List<AlarmOnset> alarms = new ArrayList<>();

    @Test
    void anAlarmInsideTheInjectionIsAHitWithItsDelay() {
        injected("anna", "spo2-low", 60, 90);
        alarm("anna", "spo2-low", 64, 72);

        Score score = score();

        assertThat(score.passed()).isTrue();
        assertThat(score.rules()).containsExactly(new RuleScore("spo2-low", "physiological", 1, 1, 0, 0, minutes(12), minutes(12)));
    }

    @Test
    void theToleranceWidensTheInjectionOnBothSides() {
        injected("early", "spo2-low", 60, 90);
        alarm("early", "spo2-low", 50, 62);
        injected("late", "spo2-low", 60, 90);
        alarm("late", "spo2-low", 100, 101);
        injected("too-early", "spo2-low", 60, 90);
        alarm("too-early", "spo2-low", 49, 62);

        Score score = score();

        assertThat(score.hits()).extracting(hit -> hit.truth().user()).containsExactlyInAnyOrder("early", "late");
        assertThat(score.misses()).extracting(Truth::user).containsExactly("too-early");
        assertThat(score.falseAlarms()).extracting(AlarmOnset::user).containsExactly("too-early");
        assertThat(score.passed()).isFalse();
    }

    @Test
    void anAlarmOfAnotherUserOrRuleIsNotAHit() {
        injected("anna", "spo2-low", 60, 90);
        alarm("berta", "spo2-low", 64, 72);
        alarm("anna", "pulse-low", 64, 72);

        assertThat(score().rules()).containsExactly(
                new RuleScore("pulse-low", "physiological", 0, 0, 0, 1, -1, -1),
                new RuleScore("spo2-low", "physiological", 1, 0, 1, 1, -1, -1));
    }

    @Test
    void anEpisodeThatBreaksIntoPiecesIsOneHitAndFalseAlarms() {
        injected("anna", "spo2-low", 60, 90);
        alarm("anna", "spo2-low", 80, 81);
        alarm("anna", "spo2-low", 62, 63);

        Score score = score();

        assertThat(score.hits()).extracting(hit -> hit.alarm().onset()).containsExactly(minutes(62));
        assertThat(score.falseAlarms()).extracting(AlarmOnset::onset).containsExactly(minutes(80));
    }

    @Test
    void twoInjectionsNeedTwoAlarms() {
        injected("anna", "spo2-low", 60, 200);
        injected("anna", "spo2-low", 61, 70);
        alarm("anna", "spo2-low", 62, 63);
        alarm("anna", "spo2-low", 150, 151);

        assertThat(score().hits()).hasSize(2);
        assertThat(score().passed()).isTrue();
    }

    @Test
    void theSameRecordTwiceCountsOnce() {
        injected("anna", "spo2-low", 60, 90);
        alarm("anna", "spo2-low", 64, 72);
        alarms.add(alarms.get(0));

        assertThat(score().passed()).isTrue();
        assertThat(score().repeated()).isEqualTo(1);
    }

    @Test
    void falseTechnicalAlarmsAreCountedAndAllowed() {
        alarms.add(new AlarmOnset("x", "e", "technical", "no-data", "anna", 1, 2, 0));

        assertThat(score().falseAlarms()).hasSize(1);
        assertThat(score().passed()).isTrue();
    }

    @Test
    void aMissedTechnicalAlarmIsAMiss() {
        truth.add(new Truth("anna", "no-data", "technical", "offline", minutes(60), minutes(90), 0, ""));

        assertThat(score().passed()).isFalse();
    }

    @Test
    void anEventThatIsNotDueIsNotMissedAndItsAlarmIsNoFalseOne() {
        truth.add(new Truth("anna", "spo2-low", "physiological", "hypoxia", minutes(60), minutes(90), 0, "not due: its data come later"));

        assertThat(score().passed()).isTrue();
        assertThat(score().misses()).isEmpty();
        assertThat(score().notDue()).hasSize(1);

        alarm("anna", "spo2-low", 61, 63);
        assertThat(score().notDue()).isEmpty();
        assertThat(score().hits()).hasSize(1);
        assertThat(score().falseAlarms()).isEmpty();
    }

    @Test
    void faultsDemandNoAlarm() {
        truth.add(new Truth("anna", null, "fault", "duplicates", minutes(60), minutes(90), 0, ""));

        assertThat(score().passed()).isTrue();
        assertThat(score().faults()).isEqualTo(1);
        assertThat(score().rules()).isEmpty();
    }

    @Test
    void medianAndLongestDelayAreThoseOfTheHits() {
        for (int delay : new int[] {3, 30, 5}) {
            injected("user" + delay, "spo2-low", 60, 90);
            alarm("user" + delay, "spo2-low", 61, 60 + delay);
        }
        RuleScore rule = score().rules().get(0);
        assertThat(rule.medianDelayMillis()).isEqualTo(minutes(5));
        assertThat(rule.maxDelayMillis()).isEqualTo(minutes(30));
    }

    private Score score() {
        return new Scoring(minutes(10)).score(truth, alarms);
    }

    private void injected(String user, String rule, int from, int to) {
        truth.add(new Truth(user, rule, "physiological", "event", minutes(from), minutes(to), 0, ""));
    }

    private void alarm(String user, String rule, int onset, int arrived) {
        String id = user + rule + onset;
        alarms.add(new AlarmOnset(id, id, "physiological", rule, user, minutes(onset), minutes(arrived), 0));
    }

    private static long minutes(int minutes) {
        return minutes * 60_000L;
    }
}
