package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.poorPulse;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.evaluate.NoReadingRule;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When windows are closed and corrected. */
class WindowBookTest {
    @Test
    void silenceClosesTheRunningWindow() {
        Timeline story = new Timeline().at(0, pulse(70)).at(60, pulse(80));
        assertThat(story.windows).isEmpty();
        story.silenceUntil(660);
        assertThat(story.windows).extracting(WindowSummary::count).containsExactly(2);
        story.at(120, 700, pulse(90));
        assertThat(story.windows).as("a correction supersedes it").extracting(WindowSummary::count).containsExactly(2, 3);
    }

    @Test
    void aForgottenPatientsLastWindowIsClosedToo() {
        Catalogue none = new Catalogue(List.of());
        Timeline story = new Timeline(Rules.settings(), none).at(0, pulse(70)).silenceUntil(7 * 86_400 - 1);
        assertThat(story.windows).isEmpty();
        story.silenceUntil(7 * 86_400);
        assertThat(story.patient()).isNull();
        assertThat(story.windows).extracting(WindowSummary::vital).containsExactly(Vital.PULSE);
    }

    @Test
    void aLateReadingCorrectsItsWindowBeforeLaterOnesAreClosed() {
        Timeline story = new Timeline().at(0, pulse(70)).at(310, pulse(80));
        assertThat(story.windows).hasSize(1);
        story.deliver(BEGINNING + 720_000, story.row(100, pulse(60)), story.row(700, pulse(90)));
        assertThat(story.windows).extracting(window -> (window.start() - BEGINNING) / 1000).containsExactly(0L, 0L, 300L);
        assertThat(story.windows.get(1).min()).isEqualTo(60_000);
    }

    @Test
    void manyReadingsLeaveWithTheReachAndFewStayUntilThereAreSome() {
        Timeline minutes = new Timeline();
        Timeline hours = new Timeline();
        int most = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            minutes = minutes.at(60 * minute, pulse(70));
            most = Math.max(most, minutes.patient().ring(Group.PULSE).size());
        }
        assertThat(most).as("the reach and a quarter of it, a reading a minute").isBetween(60, 3 * 60);
        most = 0;
        for (int hour = 0; hour < 24 * 20; hour++) {
            hours = hours.at(3_600 * hour, pulse(70));
            most = Math.max(most, hours.patient().ring(Group.PULSE).size());
        }
        assertThat(most).isBetween(8, 64);
    }

    @Test
    void theTimesOfRowsWithoutReadingsAreForgottenToo() {
        Timeline story = new Timeline();
        int most = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            story = story.at(60 * minute);
            most = Math.max(most, story.patient().rows.size());
        }
        assertThat(most).as("the late reach and an hour").isBetween(60, 2 * 60 + 4);
    }

    /** Few readings, several of them in one window: the oldest ones are out of reach, and a restore forgets them at another row. */
    @Test
    void aSentenceSaysAsManyReadingsAfterARestore() {
        Catalogue rules = new Catalogue(List.of(
                new NoReadingRule("no-reading-pulse", Kind.TECHNICAL, Priority.LOW, Group.PULSE, 93 * Rules.MINUTE, false)));
        List<List<Alert>> said = new ArrayList<>();
        for (int restored = 0; restored <= 2; restored++) {
            Timeline story = new Timeline(Rules.settings(), rules).at(0, pulse(70));
            for (int second = 20; second < 6_000; second += 20) {
                boolean measured = second % 1_200 == 100 || second > 5_440;
                story = measured ? story.at(second, poorPulse(70)) : story.at(second);
                story = restored == 1 || restored == 2 && second % 140 == 0 ? story.restored() : story;
            }
            said.add(story.alerts);
        }
        assertThat(said.get(0)).isNotEmpty();
        assertThat(said).containsOnly(said.get(0));
    }

    /** As above: of the pulses before a flag that comes as late as it may. */
    @Test
    void aLateFlagHasTheSamePulsesAfterARestore() {
        Catalogue rules = new Catalogue(List.of(new FlagRule("cardiac-arrest", Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH), Set.of(),
                Priority.HIGH, 5 * Rules.MINUTE, Set.of())));
        List<List<Alert>> said = new ArrayList<>();
        for (boolean restored : new boolean[] {false, true}) {
            Timeline story = new Timeline(Rules.settings(), rules).at(0, pulse(70)).at(60, pulse(71)).at(120, pulse(72))
                    .at(3_900, pulse(73)).at(3_920, pulse(74));
            story = restored ? story.restored() : story;
            story.at(3_940).at(360, 3_950, arrest(1));
            said.add(story.alerts);
        }
        assertThat(said.get(0)).isNotEmpty().isEqualTo(said.get(1));
    }
}
