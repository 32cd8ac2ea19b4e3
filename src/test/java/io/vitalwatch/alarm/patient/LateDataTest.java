package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class LateDataTest {
    private static final int SIX_HOURS = 6 * 3600;

    @Test
    void aFirstReadingThatIsLateClosesItsWindowWithTheNextNewSample() {
        Timeline story = new Timeline().at(600).at(10, 601, pulse(70)).at(620, pulse(80));
        assertThat(story.windows).hasSize(1);
        assertThat(story.windows.get(0).start()).isEqualTo(Timeline.BEGINNING);
        assertThat(story.windows.get(0).last()).isEqualTo(70_000);
    }

    @Test
    void windowsThatAreNoPartOfTheReachAreForgottenAllTheSame() {
        MonitorSettings settings = new MonitorSettings(25 * Rules.MINUTE, 11 * Rules.MINUTE, 15 * Rules.MINUTE, 0, 7 * 24 * Rules.HOUR);
        Evaluation rule = Rules.limits("pulse", Group.PULSE, Set.of(),
                Rules.rung(Priority.LOW, Vital.PULSE, Condition.Operator.AT_LEAST, 200, 1, 1, 1));
        Timeline story = new Timeline(settings, new Catalogue(List.of(rule)));
        long length = settings.windowLength();
        for (int second = 0; second < 4 * 3600; second += 20) {
            story.at(second, pulse(70));
            long clock = Timeline.BEGINNING + second * 1000L;
            long oldest = Math.floorDiv(clock - settings.lateReach() - rule.reach(), length) * length;
            // One more, at which the rule looks back from the oldest late reading.
            assertThat(story.patient().ring(Group.PULSE).time(0)).as("at second %d", second)
                    .isEqualTo(Math.max(Timeline.BEGINNING, oldest - 20_000));
        }
    }

    @Test
    void sixHoursAtOnceLoseNothingAndTheAlarmThatStillHoldsTurnsLive() {
        Timeline story = new Timeline().at(0, pulse(70), spo2(97));
        List<Sample> backlog = new ArrayList<>();
        for (int second = 60; second < SIX_HOURS; second += 60) {
            int minute = second / 60;
            boolean passing = minute >= 60 && minute < 70;
            boolean lasting = minute >= 300;
            backlog.add(story.row(second, pulse(passing ? 140 : 70), spo2(lasting ? 88 : 97)));
        }
        long arrival = Timeline.BEGINNING + SIX_HOURS * 1000L;
        story.deliver(arrival, backlog.toArray(Sample[]::new));
        story.at(SIX_HOURS, pulse(70), spo2(88)).at(SIX_HOURS + 60, pulse(70), spo2(88));

        assertThat(story.events.get(MonitorOutput.Event.ACCEPTED)).isEqualTo(1 + 359 + 2);
        assertThat(story.events).doesNotContainKeys(MonitorOutput.Event.STALE, MonitorOutput.Event.DUPLICATE);
        assertThat(story.story("pulse-high")).containsExactly(
                "start pulse-high medium active confirmed historical @3660", "end pulse-high medium ended cleared historical @4260");
        assertThat(story.story("spo2-low")).containsExactly(
                "start spo2-low medium active confirmed historical @18060", "update spo2-low medium active live live @20700");
    }

    @Test
    void aBacklogSplitOrRepeatedRaisesTheSameAlarms() {
        List<Sample> rows = new ArrayList<>();
        Timeline whole = new Timeline();
        for (int minute = 0; minute < 240; minute++) {
            rows.add(whole.row(minute * 60, pulse(minute % 50 > 40 ? 145 : 75), spo2(minute % 70 > 60 ? 84 : 96)));
        }
        long arrival = Timeline.BEGINNING + 240 * 60_000L;
        whole.deliver(arrival, rows.toArray(Sample[]::new));

        Timeline split = new Timeline();
        for (int from = 0; from < rows.size(); from += 7) {
            split.deliver(arrival, rows.subList(from, Math.min(rows.size(), from + 7)).toArray(Sample[]::new));
        }
        Timeline repeated = new Timeline().deliver(arrival, rows.toArray(Sample[]::new)).deliver(arrival + 1000, rows.toArray(Sample[]::new));

        assertThat(whole.alerts).isNotEmpty();
        assertThat(split.alerts).isEqualTo(whole.alerts);
        assertThat(repeated.alerts).isEqualTo(whole.alerts);
    }

    @Test
    void aRowThatCompletesAKnownMomentIsNoDuplicate() {
        Timeline story = new Timeline().at(0, pulse(70)).at(0, spo2(97)).at(0, pulse(70));
        assertThat(story.events.get(MonitorOutput.Event.ACCEPTED)).isEqualTo(2);
        assertThat(story.events.get(MonitorOutput.Event.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void closedWindowsAreSummarisedAndCorrectedForLateReadings() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(80)).at(120, pulse(75)).at(300, pulse(90));

        assertThat(story.windows).singleElement().satisfies(window -> {
            assertThat(window.start()).isEqualTo(Timeline.BEGINNING);
            assertThat(window.end()).isEqualTo(Timeline.BEGINNING + 300_000);
            assertThat(List.of(window.count(), window.min(), window.median(), window.max(), window.last()))
                    .containsExactly(3, 70_000, 75_000, 80_000, 75_000);
        });

        story.at(200, 310, pulse(60));
        assertThat(story.windows).hasSize(2);
        assertThat(story.windows.get(1).count()).isEqualTo(4);
        assertThat(story.windows.get(1).min()).isEqualTo(60_000);
    }

    @Test
    void aLateReadingWithinAnEndedEpisodeThatNeedsMoreToEndReopensIt() {
        Timeline story = new Timeline().at(0, pressure(85, 70)).at(1800, pressure(120, 80)).at(900, 1801, pressure(80, 70));
        assertThat(story.story("blood-pressure-low")).endsWith("end blood-pressure-low medium ended cleared live @1800",
                "update blood-pressure-low high active reopened live @1800");
        story.at(1860, pressure(120, 80));
        assertThat(story.story("blood-pressure-low")).last().asString().isEqualTo(
                "end blood-pressure-low high ended cleared live @1860");
    }
}
