package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.BEGINNING;
import static io.vitalwatch.alarm.patient.Timeline.measured;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.MonitorOutput.Event;
import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Temperatures before the row of the same delivery that says that the bracelet is off. */
class WearingAheadTest {
    private static Timeline delivered(Timeline story, double arriving, Sample... samples) {
        return story.deliver(BEGINNING + Math.round(arriving * 1000), samples);
    }

    /** A worn row, four temperatures of a bracelet that cools down, and a row that says the status of the moment. */
    private static Timeline cooling(Timeline story, double lastRow) {
        Sample worn = story.row(0, pulse(70));
        Sample[] cold = {story.row(20, temperature(34.9)), story.row(40, temperature(34)), story.row(60, temperature(33)),
            story.row(80, temperature(32))};
        Sample last = story.worn(false).row(lastRow);
        return delivered(story, lastRow + 10, worn, cold[0], cold[1], cold[2], cold[3], last);
    }

    @Test
    void aBraceletThatCameOffRaisesNoLowTemperature() {
        Timeline story = cooling(new Timeline(), 90);
        assertThat(story.story()).isEmpty();
        assertThat(story.verdicts).containsEntry(Verdict.NOT_WORN, 4);
    }

    @Test
    void onTheChargerItIsTheSame() {
        Timeline story = new Timeline();
        Sample worn = story.row(0, pulse(70));
        Sample cold = story.row(20, temperature(33));
        Sample colder = story.row(60, temperature(32));
        delivered(story, 100, worn, cold, colder, story.charging(true).row(90));
        assertThat(story.story()).isEmpty();
        assertThat(story.verdicts).containsEntry(Verdict.CHARGING, 2);
    }

    @Test
    void aPatientWhoCoolsDownWithTheBraceletOnIsSeen() {
        Timeline story = new Timeline();
        delivered(story, 100, story.row(0, pulse(70)), story.row(20, temperature(34)), story.row(60, temperature(33)), story.row(90));
        assertThat(story.story("temperature-low")).containsExactly("start temperature-low medium active confirmed live @60");
    }

    @Test
    void aRowThatIsMoreThanTenMinutesAheadSaysNothing() {
        assertThat(cooling(new Timeline(), 620).verdicts).containsEntry(Verdict.NOT_WORN, 4);
        Timeline later = cooling(new Timeline(), 681);
        assertThat(later.story("temperature-low")).startsWith("start temperature-low medium active confirmed live @40");
        assertThat(later.verdicts).containsEntry(Verdict.USABLE, 5).doesNotContainKey(Verdict.NOT_WORN);
    }

    @Test
    void theRowOfTheSameMomentDecides() {
        Timeline story = new Timeline();
        Sample worn = story.row(20, pulse(70));
        Sample warm = story.row(20, temperature(36.6));
        Sample off = story.worn(false).row(80);
        Sample alsoOff = story.row(80, temperature(33));
        delivered(story, 100, worn, warm, alsoOff, off);
        assertThat(story.verdicts).containsEntry(Verdict.USABLE, 2).containsEntry(Verdict.NOT_WORN, 1);
    }

    @Test
    void anImplausibleTemperatureIsNotWornTooAndAMalformedOneStaysMalformed() {
        Timeline story = new Timeline();
        Sample worn = story.row(0, pulse(70));
        Sample cold = story.row(20, measured(Group.TEMPERATURE, 24, Reading.NO_QUALITY, Verdict.IMPLAUSIBLE));
        Sample malformed = story.row(40, measured(Group.TEMPERATURE, 0, Reading.NO_QUALITY, Verdict.MALFORMED));
        delivered(story, 100, worn, cold, malformed, story.worn(false).row(80));
        assertThat(story.verdicts).containsEntry(Verdict.NOT_WORN, 1).containsEntry(Verdict.MALFORMED, 1);
        assertThat(story.story()).isEmpty();
    }

    @Test
    void theSameTemperaturesInAnotherDeliveryAreDuplicates() {
        Timeline story = cooling(new Timeline(), 90);
        story.at(20, 110, temperature(34.9));
        assertThat(story.events).containsEntry(Event.DUPLICATE, 1).doesNotContainKey(Event.CONFLICT);
    }

    @Test
    void withoutSuchARowNothingChanges() {
        Timeline story = new Timeline();
        List<Sample> samples = new ArrayList<>();
        for (int minute = 0; minute < 5; minute++) {
            samples.add(story.row(minute * 60, pulse(70)));
            samples.add(story.row(minute * 60 + 5, temperature(36.6)));
        }
        for (int i = 0; i < samples.size(); i++) {
            assertThat(WearingAhead.verdict(samples, i)).isNull();
        }
    }
}
