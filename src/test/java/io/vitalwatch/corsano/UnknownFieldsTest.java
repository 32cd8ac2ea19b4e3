package io.vitalwatch.corsano;

import static io.vitalwatch.corsano.Bodies.bare;
import static io.vitalwatch.corsano.Bodies.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Decoded.Problem;
import io.vitalwatch.model.Rejection.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fields that came under another name. */
class UnknownFieldsTest {
    private final BodyDecoder decoder = new BodyDecoder("d", Bodies.LIMIT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "heartRate,heartRateQuality,isWorn,cardiacArrest | heartRate, heartRateQuality, isWorn, cardiacArrest",
        "BPM,CARDIAC_ARREST | BPM, CARDIAC_ARREST", "timezone,pulse | pulse", "temp_sk2,hr | hr", "pulse,pulse | pulse"})
    void aSampleOfWhichNothingIsKnownButItsTimeNamesItsFields(String fields, String said) {
        Problem notice = notice(row(fields));
        assertThat(notice.scope()).isEqualTo(Scope.NOTICE);
        assertThat(notice.reason()).isEqualTo("unknown-fields");
        assertThat(notice.detail()).startsWith("fields that are not known: " + said + "; were fields renamed?");
        assertThat(notice.sampleTime()).isEqualTo(1_763_562_121_000L);
        assertThat(notice.value()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "heartRate,cardiacArrest | false | heartRate, cardiacArrest", "temp_sk2,hr | false | hr", "timezone | false | ",
        "temp_sk2 | true | ", "timezone,last_steps | true | ", "bpm,hr | true | ", "bpm,cardiacArrest | true | cardiacArrest",
        "bpm,BPM | true | ", "bpm,timeZone | true | ", "bpm,cardiac_arrest,Cardiac-Arrest,spO2 | true | spO2"})
    void aRowSaysWhetherAnythingIsKnownOfItAndWhichFieldsHaveAnotherName(String fields, boolean known, String unknown) {
        Row row = decode(bare(row(fields))).rows().get(0);
        assertThat((row.fields() & 1) != 0).isEqualTo(known);
        assertThat(String.join(", ", row.unknownNames())).isEqualTo(unknown == null ? "" : unknown);
    }

    @Test
    void aRowSaysWhichFieldsItHadWhateverTheySaid() {
        for (String body : List.of(bare(sample("bpm", "70", "battery", "null", "wearing", "\"x\"")),
                bare(sample("bpm", "\"70\"", "battery", "null", "wearing", "4")))) {
            assertThat(decode(body).rows().get(0).fields())
                    .isEqualTo(1 | 1 << Field.BPM.ordinal() | 1 << Field.BATTERY.ordinal() | 1 << Field.WEARING.ordinal());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cardiacArrest", "CARDIAC_ARREST", "Cardiac_Arrest", "cardiac-arrest", "cardiac arrest", "Bpm", "timeZone", "bpmQ"})
    void aNameThatIsAlmostKnownIsReportedBesideKnownFields(String name) {
        assertThat(notice(row("bpm,wearing,rr," + name)).detail()).contains(": " + FieldNames.shown(name) + ";");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pha,pha_q,last_steps,activity_count,energy_exp,gait_asymmetry,gait_speed,gait_var,"
        + "speed,skin_proximity,temp_sk2,temp_amb",
        "timezone", "bpm,rr_interval,new_field", "wearing,hr", "temp_sk1,temp_amb,x", "timezone,temp_sk2"})
    void documentedFieldsAndNewOnesBesideKnownOnesGiveNone(String fields) {
        assertThat(decode(bare(row(fields))).problems()).isEmpty();
    }

    @Test
    void aSampleOfNothingButItsTimeHasNoNameToReport() {
        assertThat(decode(bare(sample())).problems()).isEmpty();
    }

    @Test
    void aDeliveryHasOneNoticeOfAtMostSixteenNamesOfPlainCharacters() {
        StringBuilder many = new StringBuilder("x\u00e9 <b>,").append("n".repeat(200));
        for (int i = 0; i < 40; i++) {
            many.append(",f").append(i);
        }
        List<Problem> problems = decode(bare(row(many.toString()), row("later"), row("f1"))).problems();
        assertThat(problems).hasSize(1);
        String detail = problems.get(0).detail();
        assertThat(detail).startsWith("fields that are not known: x___b_, " + "n".repeat(64) + ", f0, ").contains(", f13 and more;")
                .doesNotContain("f14", "later");
    }

    @Test
    void theScannerLeavesSuchRowsToTheParserAlsoWhenItHasSeenTheirNames() {
        BodyScanner scanner = new BodyScanner();
        String known = row("bpm,newer");
        assertThat(scanner.scan(bytes(bare(known, known)), new Envelope())).isTrue();
        assertThat(scanner.scan(bytes(bare(known, row("newer"))), new Envelope())).isFalse();
        assertThat(scanner.scan(bytes(bare(known, row("bpm,Spo2"))), new Envelope())).isFalse();
        decode(bare(known, known));
        assertThat(decode(bare(known, row("newer"))).problems()).hasSize(1);
    }

    @Test
    void aRefusedSampleNamesItsFieldsToo() {
        assertThat(decode(bare("{\"time\":\"1763562121000\",\"heartRate\":\"70\"}")).problems()).extracting(Problem::reason)
                .containsExactly("timestamp", "unknown-fields");
    }

    private Problem notice(String row) {
        List<Problem> problems = decode(bare(row)).problems();
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private Decoded decode(String body) {
        return decoder.decode(bytes(body));
    }

    /** A sample with these fields, each 1 as text; the time zone is a time zone. */
    private static String row(String fields) {
        StringBuilder row = new StringBuilder("{\"timestamp\":\"1763562121000\"");
        for (String field : fields.split(",")) {
            row.append(",\"").append(field).append("\":").append(field.equals("timezone") ? "\"+01:00\"" : "\"1\"");
        }
        return row.append('}').toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
