package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.temperature;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.patient.Timeline.Measured;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.FieldHistory;
import io.vitalwatch.window.FieldPresence;
import io.vitalwatch.window.FieldsCodec;
import io.vitalwatch.window.TimeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;

/** Fields that were renamed or left out. */
class FieldsMissingTest {
    private static final String RULE = "fields-missing";

    private final Timeline story = new Timeline();
    private int minute;

    /** A row of the next minute without some fields. */
    private FieldsMissingTest row(Field... without) {
        return row(List.of(), new Measured[] {pulse(70)}, without);
    }

    private FieldsMissingTest row(List<String> unknown, Measured[] measured, Field... without) {
        int fields = Sample.EVERY_FIELD;
        for (Field each : without) {
            fields &= ~(1 << each.ordinal());
        }
        return row(fields, unknown, measured);
    }

    private FieldsMissingTest row(int fields, List<String> unknown, Measured... measured) {
        Sample every = story.row(minute * 60, measured);
        Sample row = new Sample(every.type(), every.time(), every.offsetMinutes(), every.worn(), every.charging(), every.battery(),
                every.activity(), every.cardiacArrest(), every.readings(), fields, unknown);
        story.deliver(every.time() + 1000, row);
        minute++;
        return this;
    }

    private FieldsMissingTest rows(int count, Field... without) {
        for (int i = 0; i < count; i++) {
            row(without);
        }
        return this;
    }

    private FieldsMissingTest nothingKnown(String... names) {
        return row(0, List.of(names));
    }

    @Test
    void aRowOfWhichNothingIsKnownButItsTimeAlarmsAtOnceAndNamesItsFields() {
        nothingKnown("heartRate", "cardiacArrest").nothingKnown().rows(3);
        assertThat(story.story(RULE)).containsExactly(
                "start fields-missing medium active confirmed live @0", "end fields-missing medium ended cleared live @240");
        Alert start = story.of(RULE).get(0);
        assertThat(start.message()).isEqualTo(
                "Nothing is known of a row but its time; unknown fields: heartRate, cardiacArrest. Were fields renamed?");
        assertThat(start.limit()).isEqualTo(new Alert.Limit("a row without any known field", 1, 1, 0));
        assertThat(start.readings()).isEmpty();
        assertThat(story.of(RULE).get(1).message()).isEqualTo("The fields are back in 3 rows in a row.");
    }

    @Test
    void aRowOfNothingButItsTimeAlarmsToo() {
        nothingKnown();
        assertThat(story.of(RULE).get(0).message()).isEqualTo("Nothing is known of a row but its time. Were fields renamed?");
    }

    @Test
    void aFieldUnderAnotherNameAlarmsAtOnce() {
        row(List.of("cardiacArrest"), new Measured[] {pulse(70)}, Field.CARDIAC_ARREST).rows(3);
        assertThat(story.story(RULE)).containsExactly(
                "start fields-missing medium active confirmed live @0", "end fields-missing medium ended cleared live @180");
        assertThat(story.of(RULE).get(0).message())
                .isEqualTo("Fields under another name: cardiacArrest. What they hold is not watched.");
    }

    @Test
    void aFieldOfTwentyRowsThatIsInNoneOfTheNextFiveIsMissing() {
        rows(20).rows(4, Field.CARDIAC_ARREST, Field.BATTERY);
        assertThat(story.story(RULE)).isEmpty();
        row(Field.CARDIAC_ARREST, Field.BATTERY).rows(10, Field.CARDIAC_ARREST);
        assertThat(story.story(RULE)).containsExactly("start fields-missing medium active confirmed live @1440");
        assertThat(story.of(RULE).get(0).message()).isEqualTo("Missing in the last 5 activity rows, after 20 rows that had them: battery,"
                + " cardiac_arrest. What they would say is not watched.");
        assertThat(story.of(RULE).get(0).limit()).isEqualTo(new Alert.Limit("a field that always stood is gone", 5, 5, 0));
        rows(2).row(Field.SPO2).rows(0);
        assertThat(story.story(RULE)).as("a field that was gone for one row is not missing").endsWith(
                "end fields-missing medium ended cleared live @2220");
    }

    @Test
    void itEndsOnlyWhenEveryMissingFieldIsBack() {
        rows(20).rows(5, Field.CARDIAC_ARREST, Field.BPM).rows(5, Field.BPM);
        assertThat(story.story(RULE)).hasSize(1);
        rows(3);
        assertThat(story.story(RULE)).endsWith("end fields-missing medium ended cleared live @1920");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 19})
    void aFieldThatStoodInFewerRowsIsNotMissing(int stood) {
        rows(stood).rows(30, Field.CARDIAC_ARREST);
        assertThat(story.story(RULE)).isEmpty();
    }

    @Test
    void aFieldThatComesAndGoesIsNotMissing() {
        for (int i = 0; i < 30; i++) {
            rows(10).rows(6, Field.SPO2);
        }
        assertThat(story.story(RULE)).isEmpty();
    }

    @Test
    void aFieldThatMayBeLeftOutIsNotMissing() {
        rows(20).rows(30, Field.RESPIRATION_RATE);
        assertThat(story.story(RULE)).isEmpty();
    }

    @Test
    void rowsOfABraceletThatIsOffMayLeaveOutWhatTheyDoNotMeasure() {
        rows(20);
        story.worn(false);
        rows(10, Field.BPM, Field.SPO2);
        story.worn(true);
        rows(4, Field.BPM);
        assertThat(story.story(RULE)).isEmpty();
        assertThat(row(Field.BPM).story.story(RULE)).hasSize(1);
    }

    @Test
    void eachEventTypeIsCountedByItself() {
        for (int i = 0; i < 25; i++) {
            row();
            row(1 | 1 << Field.TEMP_SK1.ordinal(), List.of(), temperature(36.6));
        }
        assertThat(story.story(RULE)).isEmpty();
        for (int i = 0; i < 5; i++) {
            row(Field.BPM);
            row(1 | 1 << Field.TEMP_SK1.ordinal(), List.of(), temperature(36.6));
        }
        assertThat(story.story(RULE)).containsExactly("start fields-missing medium active confirmed live @3480");
        for (int i = 0; i < 10; i++) {
            row(1 | 1 << Field.TEMP_SK1.ordinal(), List.of(), temperature(36.6));
        }
        assertThat(story.story(RULE)).as("complete temperature rows end nothing").hasSize(1);
        assertThat(rows(3).story.story(RULE)).endsWith("end fields-missing medium ended cleared live @4320");
    }

    @Test
    void theCountsSurviveARestore() {
        rows(19);
        story.restored();
        row().rows(3, Field.WEARING);
        story.restored();
        rows(2, Field.WEARING);
        assertThat(story.story(RULE)).hasSize(1);
        story.restored();
        rows(3);
        assertThat(story.story(RULE)).hasSize(2);
    }

    @Test
    void theCountsTakeFewBytes() {
        int before = Recorder.encoded(row().story.patient()).length;
        rows(19);
        int readings = story.patient().readings();
        assertThat(Recorder.encoded(story.patient()).length - before).isLessThan(readings * 8);
        Patient restored = Recorder.decoded(Recorder.encoded(story.patient()));
        assertThat(Recorder.encoded(restored)).isEqualTo(Recorder.encoded(story.patient()));
        assertThat(restored.missingFields(SampleType.ACTIVITY)).isZero();
    }

    /** The twentieth row with the field comes when five rows without it are known; then one of the five turns out to have had it. */
    @Test
    void rowsThatComeLateCountAtTheirSampleTimes() {
        rows(18);
        minute = 19;
        rows(6, Field.BPM);
        assertThat(story.story(RULE)).isEmpty();
        minute = 18;
        row();
        assertThat(story.story(RULE)).isEmpty();
        late(1110, Sample.EVERY_FIELD, List.of());
        assertThat(story.story(RULE)).containsExactly("start fields-missing medium active confirmed live @1440");
        assertThat(story.of(RULE).get(0).message()).isEqualTo("Missing in the last 5 activity rows, after 20 rows that had them: bpm."
                + " What they would say is not watched.");
        late(1230, Sample.EVERY_FIELD, List.of());
        assertThat(story.story(RULE)).hasSize(2).last().asString().startsWith("end fields-missing medium ended withdrawn");
    }

    @Test
    void aLateRowUnderAnotherNameIsNamed() {
        rows(10);
        late(330, Sample.EVERY_FIELD & ~(1 << Field.CARDIAC_ARREST.ordinal()), List.of("cardiacArrest"));
        assertThat(story.of(RULE)).extracting(Alert::message).containsExactly(
                "Fields under another name: cardiacArrest. What they hold is not watched.", "The fields are back in 3 rows in a row.");
        assertThat(story.of(RULE).get(1).reason()).isEqualTo(Reason.PASSED);
    }

    /** Of two rows of one sample time a field stands if it stands in one of them. */
    @Test
    void rowsOfOneSampleTimeAreOne() {
        rows(20);
        for (int i = 0; i < 6; i++) {
            row(Field.BPM);
            minute--;
            row(Field.SPO2);
        }
        assertThat(story.story(RULE)).isEmpty();
    }

    /** As earlier releases wrote it: the counts of all rows, and nothing of the rows. */
    @Test
    void theCountsOfAnEarlierReleaseGoOn() throws IOException {
        byte[] bytes = {(byte) ((1 << Field.BPM.ordinal() | 1 << Field.SPO2.ordinal()) & 0x7F), 1, (byte) Field.BPM_Q.ordinal(), 22};
        FieldHistory history = FieldsCodec.read(SampleType.ACTIVITY, 1000, 0, new DataInputStream(new ByteArrayInputStream(bytes)));
        assertThat(history.presence(new TimeSet()).rows(Field.BPM_Q.ordinal())).isEqualTo(22);
        assertThat(history.presence(new TimeSet()).rows(Field.SPO2.ordinal())).isEqualTo(FieldPresence.STOOD);
        assertThat(history.since()).isEqualTo(1001);
        TimeSet rows = new TimeSet();
        for (int i = 0; i < 3; i++) {
            Sample row = story.row(i, pulse(70));
            rows.add(row.time(), 100);
            history.note(rows, new Sample(row.type(), row.time(), 60, row.worn(), row.charging(), 80, 7, 0, row.readings(),
                    Sample.EVERY_FIELD & ~(1 << Field.BPM_Q.ordinal()), List.of()), false);
        }
        assertThat(history.presence(rows).missing()).isEqualTo(1 << Field.BPM_Q.ordinal());
    }

    private void late(int second, int fields, List<String> unknown) {
        Sample late = story.row(second, pulse(70));
        story.deliver(Timeline.BEGINNING + minute * Rules.MINUTE, new Sample(late.type(), late.time(), 60, late.worn(), late.charging(), 80, 7,
                0, late.readings(), fields, unknown));
    }
}
