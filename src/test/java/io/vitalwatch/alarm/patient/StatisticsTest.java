package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Confirm.Statistic;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Set;

/** Rules that hold a statistic of the last ten minutes against their limit, given at least three usable readings. */
class StatisticsTest {
    @ParameterizedTest
    @CsvSource({
            "MEAN, 100, 150, 142, false", "MEAN, 100, 150, 143, true", "MEDIAN, 200, 100, 130, false", "MEDIAN, 200, 100, 131, true",
            "MIN, 200, 130, 200, false", "MIN, 131, 131, 131, true", "MAX, 100, 130, 130, false", "MAX, 131, 60, 60, true"})
    void theStatisticOfTheWindowIsComparedNotTheReading(Statistic statistic, int first, int second, int third, boolean alarm) {
        Timeline story = high(statistic).at(0, pulse(first)).at(60, pulse(second)).at(120, pulse(third));
        assertThat(story.alerts).hasSize(alarm ? 1 : 0);
    }

    @Test
    void fewerReadingsThanAskedForSayNothing() {
        Timeline story = high(Statistic.MIN).at(0, pulse(150)).at(60, pulse(150));
        assertThat(story.alerts).isEmpty();
        story.at(90, poorPulse(150)).at(100, poorPulse(150));
        assertThat(story.alerts).as("unusable readings are none").isEmpty();
        story.at(120, pulse(150));
        assertThat(story.story()).containsExactly("start wide medium active confirmed live @120");
    }

    @Test
    void theWindowBeginsAfterItsLengthBeforeTheReading() {
        assertThat(high(Statistic.MIN).at(0, pulse(150)).at(300, pulse(150)).at(600, pulse(150)).alerts).isEmpty();
        assertThat(high(Statistic.MIN).at(0, pulse(150)).at(300, pulse(150)).at(599, pulse(150)).alerts).hasSize(1);
    }

    @Test
    void readingsWhileRunningAreLeftOut() {
        Timeline story = high(Statistic.MEAN).at(0, pulse(100)).at(10, pulse(100)).activity(4);
        for (int second = 20; second < 100; second += 10) {
            story.at(second, pulse(200));
        }
        assertThat(story.alerts).isEmpty();
        story.activity(7).at(100, pulse(190));
        assertThat(story.alerts).as("mean of 100, 100 and 190").isEmpty();
        story.at(110, pulse(190));
        assertThat(story.alerts).as("mean of 100, 100, 190 and 190").hasSize(1);
    }

    @Test
    void theRecordSaysWhatWasComparedAndClearsByTheStatisticToo() {
        Timeline story = high(Statistic.MEDIAN).at(0, pulse(140)).at(60, pulse(150)).at(120, pulse(145));
        Alert start = story.alerts.get(0);
        assertThat(start.message()).isEqualTo("Pulse 145 /min: pulse >= 131 as the median of 10 min.");
        assertThat(start.limit().with(java.util.List.of())).isEqualTo(new Alert.Limit("pulse >= 131", 3, 3, 600_000));
        story.at(180, pulse(70)).at(240, pulse(70));
        assertThat(story.alerts).as("median 140, then 140").hasSize(1);
        story.at(300, pulse(70)).at(360, pulse(70));
        assertThat(story.story()).containsExactly(
                "start wide medium active confirmed live @120", "end wide medium ended cleared live @300");
    }

    @Test
    void aStatisticOfTooFewReadingsClearsNothing() {
        Timeline story = high(Statistic.MAX).at(0, pulse(140)).at(60, pulse(140)).at(120, pulse(140)).at(1000, pulse(70))
                .at(1060, pulse(70));
        assertThat(story.story()).containsExactly("start wide medium active confirmed live @120");
        story.at(1120, pulse(70));
        assertThat(story.story()).endsWith("end wide medium ended cleared live @1120");
    }

    @Test
    void theMeanPressureHasAStatisticToo() {
        Rung rung = new Rung(Priority.LOW, Rules.condition(Vital.MEAN_PRESSURE, Operator.BELOW, 65),
                new Confirm(1, 1, 0, Statistic.MEAN, 3 * Rules.HOUR, 2), 5000, 1);
        Evaluation rule = new ReadingRule("wide", Kind.PHYSIOLOGICAL, Group.BLOOD_PRESSURE, List.of(rung), Set.of(),
                4 * Rules.HOUR, Rules.HOUR, 0);
        Timeline story = new Timeline(Rules.settings(), new Catalogue(List.of(rule))).at(0, pressure(95, 55)).at(1800, pressure(85, 50));
        assertThat(story.alerts).as("68.3 and 61.7: mean 65").isEmpty();
        story.at(3600, pressure(85, 50));
        assertThat(story.story()).containsExactly("start wide low active confirmed live @3600");
    }

    private static Timeline high(Statistic statistic) {
        Rung rung = new Rung(Priority.MEDIUM, Rules.condition(Vital.PULSE, Operator.AT_LEAST, 131),
                new Confirm(1, 1, 0, statistic, 10 * Rules.MINUTE, 3), 5000, 1);
        Evaluation rule = new ReadingRule(
                "wide", Kind.PHYSIOLOGICAL, Group.PULSE, List.of(rung), Set.of(Circumstance.RUNNING), 4 * Rules.HOUR, Rules.HOUR, 0);
        return new Timeline(Rules.settings(), new Catalogue(List.of(rule)));
    }
}
