package io.vitalwatch.wire;

import static io.vitalwatch.wire.SampleRecords.alert;
import static io.vitalwatch.wire.SampleRecords.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** The bytes of the job's three records, checked with their schemas. */
class RecordJsonTest {
    private static final long AT = SampleRecords.AT;
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void anAlertIsWrittenFieldByFieldInAFixedOrder() {
        assertThat(SchemaCheck.ALERT.check(AlertJson.of(alert("e962******2c5c", "Cardiac arrest flag 1.")))).isEqualTo(
                "{\"id\":\"11111111111111111111111111111111\",\"episode\":\"22222222222222222222222222222222\",\"sequence\":0,"
                        + "\"phase\":\"start\",\"state\":\"active\",\"reason\":\"confirmed\",\"kind\":\"physiological\","
                        + "\"rule\":\"cardiac-arrest\",\"priority\":\"high\",\"user\":\"e962******2c5c\",\"study\":\"EZTJD\","
                        + "\"onset\":\"2025-11-19T15:22:01+01:00\",\"observed\":\"2025-11-19T15:22:01+01:00\","
                        + "\"arrived\":\"2025-11-19T15:23:01.500+01:00\",\"age_seconds\":60,\"freshness\":\"live\",\"readings\":["
                        + "{\"vital\":\"pulse\",\"value\":79,\"unit\":\"/min\",\"quality\":2,\"at\":\"2025-11-19T15:22:01+01:00\"},"
                        + "{\"vital\":\"temperature\",\"value\":38.1,\"unit\":\"Cel\",\"quality\":null,"
                        + "\"at\":\"2025-11-19T15:22:01+01:00\"}],"
                        + "\"limit\":{\"condition\":\"cardiac-arrest >= 1\",\"count\":1,\"of\":1,\"duration_seconds\":0.5},"
                        + "\"message\":\"Cardiac arrest flag 1.\"}");
    }

    @Test
    void aWindowIsWrittenWithItsValuesAndReasons() {
        WindowSummary window = new WindowSummary("u", "EZTJD", Vital.TEMPERATURE, AT - 121_000, AT + 179_000, 5, 2, 36_500, 36_500, 38_100,
                38_100, Map.of(Verdict.NOT_WORN, 1, Verdict.QUALITY, 2));

        assertThat(SchemaCheck.WINDOW.check(WindowJson.of(window))).isEqualTo(
                "{\"user\":\"u\",\"study\":\"EZTJD\",\"vital\":\"temperature\",\"unit\":\"Cel\",\"loinc\":\"8310-5\","
                        + "\"start\":\"2025-11-19T14:20:00Z\",\"end\":\"2025-11-19T14:25:00Z\",\"count\":5,\"usable\":2,"
                        + "\"min\":36.5,\"median\":36.5,\"max\":38.1,\"last\":38.1,\"rejected\":{\"quality\":2,\"not-worn\":1}}");
    }

    @Test
    void aWindowWithoutAUsableReadingHasNoValues() {
        WindowSummary window = new WindowSummary("u", "s", Vital.SPO2, 0, 300_000, 1, 0, 0, 0, 0, 0, Map.of(Verdict.MALFORMED, 1));

        assertThat(SchemaCheck.WINDOW.check(WindowJson.of(window))).endsWith("\"count\":1,\"usable\":0,\"rejected\":{\"malformed\":1}}");
    }

    @Test
    void aDeadLetterKeepsItsBodyAndItsDeliveryId() {
        byte[] body = "{\"user\":".getBytes(StandardCharsets.UTF_8);

        assertThat(SchemaCheck.REJECTION.check(RejectionJson.of(rejection(null, body, body.length)))).isEqualTo(
                "{\"scope\":\"delivery\",\"reason\":\"truncated\",\"detail\":\"The body ends at byte 8.\",\"topic\":\"corsano.raw\","
                        + "\"partition\":3,\"offset\":41,\"arrived\":\"2025-11-19T14:22:01Z\",\"body_bytes\":8,"
                        + "\"body_base64\":\"eyJ1c2VyIjo=\",\"body_cut\":false,"
                        + "\"body_sha256\":\"4d404291c654ea5f9d0dba77b9b33f443abe636f6461b473e26cde7e1ee3ad57\"}");
    }

    @Test
    void aBodyThatWasCutIsMarkedAndNotHashed() {
        assertThat(SchemaCheck.REJECTION.check(RejectionJson.of(rejection("u", new byte[3], 9_000_000))))
                .endsWith("\"user\":\"u\",\"body_bytes\":9000000,\"body_base64\":\"AAAA\",\"body_cut\":true}");
    }

    @Test
    void aRejectedReadingNamesItsSampleVitalAndValue() {
        Rejection rejection = new Rejection(Rejection.Scope.READING, "implausible", "Outside 50 to 280.", new Origin("t", 0, 1), AT, "u",
                "s",
                AT - 1, "blood-pressure", "11647/60", null, 0);

        assertThat(SchemaCheck.REJECTION.check(RejectionJson.of(rejection))).endsWith(
                "\"user\":\"u\",\"study\":\"s\",\"sample_time\":\"2025-11-19T14:22:00.999Z\",\"vital\":\"blood-pressure\","
                        + "\"value\":\"11647/60\"}");
    }

    @ParameterizedTest
    @CsvSource({"121000,121", "38100,38.1", "38150,38.15", "38151,38.151", "1,0.001", "0,0", "-500,-0.5", "-121000,-121", "1010,1.01",
        "2147483647,2147483.647", "-2147483648,-2147483.648"})
    void valuesAreTheShortestPlainDecimals(int milli, String text) {
        WindowSummary window = new WindowSummary("u", "s", Vital.PULSE, 0, 1, 1, 1, milli, milli, milli, milli, Map.of());

        assertThat(SchemaCheck.WINDOW.check(WindowJson.of(window))).contains("\"min\":" + text + ",");
    }

    @ParameterizedTest
    @CsvSource({"0,0,1970-01-01T00:00:00Z", "1,0,1970-01-01T00:00:00.001Z", "-1,330,1970-01-01T05:29:59.999+05:30",
        "1763562121000,-210,2025-11-19T10:52:01-03:30", "1763562121500,1080,2025-11-20T08:22:01.500+18:00",
        "1763562121000,1081,2025-11-19T14:22:01Z", "-9223372036854775808,0,", "9223372036854775807,0,", "253402300799999,1080,"})
    void timesAreRfc3339InTheirOwnOffset(long millis, int offsetMinutes, String text) {
        assertThat(RecordText.time(millis, offsetMinutes)).isEqualTo(text);
    }

    @Test
    void timesAreWhatTheJdkWrites() {
        DateTimeFormatter seconds = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");
        DateTimeFormatter millis = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
        long first = Instant.parse("0000-01-02T00:00:00Z").toEpochMilli();
        long last = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long time = i == 0 ? first : i == 1 ? last - 1 : random.nextLong(first, last);
            time = i % 2 == 0 ? time : Math.floorDiv(time, 1000) * 1000;
            int offset = i % 3 == 0 ? 0 : random.nextInt(-1080, 1081);
            assertThat(RecordText.time(time, offset)).isEqualTo((time % 1000 == 0 ? seconds : millis)
                    .format(Instant.ofEpochMilli(time).atOffset(ZoneOffset.ofTotalSeconds(offset * 60))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\u0000", "\n\t\u001f", "\u2028", "ü€", "\uD83D\uDE00", "</script>", "a\uFFFFb"})
    void anyTextIsReadBackUnchanged(String text) throws IOException {
        assertThat(fields(SchemaCheck.ALERT.check(AlertJson.of(alert("u" + text, "m" + text)))))
                .containsEntry("user", "u" + text).containsEntry("message", "m" + text);
    }

    @ParameterizedTest
    @CsvSource({"'a\uD83D','a\uFFFD'", "'\uDE00b','\uFFFDb'",
        "'\uD83D\uD83D\uDE00','\uFFFD\uD83D\uDE00'", "'\uDE00\uD83D','\uFFFD\uFFFD'"})
    void aLoneSurrogateIsReplaced(String user, String mended) throws IOException {
        assertThat(fields(SchemaCheck.ALERT.check(AlertJson.of(alert(user, "m"))))).containsEntry("user", mended);
    }

    @Test
    void theSchemasListEveryWordThatARecordCanUseAndNoOther() throws IOException {
        assertThat(words("alert", "phase")).containsExactlyElementsOf(labels(Phase.values(), Phase::label));
        assertThat(words("alert", "state")).containsExactlyElementsOf(labels(AlarmState.values(), AlarmState::label));
        assertThat(words("alert", "reason").subList(0, Reason.values().length)).as("the others are reserved")
                .containsExactlyElementsOf(labels(Reason.values(), Reason::label));
        assertThat(words("alert", "time")).containsExactlyElementsOf(labels(TimeBasis.values(), TimeBasis::label));
        assertThat(words("alert", "kind")).containsExactlyElementsOf(labels(Kind.values(), Kind::label));
        assertThat(words("alert", "priority")).containsExactlyElementsOf(labels(Priority.values(), Priority::label));
        assertThat(words("alert", "freshness")).containsExactlyElementsOf(labels(Freshness.values(), Freshness::label));
        assertThat(words("alert", "vital")).containsExactlyElementsOf(labels(Vital.values(), Vital::label));
        assertThat(words("window", "vital")).containsExactlyElementsOf(labels(Vital.values(), Vital::label));
        assertThat(words("alert", "unit")).containsOnlyOnceElementsOf(Set.copyOf(labels(Vital.values(), Vital::unit)));
        assertThat(words("rejection", "scope")).containsExactlyElementsOf(labels(Rejection.Scope.values(), Rejection.Scope::label));
        for (Verdict verdict : EnumSet.complementOf(EnumSet.of(Verdict.USABLE))) {
            SchemaCheck.WINDOW.check(WindowJson.of(new WindowSummary("u", "s", Vital.SPO2, 0, 1, 1, 0, 0, 0, 0, 0, Map.of(verdict, 1))));
        }
    }

    @Test
    void theSchemasAreStrict() throws IOException {
        String alert = SchemaCheck.ALERT.check(AlertJson.of(alert("u", "m")));

        assertThat(SchemaCheck.ALERT.violations(alert.replace("\"high\"", "\"urgent\""))).hasSize(1);
        assertThat(SchemaCheck.ALERT.violations(alert.replace("\"message\"", "\"text\""))).hasSize(2);
        assertThat(SchemaCheck.ALERT.violations(alert.replace("T15:22:01+01:00\",\"observed", " 15:22:01\",\"observed"))).isNotEmpty();
        assertThat(SchemaCheck.ALERT.violations(alert.replace(":79,", ":\"79\","))).hasSize(1);
        assertThat(SchemaCheck.WINDOW.violations("{}")).isNotEmpty();
        assertThat(SchemaCheck.REJECTION.violations("{}")).isNotEmpty();
    }

    /** The words of the {@code enum} of a field, wherever the field stands in the schema, in their order. */
    private static List<String> words(String schema, String field) throws IOException {
        JsonNode tree = JSON.readTree(AlertJson.class.getResource("/io/vitalwatch/schema/" + schema + ".json"));
        List<String> words = new ArrayList<>();
        tree.findValue("properties").findValue(field).get("enum").forEach(word -> words.add(word.textValue()));
        return words;
    }

    private static <T> List<String> labels(T[] values, Function<T, String> label) {
        return Arrays.stream(values).map(label).toList();
    }

    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        JSON.readTree(json).properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields;
    }
}
