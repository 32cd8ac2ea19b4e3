package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.arrest;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change.PatientChange.Verb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** Admission, discharge and handover of a bracelet. */
class StayTest {
    private static Alert last(Timeline story) {
        return story.alerts.get(story.alerts.size() - 1);
    }

    private static List<String> lines(Timeline story) {
        return story.alerts.stream().map(each -> each.phase().label() + " " + each.rule() + " " + each.reason().label() + " stay "
                + each.basis().stay()).toList();
    }

    private static Timeline lowSaturation() {
        return new Timeline().answering().at(0, spo2(88), pulse(70)).at(60, spo2(88), pulse(70));
    }

    @ParameterizedTest
    @EnumSource(names = {"DISCHARGE", "HANDOVER"})
    void openAlarmsEndAndTheNextOnesAreOfTheNextStay(Verb verb) {
        Timeline story = lowSaturation();
        assertThat(story.stay(100, verb)).isNull();
        assertThat(last(story).reason()).isEqualTo(Reason.DISCHARGED);
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(last(story).phase()).isEqualTo(Phase.END);
        story.restored().at(160, spo2(88), pulse(70)).at(220, spo2(88), pulse(70));

        assertThat(lines(story)).containsExactly("start spo2-low confirmed stay 0", "end spo2-low discharged stay 0",
                "start spo2-low confirmed stay 1");
        assertThat(last(story).onset()).as("what the patient before had does not count").isEqualTo(BEGINNING + 160_000);
        assertThat(story.alerts.get(0).episode()).isNotEqualTo(last(story).episode());
    }

    @Test
    void aLatchedAlarmIsOverTooAndCannotBeAnswered() {
        Timeline story = new Timeline().answering().at(0, spo2(80)).at(60, spo2(80)).at(120, spo2(97)).at(180, spo2(97));
        assertThat(last(story).signal()).isEqualTo(Signal.LATCHED);
        story.stay(200, Verb.HANDOVER);
        assertThat(last(story).reason()).isEqualTo(Reason.DISCHARGED);
        assertThat(last(story).signal()).isEqualTo(Signal.OFF);
        assertThat(story.patient().signals.isEmpty()).isTrue();
    }

    /** The bracelet uploads, after the handover, what it measured before. */
    @Test
    void rowsFromBeforeTheWallBelongToTheStayBeforeAndAreHistorical() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        story.stay(600, Verb.HANDOVER);
        story.deliver(BEGINNING + 700_000, story.row(300, spo2(80)), story.row(360, spo2(80)));

        assertThat(story.alerts).isNotEmpty().allSatisfy(each -> {
            assertThat(each.freshness()).isEqualTo(Freshness.HISTORICAL);
            assertThat(each.signal()).isEqualTo(Signal.OFF);
            assertThat(each.basis().stay()).isZero();
        });
        assertThat(last(story).phase()).isEqualTo(Phase.END);
        assertThat(story.patient().openEpisodes()).isZero();
        int records = story.alerts.size();
        story.deliver(BEGINNING + 760_000, story.row(300, spo2(80)), story.row(360, spo2(80)));
        assertThat(story.alerts).as("sent again").hasSize(records);
    }

    @Test
    void aFlagThatArrivesAfterTheWallIsLiveAndOfTheNewStay() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        story.stay(600, Verb.HANDOVER);
        story.deliver(BEGINNING + 700_000, story.row(590, arrest(1)));

        assertThat(last(story).rule()).isEqualTo("cardiac-arrest");
        assertThat(last(story).freshness()).isEqualTo(Freshness.LIVE);
        assertThat(last(story).onset()).isEqualTo(BEGINNING + 700_000);
        assertThat(last(story).basis().stay()).isEqualTo(1);
        story.deliver(BEGINNING + 760_000, story.row(590, arrest(1)));
        assertThat(story.alerts).as("sent again").hasSize(1);
    }

    @Test
    void ofADischargedPatientNobodyIsCalledSilent() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        story.stay(60, Verb.DISCHARGE);
        story.silenceUntil(7200).deliver(BEGINNING + 7_200_000, story.row(30, pulse(72))).silenceUntil(20_000);
        assertThat(story.alerts).isEmpty();
        assertThat(story.silenceUntil(60 + 7 * 86_400).patient()).as("forgotten after state.ttl").isNull();
    }

    @Test
    void afterAHandoverSilenceCountsFromTheHandover() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        story.stay(300, Verb.HANDOVER);
        assertThat(story.silenceUntil(899).alerts).isEmpty();
        assertThat(story.silenceUntil(900).of("no-data")).hasSize(1);
    }

    @Test
    void silenceOfAnAdmittedPatientCountsFromTheAdmission() {
        Timeline story = new Timeline().answering();
        assertThat(story.stay(100, Verb.ADMIT)).isNull();
        assertThat(story.silenceUntil(699).alerts).isEmpty();
        assertThat(story.silenceUntil(700).of("no-data")).hasSize(1);
        Timeline known = new Timeline().answering().at(0, pulse(70));
        known.stay(300, Verb.ADMIT);
        assertThat(known.silenceUntil(600).of("no-data")).as("counts from the last delivery").hasSize(1);
    }

    @Test
    void aPatientWhoComesBackIsWatchedAgain() {
        Timeline story = new Timeline().answering().at(0, pulse(70));
        story.stay(60, Verb.DISCHARGE);
        story.at(4000, pulse(70)).silenceUntil(4600);
        assertThat(story.of("no-data")).hasSize(1);
        assertThat(last(story).basis().stay()).isEqualTo(1);
    }

    /** Whether the deadline or the delivery is asked first must not matter. */
    @Test
    void aPatientWhoIsForgottenBeginsWithTheFirstStayAgain() {
        for (boolean asked : new boolean[] {true, false}) {
            Timeline story = new Timeline().answering().at(0, pulse(70));
            story.stay(60, Verb.HANDOVER);
            int later = 8 * 86_400;
            if (asked) {
                story.silenceUntil(later - 1);
            }
            story.at(later, spo2(88), pulse(70)).at(later + 60, spo2(88), pulse(70));
            assertThat(last(story).rule()).isEqualTo("spo2-low");
            assertThat(last(story).basis().stay()).isZero();
            assertThat(story.of("no-data")).extracting(each -> each.basis().stay()).containsOnly(1);
        }
    }

    @Test
    void observationsAreKeptBySampleTimeAndEndWithTheStay() {
        Stay stay = Stay.FIRST.with(new Stay.Observation("oxygen", "on", 2000, 9000, 1))
                .with(new Stay.Observation("oxygen", "air", 1000, 9000, 2));
        assertThat(stay.observed("oxygen", 1500).value()).isEqualTo("air");
        assertThat(stay.observed("oxygen", 3000).value()).isEqualTo("on");
        assertThat(stay.observed("oxygen", 9000)).isNull();
        assertThat(stay.observed("scale", 3000)).isNull();
        Stay next = stay.next(5000, 6000);
        assertThat(next.observed("oxygen", 7000)).isNull();
        assertThat(next.with(new Stay.Observation("oxygen", "on", 4000, 9000, 3))).as("of the patient before").isEqualTo(next);
        for (int i = 0; i < 100; i++) {
            next = next.with(new Stay.Observation("w" + i, "v", 10_000 + i, Long.MAX_VALUE, i));
        }
        assertThat(next.observations()).hasSize(Stay.MOST);
    }
}
