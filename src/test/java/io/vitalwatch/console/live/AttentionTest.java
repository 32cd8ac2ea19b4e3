package io.vitalwatch.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import org.junit.jupiter.api.Test;

import java.util.List;

class AttentionTest {
    private static Alert alert(Phase phase, Kind kind, Priority priority, AlarmState state, Freshness freshness, Signal signal) {
        return new Alert("i", "e", 0, phase, state, Reason.CONFIRMED, kind, "r", priority, "u", "s", 0, 0, 0, 0, freshness, List.of(),
                new Alert.Limit("c", 1, 1, 0), "m").with(signal, null);
    }

    private static Attention live(Kind kind, Priority priority, AlarmState state, Signal signal) {
        return Attention.of(alert(Phase.START, kind, priority, state, Freshness.LIVE, signal));
    }

    @Test
    void anAlarmThatNobodyHasAnsweredIsAsGraveAsItsPriority() {
        for (Signal signal : new Signal[] {Signal.ON, null}) {
            assertThat(live(Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, signal)).isEqualTo(Attention.HIGH);
            assertThat(live(Kind.PHYSIOLOGICAL, Priority.MEDIUM, AlarmState.ACTIVE, signal)).isEqualTo(Attention.MEDIUM);
            assertThat(live(Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.UNKNOWN, signal)).isEqualTo(Attention.UNKNOWN);
            assertThat(live(Kind.PHYSIOLOGICAL, Priority.LOW, AlarmState.UNKNOWN, signal)).isEqualTo(Attention.LOW);
            assertThat(live(Kind.TECHNICAL, Priority.MEDIUM, AlarmState.ACTIVE, signal)).isEqualTo(Attention.UNWATCHED);
            assertThat(live(Kind.TECHNICAL, Priority.LOW, AlarmState.ACTIVE, signal)).isEqualTo(Attention.OTHER);
        }
    }

    @Test
    void anAnsweredAlarmNeedsLessAndAnAlarmOfThePastNobody() {
        assertThat(live(Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Signal.ACKNOWLEDGED)).isEqualTo(Attention.ACKNOWLEDGED);
        assertThat(live(Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Signal.PAUSED)).isEqualTo(Attention.ACKNOWLEDGED);
        assertThat(Attention.of(alert(Phase.START, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.HISTORICAL, Signal.OFF)))
                .isEqualTo(Attention.OTHER);
    }

    @Test
    void anAlarmSoundsUntilSomebodyHasAnsweredItWhetherItsConditionLastsOrNot() {
        for (Signal signal : new Signal[] {Signal.ON, null}) {
            for (AlarmState state : new AlarmState[] {AlarmState.ACTIVE, AlarmState.UNKNOWN}) {
                for (Priority priority : Priority.values()) {
                    assertThat(sound(Phase.UPDATE, Kind.PHYSIOLOGICAL, priority, state, Freshness.LIVE, signal)).isEqualTo(priority);
                }
                assertThat(sound(Phase.UPDATE, Kind.TECHNICAL, Priority.MEDIUM, state, Freshness.LIVE, signal)).isEqualTo(Priority.MEDIUM);
                assertThat(sound(Phase.UPDATE, Kind.TECHNICAL, Priority.LOW, state, Freshness.LIVE, signal)).isNull();
            }
        }
        Alert latched = alert(Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE, Signal.LATCHED);
        assertThat(Attention.sound(latched.judgedBy(new Alert.Basis("0123456789ab", "catalogue", 0)))).isEqualTo(Priority.HIGH);
        assertThat(Attention.sound(latched)).as("the job takes no answers: it would sound for ever").isNull();
        for (Signal signal : new Signal[] {Signal.ACKNOWLEDGED, Signal.PAUSED, Signal.OFF}) {
            assertThat(sound(Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.LIVE, signal)).isNull();
        }
        assertThat(sound(Phase.UPDATE, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ACTIVE, Freshness.HISTORICAL, null)).isNull();
    }

    private static Priority sound(Phase phase, Kind kind, Priority priority, AlarmState state, Freshness freshness, Signal signal) {
        return Attention.sound(alert(phase, kind, priority, state, freshness, signal));
    }

    @Test
    void aLatchedAlarmStaysAfterItsEndUntilSomebodyHasAnsweredIt() {
        Alert unanswerable = alert(Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE, Signal.LATCHED);
        Alert latched = unanswerable.judgedBy(new Alert.Basis("0123456789ab", "catalogue", 0));
        assertThat(Attention.stays(latched)).isTrue();
        assertThat(Attention.stays(unanswerable)).as("the job takes no answers: it would stay for ever").isFalse();
        assertThat(Attention.of(latched)).isEqualTo(Attention.LATCHED);
        assertThat(Attention.stays(alert(Phase.END, Kind.PHYSIOLOGICAL, Priority.HIGH, AlarmState.ENDED, Freshness.LIVE, Signal.OFF))).isFalse();
    }
}
