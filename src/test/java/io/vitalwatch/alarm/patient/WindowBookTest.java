package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import org.junit.jupiter.api.Test;

import java.util.List;

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
}
