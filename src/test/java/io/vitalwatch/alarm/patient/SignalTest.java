package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.ActionChange.Verb;
import io.vitalwatch.model.control.ControlRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** What people hear of alarms, and how they answer. Ten o'clock is 3600 seconds from the beginning. */
class SignalTest {
    private static final int ANY = ControlRecord.ANY_SEQUENCE;
    private static final int TEN = 3600;

    private static Timeline lowSaturation(int percent) {
        return new Timeline().answering().at(TEN - 120, spo2(percent)).at(TEN - 60, spo2(percent));
    }

    private static String acknowledge(Timeline story, double seconds, int expected) {
        return story.act(seconds, new ActionChange(Verb.ACKNOWLEDGE, story.alerts.get(0).episode(), null), expected, 0);
    }

    private static Alert last(Timeline story) {
        return story.alerts.get(story.alerts.size() - 1);
    }

    private static String line(Alert alert) {
        return alert.sequence() + " " + alert.phase().label() + " " + alert.reason().label() + " " + alert.signal().label() + " @"
                + (alert.arrived() - BEGINNING - TEN * 1000L) / 1000;
    }

    private static List<String> lines(Timeline story) {
        return story.alerts.stream().map(SignalTest::line).toList();
    }

    @Test
    void acknowledgedAtTenAndWorseAMinuteLaterTheSignalIsBackAtOnce() {
        Timeline story = lowSaturation(88);
        assertThat(acknowledge(story, TEN, 0)).isNull();
        story.at(TEN + 30, spo2(84)).at(TEN + 60, spo2(84));

        assertThat(lines(story)).containsExactly("0 start confirmed on @-60", "1 update acknowledged acknowledged @0",
                "2 update escalated on @60");
        assertThat(story.alerts.get(1).by()).isEqualTo(new Alert.By("anna", "round", BEGINNING + (TEN + 600) * 1000L, 0));
        assertThat(story.alerts.get(1).message()).isEqualTo("Acknowledged until 16:10.");
    }

    @Test
    void acknowledgedAndUnchangedAHighAlarmIsBackAfterThreeMinutesMediumAfterTen() {
        Timeline high = lowSaturation(80);
        acknowledge(high, TEN, 0);
        high.silenceUntil(TEN + 179);
        assertThat(high.alerts).hasSize(2);
        high.silenceUntil(TEN + 180);
        assertThat(line(last(high))).isEqualTo("2 update re-alarm on @180");

        Timeline medium = lowSaturation(88);
        acknowledge(medium, TEN, 0);
        for (int minute = 1; minute <= 10; minute++) {
            medium.at(TEN + minute * 60, spo2(88));
        }
        assertThat(lines(medium)).hasSize(2);
        medium.silenceUntil(TEN + 600);
        assertThat(line(last(medium))).isEqualTo("2 update re-alarm on @600");
    }

    @Test
    void anAcknowledgementOfAnOlderRecordIsRefusedIfTheAlarmBecameWorseSince() {
        Timeline story = lowSaturation(88).at(TEN, spo2(84)).at(TEN + 30, spo2(84));
        assertThat(line(last(story))).isEqualTo("1 update escalated on @30");
        assertThat(acknowledge(story, TEN + 60, 0)).isEqualTo("this alarm has become worse: record 1 came after record 0");
        assertThat(story.alerts).hasSize(2);
        assertThat(acknowledge(story, TEN + 60, 1)).isNull();
    }

    @Test
    void aReminderOrAMilderPriorityOrACorrectionSinceDoesNotRefuseIt() {
        Timeline story = lowSaturation(80);
        for (int minute = 0; minute <= 10; minute++) {
            story.at(TEN + minute * 60, spo2(80));
        }
        assertThat(last(story).reason()).isEqualTo(Reason.REMINDER);
        assertThat(acknowledge(story, TEN + 660, 0)).isNull();

        Timeline milder = lowSaturation(80).at(TEN, spo2(90)).at(TEN + 60, spo2(90));
        assertThat(last(milder).reason()).isEqualTo(Reason.DEESCALATED);
        assertThat(acknowledge(milder, TEN + 90, 0)).isNull();

        Timeline corrected = lowSaturation(80).at(TEN - 180, TEN, spo2(80));
        assertThat(last(corrected).reason()).isEqualTo(Reason.LATE_EVIDENCE);
        assertThat(acknowledge(corrected, TEN + 90, 0)).isNull();
    }

    @Test
    void aHighAlarmThatIsOverStaysLatchedUntilSomebodyAcknowledgesIt() {
        Timeline story = lowSaturation(80).at(TEN, spo2(97)).at(TEN + 60, spo2(97));
        assertThat(line(last(story))).isEqualTo("1 end cleared latched @60");
        assertThat(acknowledge(story, TEN + 400, 0)).isNull();
        assertThat(line(last(story))).isEqualTo("2 end closed off @400");
        assertThat(acknowledge(story, TEN + 401, 0)).isEqualTo("no open or latched alarm of this patient has this id");
    }

    @Test
    void anAlarmThatWasAcknowledgedAMediumOneAndATechnicalOneDoNotLatch() {
        Timeline seen = lowSaturation(80);
        acknowledge(seen, TEN - 30, 0);
        seen.at(TEN, spo2(97)).at(TEN + 60, spo2(97));
        assertThat(line(last(seen))).isEqualTo("2 end cleared off @60");
        Timeline medium = lowSaturation(88).at(TEN, spo2(97)).at(TEN + 60, spo2(97));
        assertThat(last(medium).signal()).isEqualTo(Signal.OFF);
        Timeline silent = new Timeline().answering().at(0, pulse(70)).silenceUntil(700).at(800, pulse(70));
        assertThat(silent.of("no-data")).extracting(Alert::signal).containsExactly(Signal.ON, Signal.OFF);
    }

    @Test
    void anAnswerMayNameTheRule() {
        Timeline story = lowSaturation(80);
        assertThat(story.act(TEN, new ActionChange(Verb.ACKNOWLEDGE, null, "spo2-low"), 0, 0)).isNull();
        assertThat(last(story).signal()).isEqualTo(Signal.ACKNOWLEDGED);
        assertThat(story.act(TEN, new ActionChange(Verb.ACKNOWLEDGE, null, "pulse-low"), ANY, 0))
                .isEqualTo("no open or latched alarm of this patient is of the rule pulse-low");
    }

    @Test
    void aRuleMaySayWhetherItsAlarmsLatch() {
        for (boolean latch : new boolean[] {true, false}) {
            Catalogue rules = new Catalogue(Rules.bundled().rules(), Map.of("spo2-low", latch), "0123456789ab", Map.of("spo2-low", "group"));
            for (int percent : new int[] {80, 88}) {
                Timeline story = new Timeline(Rules.settings(), rules).answering().at(0, spo2(percent)).at(60, spo2(percent))
                        .at(120, spo2(97)).at(180, spo2(97));
                assertThat(last(story).signal()).isEqualTo(latch ? Signal.LATCHED : Signal.OFF);
                assertThat(story.alerts).extracting(Alert::basis).containsOnly(new Alert.Basis("0123456789ab", "group", 0));
                Timeline unanswered = new Timeline(Rules.settings(), rules).at(0, spo2(percent)).at(60, spo2(percent)).at(120, spo2(97))
                        .at(180, spo2(97));
                assertThat(last(unanswered).signal()).isEqualTo(last(story).signal());
                assertThat(unanswered.alerts).extracting(Alert::basis).containsOnlyNulls();
            }
        }
    }

    @Test
    void aPauseNeedsAnEndAndIsNotForCardiacArrest() {
        Timeline story = lowSaturation(88);
        ActionChange pause = new ActionChange(Verb.PAUSE, null, "spo2-low");
        assertThat(story.act(TEN, pause, ANY, 0)).isEqualTo("a pause needs until, at most 24 h ahead");
        assertThat(story.act(TEN, pause, ANY, TEN + 86_401)).isEqualTo("until must lie within 24 h after the action counts");
        assertThat(story.act(TEN, new ActionChange(Verb.PAUSE, null, "cardiac-arrest"), ANY, TEN + 60))
                .isEqualTo("cardiac-arrest cannot be paused");
        assertThat(story.act(TEN, new ActionChange(Verb.PAUSE, null, "*"), ANY, TEN + 300)).isNull();
        story.at(TEN + 60, arrest(1));
        assertThat(lines(story)).containsExactly("0 start confirmed on @-60", "1 update paused paused @0", "0 start confirmed on @60");
        story.silenceUntil(TEN + 300);
        assertThat(line(last(story))).isEqualTo("2 update resumed on @300");
    }

    @Test
    void aPauseEndsEarlyAndANewAlarmMeanwhileIsPaused() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        assertThat(story.act(10, new ActionChange(Verb.PAUSE, null, "spo2-low"), ANY, 3000)).isNull();
        story.at(60, spo2(88)).at(120, spo2(88));
        assertThat(story.of("spo2-low").get(0).signal()).isEqualTo(Signal.PAUSED);
        assertThat(story.act(180, new ActionChange(Verb.RESUME, null, "spo2-low"), ANY, 0)).isNull();
        assertThat(story.of("spo2-low").get(1).reason()).isEqualTo(Reason.RESUMED);
        assertThat(story.act(181, new ActionChange(Verb.RESUME, null, "spo2-low"), ANY, 0)).isEqualTo("nothing is paused by this name");
    }

    @Test
    void aRefusedAnswerLeavesNoStateOfAPatientWhoIsNotKnown() {
        Timeline story = new Timeline().answering();
        assertThat(story.act(10, new ActionChange(Verb.RESUME, null, "spo2-low"), ANY, 0)).isEqualTo("nothing is paused by this name");
        assertThat(story.patient()).isNull();
        assertThat(story.act(11, new ActionChange(Verb.PAUSE, null, "spo2-low"), ANY, 600)).isNull();
        assertThat(story.patient()).isNotNull();
    }

    @Test
    void aLatchedAlarmThatIsTakenBackIsOff() {
        Timeline story = new Timeline().answering().at(0, spo2(80)).at(120, spo2(80)).at(180, spo2(97)).at(240, spo2(97));
        assertThat(last(story).signal()).isEqualTo(Signal.LATCHED);
        story.at(30, 250, spo2(97)).at(60, 251, spo2(97)).at(90, 252, spo2(97));
        assertThat(last(story).reason()).isEqualTo(Reason.WITHDRAWN);
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(acknowledge(story, 300, ANY)).isEqualTo("the alarm was taken back: late data show that there was none");
    }

    @Test
    void anAlarmThatWasTakenBackIsRefusedByName() {
        Timeline story = new Timeline().answering().at(0, spo2(88)).at(120, spo2(88)).at(30, 130, spo2(97)).at(60, 131, spo2(97))
                .at(90, 132, spo2(97));
        assertThat(last(story).reason()).isEqualTo(Reason.WITHDRAWN);
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(acknowledge(story, 200, ANY)).isEqualTo("the alarm was taken back: late data show that there was none");
    }

    @Test
    void aNoteChangesNothingAndOnlyALatchedAlarmCanBeClosed() {
        Timeline story = lowSaturation(80);
        String episode = story.alerts.get(0).episode();
        assertThat(story.act(TEN, new ActionChange(Verb.NOTE, episode, null), ANY, 0)).isNull();
        assertThat(line(last(story))).isEqualTo("1 update note on @0");
        assertThat(last(story).message()).isEqualTo("Note: round");
        assertThat(story.act(TEN, new ActionChange(Verb.CLOSE, episode, null), ANY, 0)).contains("the condition is not over");
        story.at(TEN + 60, spo2(97)).at(TEN + 120, spo2(97));
        assertThat(story.act(TEN + 180, new ActionChange(Verb.CLOSE, episode, null), ANY, 0)).isNull();
        assertThat(last(story).phase()).isEqualTo(Phase.END);
        assertThat(last(story).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void aHistoricalAlarmIsSilentAndStaysSoWhenItIsAcknowledged() {
        Timeline story = new Timeline().answering().arrivingAfter(7200).at(0, spo2(80)).at(60, spo2(80));
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(acknowledge(story, 7300, 0)).isNull();
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(story.silenceUntil(7499).alerts).hasSize(2);
    }

    @Test
    void whereNobodyAnswersNothingButTheFieldIsAdded() {
        Timeline without = new Timeline();
        Timeline with = new Timeline().answering();
        for (Timeline each : List.of(without, with)) {
            each.at(0, spo2(80), pulse(70)).at(60, spo2(80)).at(120, pressure(200, 110)).at(180, spo2(97)).at(240, spo2(97)).silenceUntil(900);
        }
        assertThat(without.alerts).isEqualTo(with.alerts.stream().map(each -> each.judgedBy(null)).toList());
        assertThat(without.patient().signals.isEmpty()).isTrue();
        assertThat(with.patient().signals.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRestoreAtAnyMomentChangesNoRecord(long seed) {
        assertThat(run(seed, true)).as("seed %d", seed).isEqualTo(run(seed, false)).isNotEmpty();
    }

    private static List<Alert> run(long seed, boolean restored) {
        Random random = new Random(seed);
        Timeline story = new Timeline().answering();
        Verb[] verbs = Verb.values();
        double now = 0;
        for (int step = 0; step < 300; step++) {
            now += 1 + random.nextInt(200);
            switch (random.nextInt(8)) {
                case 0 -> {
                    Verb verb = verbs[random.nextInt(verbs.length)];
                    int chosen = story.alerts.isEmpty() ? 0 : random.nextInt(story.alerts.size());
                    String episode = story.alerts.isEmpty() ? "none" : story.alerts.get(chosen).episode();
                    story.act(now, verb.ofRule() ? new ActionChange(verb, null, random.nextBoolean() ? "*" : "spo2-low")
                            : new ActionChange(verb, episode, null), random.nextInt(4) - 1, random.nextBoolean() ? now + 600 : 0);
                }
                case 1 -> story.silenceUntil(now);
                case 2 -> story.at(Math.max(0, now - random.nextInt(3000)), now, spo2(78 + random.nextInt(20)));
                case 3 -> story.at(now, pressure(60 + random.nextInt(140), 50));
                default -> story.at(now, spo2(78 + random.nextInt(20)), pulse(60 + random.nextInt(100)));
            }
            if (restored && random.nextInt(3) == 0 && story.patient() != null) {
                story.restored();
            } else if (!restored) {
                random.nextInt(3);
            }
        }
        return story.alerts;
    }
}
