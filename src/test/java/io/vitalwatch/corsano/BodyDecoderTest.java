package io.vitalwatch.corsano;

import static io.vitalwatch.corsano.Bodies.bare;
import static io.vitalwatch.corsano.Bodies.decode;
import static io.vitalwatch.corsano.Bodies.sample;
import static io.vitalwatch.corsano.Bodies.vendorExample;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.corsano.Decoded.Outcome;
import io.vitalwatch.model.SampleType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bodies that are read. Bodies that are refused are in {@link BadInputTest}. */
class BodyDecoderTest {
    @Test
    void theVendorsExampleIsTwoRowsOneOpticalOneOfBloodPressure() {
        Decoded decoded = decode(vendorExample());

        assertThat(decoded.outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(decoded.user()).isEqualTo("e962******2c5c");
        assertThat(decoded.study()).isEqualTo("default-study");
        assertThat(decoded.samples()).isEqualTo(2);
        assertThat(decoded.problems()).isEmpty();
        Row optical = decoded.rows().get(0);
        assertThat(optical.type()).isEqualTo(SampleType.ACTIVITY);
        assertThat(optical.offsetMinutes()).isEqualTo(60);
        assertThat(optical.get(Field.TIMESTAMP)).isEqualTo(1_763_562_121_000L);
        assertThat(values(optical, Field.BPM, Field.BPM_Q, Field.SPO2, Field.RESPIRATION_RATE, Field.RESP_Q, Field.WEARING, Field.BATTERY,
                Field.CARDIAC_ARREST, Field.IS_CHARGING, Field.ACTIVITY_TYPE)).containsExactly(79, 2, 0, 22, 1, 4, 37, 1, 0, 7);
        Row pressure = decoded.rows().get(1);
        assertThat(pressure.get(Field.TIMESTAMP)).isEqualTo(1_763_562_124_000L);
        assertThat(pressure.get(Field.RESPIRATION_RATE)).isEqualTo(Row.MISSING);
        assertThat(values(pressure, Field.BPM, Field.NIBP_SYSTOLIC, Field.NIBP_DIASTOLIC, Field.NIBP_SYSTOLIC_LONG_TERM,
                Field.NIBP_DIASTOLIC_LONG_TERM, Field.NIBP_SYSTOLIC_COMBINE, Field.NIBP_DIASTOLIC_COMBINE))
                .containsExactly(0, 122, 72, 120, 57, 121, 64);
    }

    @Test
    void theDictionarysShapeAndNumbersInsteadOfStringsGiveTheSameRows() {
        String example = vendorExample();
        String numbers = example.replaceAll("\"(-?\\d+)\"", "$1");
        String dictionary = "{\"study\":\"EZTJD\",\"type\":\"activity\",\"data\":" + example + "}";

        List<String> expected = Bodies.text(decode(example).rows());
        assertThat(numbers).contains("\"bpm\": 79");
        assertThat(Bodies.text(decode(numbers).rows())).isEqualTo(expected);
        assertThat(Bodies.text(decode(dictionary).rows())).isEqualTo(expected);
        assertThat(decode(dictionary).study()).isEqualTo("EZTJD");
        assertThat(decode(dictionary).user()).isEqualTo("e962******2c5c");
        assertThat(Bodies.text(decode(dictionary.replaceAll("\"(-?\\d+)\"", "$1")).rows())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, 1000", "false, 0", "'\"1\"', 1000", "'\"0\"', 0", "1, 1000", "0, 0"})
    void aFlagIsReadAsBooleanStringOrNumber(String json, long expected) {
        assertThat(only(sample("is_charging", json)).get(Field.IS_CHARGING)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \""})
    void nullAndBlankAreMissing(String json) {
        assertThat(only(sample("bpm", json)).get(Field.BPM)).isEqualTo(Row.MISSING);
        assertThat(only(sample()).get(Field.BPM)).isEqualTo(Row.MISSING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "NaN | NaN", "-INF | -INF", "1e309 | 1e309", "\"NaN\" | NaN", "\"fast\" | fast", "[] | […]", "[[{\"a\":1}]] | […]", "{} | {…}",
            "{\"value\":79} | {…}"})
    void aMalformedValueLosesOnlyThatValueAndIsKeptAsText(String json, String text) {
        Row row = only(sample("bpm", json, "spo2", "97"));
        assertThat(row.get(Field.BPM)).isEqualTo(Row.MALFORMED);
        assertThat(row.malformedText()).isEqualTo(text);
        assertThat(row.get(Field.SPO2)).isEqualTo(97_000);
    }

    @Test
    void theFirstMalformedValueIsKeptAndCutTo64Characters() {
        Row row = only(sample("bpm", "\"" + "x".repeat(500) + "\"", "spo2", "\"second\""));
        assertThat(row.malformedText()).isEqualTo("x".repeat(64));
    }

    @Test
    void unknownFieldsAnywhereAreSkipped() {
        Decoded decoded = decode("{\"version\":{\"data\":[[{\"timestamp\":1}]]},\"user_uuid\":\"u\",\"data\":[["
                + sample("rr", "[1,[2,{\"bpm\":3}]]", "bpm", "70", "ppg", "{\"bpm\":9}") + "]],\"next\":[{\"user_uuid\":\"other\"}]}");
        assertThat(decoded.user()).isEqualTo("u");
        assertThat(decoded.rows()).hasSize(1);
        assertThat(decoded.rows().get(0).get(Field.BPM)).isEqualTo(70_000);
    }

    @Test
    void withoutATypeInTheBodyTheFieldsDecideIt() {
        Decoded decoded = decode(bare(sample("temp_sk1", "37.8"), sample("bpm", "70"), sample("temp_sk1", "null"),
                sample("temp_sk1", "0")));
        assertThat(decoded.rows()).extracting(Row::type)
                .containsExactly(SampleType.TEMPERATURE, SampleType.ACTIVITY, SampleType.ACTIVITY, SampleType.TEMPERATURE);
        assertThat(decoded.rows().get(0).get(Field.TEMP_SK1)).isEqualTo(37_800);
    }

    @Test
    void theTypeOfTheBodyAppliesToEachRowWhereverItIsInTheBody() {
        String temperature = "{\"data\":{\"data\":[[" + sample() + "]],\"user_uuid\":\"u\"},\"type\":\"temperature\",\"study\":\"S\"}";
        assertThat(decode(temperature).rows()).extracting(Row::type).containsExactly(SampleType.TEMPERATURE);
        assertThat(decode(temperature).study()).isEqualTo("S");
        String activity = "{\"type\":\"activity\",\"user_uuid\":\"u\",\"data\":[[" + sample("temp_sk1", "37") + "]]}";
        assertThat(decode(activity).rows()).extracting(Row::type).containsExactly(SampleType.ACTIVITY);
    }

    @Test
    void aStructureAsTypeOrEventCountsAsAbsent() {
        assertThat(decode("{\"type\":[\"sleep\"],\"event_type\":{\"a\":1},\"user_uuid\":\"u\",\"data\":[[" + sample() + "]]}").rows())
                .extracting(Row::type).containsExactly(SampleType.ACTIVITY);
        assertThat(decode("{\"event_type\":[\"test\"]}").problems().get(0).reason()).isEqualTo("no-samples");
    }

    @Test
    void theInnerUserHasPrecedenceOverTheOuterOne() {
        String inner = "\"data\":{\"user_uuid\":\"inner\",\"data\":[]}";
        assertThat(decode("{\"user_uuid\":\"outer\"," + inner + "}").user()).isEqualTo("inner");
        assertThat(decode("{\"user_uuid\":\"outer\",\"data\":{\"data\":[]}}").user()).isEqualTo("outer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"study\":null,", "\"study\":\"\",", "\"study\":[\"S\"],", "\"study\":{\"id\":\"S\"},"})
    void aBodyWithoutAStudyHasTheDefaultOne(String study) {
        assertThat(decode("{" + study + "\"user_uuid\":\"u\",\"data\":[]}").study()).isEqualTo("default-study");
    }

    @Test
    void aStudyMayBeANumber() {
        assertThat(decode("{\"study\":12,\"user_uuid\":\"u\",\"data\":[]}").study()).isEqualTo("12");
    }

    @Test
    void theTestEventAndTheHeartbeatAreRecognised() {
        assertThat(decode("{\"event_type\":\"test\"}").outcome()).isEqualTo(Outcome.TEST);
        assertThat(decode(" {\"event_type\": \"test\", \"sent\": {\"at\": [1]}}\n").outcome()).isEqualTo(Outcome.TEST);
        assertThat(decode("{\"event_type\":\"heartbeat\"}").outcome()).isEqualTo(Outcome.HEARTBEAT);
        assertThat(decode("{\"event_type\":\"test\"}").problems()).isEmpty();
        assertThat(decode("{\"event_type\":\"test\"}").samples()).isZero();
    }

    @Test
    void aTestEventIsATestWhateverElseItContains() {
        Decoded decoded = decode("{\"event_type\":\"test\",\"user_uuid\":\"u\",\"data\":[[" + sample() + "]]}");
        assertThat(decoded.outcome()).isEqualTo(Outcome.TEST);
        assertThat(decoded.rows()).isEmpty();
    }

    @Test
    void anUnknownEventTypeBesideDataLosesNoReading() {
        Decoded decoded = decode("{\"event_type\":\"push\",\"user_uuid\":\"u\",\"data\":[[" + sample() + "]]}");
        assertThat(decoded.outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(decoded.rows()).hasSize(1);
    }

    @Test
    void emptyAndNullBatchesAreSkippedAndFlatOnesAreRead() {
        Decoded decoded = decode("{\"user_uuid\":\"u\",\"data\":[null,[],[null," + sample("bpm", "1") + "]," + sample("bpm", "2") + "]}");
        assertThat(decoded.samples()).isEqualTo(2);
        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.rows()).extracting(row -> row.get(Field.BPM)).containsExactly(1000L, 2000L);
        assertThat(decode("{\"user_uuid\":\"u\",\"data\":[]}").outcome()).isEqualTo(Outcome.SAMPLES);
    }

    @Test
    void aUserOfOneTo128CharactersIsTakenAsItIs() {
        for (String user : List.of("x", " ", "e962******2c5c", "ü".repeat(128), "日本")) {
            assertThat(decode("{\"user_uuid\":\"" + user + "\",\"data\":[]}").user()).isEqualTo(user);
        }
    }

    @Test
    void theSameDecoderReadsOnAfterABadBody() {
        BodyDecoder decoder = new BodyDecoder("d", Bodies.LIMIT);
        byte[] good = vendorExample().getBytes(StandardCharsets.UTF_8);
        List<String> expected = Bodies.text(decoder.decode(good).rows());
        for (String bad : List.of("{\"study\":\"OLD\",\"user_uuid\":\"old\",\"type\":\"temperature\",\"data\":[[{\"bpm\":1", "[1]", "{",
                "")) {
            assertThat(decoder.decode(bad.getBytes(StandardCharsets.UTF_8)).outcome()).isEqualTo(Outcome.REJECTED);
            Decoded after = decoder.decode(good);
            assertThat(Bodies.text(after.rows())).isEqualTo(expected);
            assertThat(after.study()).isEqualTo("d");
        }
    }

    @Test
    void recordedDeliveriesAreReadCompletely() throws Exception {
        try (InputStream in = getClass().getResourceAsStream("real-deliveries.ndjson")) {
            int temperatures = 0;
            int pressures = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                Decoded decoded = decode(line.substring(line.indexOf("\"body\":") + 7, line.length() - 1));
                assertThat(decoded.outcome()).as(line).isEqualTo(Outcome.SAMPLES);
                assertThat(decoded.problems()).isEmpty();
                assertThat(decoded.study()).isEqualTo("MIMIC");
                for (Row row : decoded.rows()) {
                    temperatures += row.has(Field.TEMP_SK1) ? 1 : 0;
                    pressures += row.has(Field.NIBP_SYSTOLIC) && row.get(Field.NIBP_SYSTOLIC) == 11_647_000 ? 1 : 0;
                }
            }
            assertThat(temperatures).isEqualTo(2);
            assertThat(pressures).as("an artefact is read as it was sent; the gate judges it").isEqualTo(1);
        }
    }

    private static Row only(String sample) {
        Decoded decoded = decode(bare(sample));
        assertThat(decoded.outcome()).isEqualTo(Outcome.SAMPLES);
        assertThat(decoded.problems()).isEmpty();
        assertThat(decoded.rows()).hasSize(1);
        return decoded.rows().get(0);
    }

    private static List<Integer> values(Row row, Field... fields) {
        return java.util.Arrays.stream(fields).map(field -> (int) (row.get(field) / 1000)).toList();
    }
}
