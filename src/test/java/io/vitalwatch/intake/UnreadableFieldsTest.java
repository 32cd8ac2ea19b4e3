package io.vitalwatch.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.quality.GateSettingsFixture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** State of the bracelet that is in a row and cannot be read is reported, and never taken for "worn", "not worn" or "charging". */
class UnreadableFieldsTest {
    private static final long NOW = 1_763_562_130_000L;

    private final Intake intake = new Intake(new IntakeSettings("d", 1 << 20, 16, GateSettingsFixture.defaults()));
    private final List<Sample> samples = new ArrayList<>();
    private final List<Rejection> notices = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();

    @ParameterizedTest
    @CsvSource({"true, TRUE", "'\"true\"', TRUE", "'\"True\"', TRUE", "'\"TRUE\"', TRUE", "'\" true \"', TRUE", "1, TRUE", "'\"1\"', TRUE",
        "false, FALSE", "'\"false\"', FALSE", "'\"False\"', FALSE", "0, FALSE", "null, UNKNOWN", "'\"\"', UNKNOWN"})
    void textThatSaysTrueOrFalseMeansWhatJsonDoes(String charging, Ternary expected) {
        read("\"is_charging\":" + charging);
        assertThat(samples.get(0).charging()).isEqualTo(expected);
        assertThat(samples.get(0).readings().get(0).verdict()).isEqualTo(expected == Ternary.TRUE ? Verdict.CHARGING : Verdict.USABLE);
        assertThat(notices).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wearing | \"NOT_WORN\" | NOT_WORN", "wearing | true | true", "wearing | false | false", "wearing | \"false\" | false",
        "wearing | 255 | 255", "wearing | 5 | 5", "wearing | -1 | -1", "wearing | \"3.5\" | 3.5", "wearing | [4] | […]", "wearing | {} | {…}",
        "is_charging | \"yes\" | yes", "is_charging | 2 | 2", "is_charging | -1 | -1", "is_charging | 0.5 | 0.5", "is_charging | [] | […]",
        "battery | \"full\" | full", "battery | 255 | 255", "battery | -1 | -1", "battery | 0.37 | 0.37", "battery | true | true",
        "activity_type | \"walk\" | walk", "activity_type | -1 | -1", "activity_type | 1.5 | 1.5", "activity_type | false | false",
        "timezone | \"Europe/Zurich\" | Europe/Zurich", "timezone | \"+25:00\" | +25:00", "timezone | 1 | 1", "timezone | true | true",
        "timezone | {} | {…}"})
    void whatCannotBeReadIsUnknownCountedAndNoted(String field, String json, String value) {
        read("\"" + field + "\":" + json);

        Sample sample = samples.get(0);
        assertThat(sample.worn()).isEqualTo(Ternary.UNKNOWN);
        assertThat(sample.charging()).isEqualTo(Ternary.UNKNOWN);
        assertThat(List.of(sample.battery(), sample.activity(), sample.offsetMinutes())).containsExactly(Sample.MISSING, Sample.MISSING, 0);
        assertThat(sample.readings()).extracting(reading -> reading.verdict()).containsExactly(Verdict.USABLE);
        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.scope()).isEqualTo(Scope.NOTICE);
            assertThat(notice.reason()).isEqualTo("unreadable-field");
            assertThat(notice.vital()).isEqualTo(field);
            assertThat(notice.value()).isEqualTo(value);
            assertThat(notice.detail()).startsWith(field + " is not ");
            assertThat(notice.sampleTime()).isEqualTo(NOW);
        });
        assertThat(counts).containsEntry("fields.unreadable", 1L).containsEntry("fields.unreadable." + field, 1L)
                .containsEntry("notices.unreadable-field", 1L).doesNotContainKey("samples.rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"wearing\":\"\"", "\"wearing\":null,\"battery\":null,\"timezone\":null", "\"timezone\":\"Z\"",
            "\"timezone\":\" \"",
        "\"activity_type\":9", "\"battery\":100", "\"wearing\":0", "\"wearing\":4"})
    void whatIsAbsentOrReadIsNotReported(String fields) {
        read(fields);
        assertThat(notices).isEmpty();
        assertThat(counts).doesNotContainKey("fields.unreadable");
    }

    @ParameterizedTest
    @CsvSource({"0, FALSE", "1, FALSE", "2, FALSE", "3, TRUE", "4, TRUE", "5, UNKNOWN", "255, UNKNOWN"})
    void onlyDocumentedCodesOfWearingMeanNotWorn(String code, Ternary worn) {
        read("\"wearing\":" + code);
        assertThat(samples.get(0).worn()).isEqualTo(worn);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"spo2 | \"9 7\" | 9 7", "spo2_q | \"good\" | good", "nibp_diastolic | {} | {…}",
            "respiration_rate | true | true"})
    void aMeasuredValueThatIsNoNumberGivesANoticeWithTheTextReceived(String field, String json, String value) {
        String other = field.equals("nibp_diastolic") ? ",\"nibp_systolic\":120" : field.equals("spo2_q") ? ",\"spo2\":97" : "";
        read("\"" + field + "\":" + json + other);
        assertThat(samples.get(0).readings().get(1).verdict()).isIn(Verdict.MALFORMED, Verdict.QUALITY);
        assertThat(notices).singleElement().satisfies(notice -> {
            assertThat(notice.reason()).isEqualTo("unreadable-field");
            assertThat(notice.vital()).isEqualTo(field);
            assertThat(notice.value()).isEqualTo(value);
            assertThat(notice.detail()).isEqualTo(field + " is not a number: the reading is not used");
        });
        assertThat(counts).containsEntry("fields.unreadable." + field, 1L);
        read("\"" + field + "\":\"" + "x".repeat(5000) + "\"" + other);
        assertThat(notices.get(1).value()).as("bounded").hasSizeLessThan(100);
    }

    @Test
    void aDeliveryHasOneNoticeForEachFieldAndCountsEveryValue() {
        String bad = "\"wearing\":255,\"is_charging\":\"x\"";
        read(bad, bad, "\"wearing\":4", bad);
        assertThat(notices).extracting(Rejection::vital).containsExactly("wearing", "is_charging");
        assertThat(counts).containsEntry("fields.unreadable", 6L).containsEntry("fields.unreadable.wearing", 3L).containsEntry("notices", 2L);
        read(bad);
        assertThat(notices).hasSize(4);
    }

    @Test
    void aFlagThatCannotBeReadIsCounted() {
        read("\"cardiac_arrest\":\"perhaps\",\"spo2\":\"bad\"");
        assertThat(counts).containsEntry("fields.unreadable.cardiac_arrest", 1L);
        assertThat(notices).extracting(Rejection::scope, Rejection::value)
                .containsExactly(tuple(Scope.NOTICE, "bad"), tuple(Scope.READING, "perhaps"));
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "'\"true\"', 1", "'\"True\"', 1", "'\"TRUE\"', 1", "false, 0", "'\"FALSE\"', 0", "3, 3", "255, 255"})
    void aFlagIsTextABooleanOrACode(String flag, int code) {
        read("\"cardiac_arrest\":" + flag);
        assertThat(samples.get(0).cardiacArrest()).isEqualTo(code);
        assertThat(notices).isEmpty();
    }

    private void read(String... fields) {
        StringBuilder body = new StringBuilder();
        for (String each : fields) {
            body.append(body.isEmpty() ? "" : ",").append("{\"timestamp\":").append(NOW).append(",\"bpm\":80,\"bpm_q\":4,").append(each)
                    .append('}');
        }
        intake.read(new RawRecord(new Origin("corsano.raw", 0, 1), NOW, ("{\"user_uuid\":\"u\",\"data\":[[" + body + "]]}")
                .getBytes(StandardCharsets.UTF_8), null), new IntakeOutput() {
                    @Override
                    public void delivery(Delivery delivery) {
                        samples.addAll(delivery.samples());
                    }

                    @Override
                    public void rejection(Rejection rejection) {
                        notices.add(rejection);
                    }

                    @Override
                    public void count(IntakeCounter counter, long amount) {
                        counts.merge(counter.label(), amount, Long::sum);
                    }

                    @Override
                    public void count(IntakeCounter counter, String reason) {
                        counts.merge(counter.label(), 1L, Long::sum);
                        counts.merge(counter.label() + "." + reason, 1L, Long::sum);
                    }
                });
    }
}
