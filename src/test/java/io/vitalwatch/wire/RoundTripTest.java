package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
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
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Writers, readers, field names and schemas of the three records agree with each other. */
class RoundTripTest {
    private static final int RECORDS = 500;
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anAlertIsReadBackAsItWasWrittenAndEveryWordOfItsEnumsToo(long seed) {
        RandomRecords random = new RandomRecords(seed);
        Set<Object> words = new HashSet<>();
        for (int i = 0; i < RECORDS; i++) {
            Alert alert = random.alert();
            byte[] json = AlertJson.of(alert);
            SchemaCheck.ALERT.check(json);

            assertThat(AlertJson.read(json)).as("seed %d, record %d", seed, i).isEqualTo(alert);
            words.addAll(List.of(alert.phase(), alert.state(), alert.reason(), alert.kind(), alert.priority(), alert.freshness(), alert.time()));
            alert.readings().forEach(reading -> words.add(reading.vital()));
        }
        assertThat(words).contains((Object[]) Phase.values()).contains((Object[]) AlarmState.values()).contains((Object[]) Reason.values())
                .contains((Object[]) Kind.values()).contains((Object[]) Priority.values()).contains((Object[]) Freshness.values())
                .contains((Object[]) Vital.values()).contains((Object[]) TimeBasis.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aWindowIsReadBackAsItWasWritten(long seed) {
        RandomRecords random = new RandomRecords(seed);
        Set<Object> words = new HashSet<>();
        for (int i = 0; i < RECORDS; i++) {
            WindowSummary window = random.window();
            byte[] json = WindowJson.of(window);
            SchemaCheck.WINDOW.check(json);

            assertThat(WindowJson.read(json)).as("seed %d, record %d", seed, i).isEqualTo(window);
            words.add(window.vital());
            words.addAll(window.rejected().keySet());
        }
        words.add(Verdict.USABLE);
        assertThat(words).contains((Object[]) Vital.values()).contains((Object[]) Verdict.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRejectionIsReadBackAsItWasWritten(long seed) {
        RandomRecords random = new RandomRecords(seed);
        Set<Object> words = new HashSet<>();
        for (int i = 0; i < RECORDS; i++) {
            Rejection rejection = random.rejection();
            byte[] json = RejectionJson.of(rejection);
            SchemaCheck.REJECTION.check(json);

            assertThat(RejectionJson.read(json)).as("seed %d, record %d", seed, i).usingRecursiveComparison().isEqualTo(rejection);
            words.add(rejection.scope());
        }
        assertThat(words).containsExactlyInAnyOrder((Object[]) Rejection.Scope.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDeliveryIsReadBackAsItWasWrittenWithoutItsUndatedRows(long seed) {
        RandomRecords random = new RandomRecords(seed);
        for (int i = 0; i < RECORDS; i++) {
            Delivery delivery = random.delivery();
            byte[] json = SamplesJson.of(delivery);
            SchemaCheck.SAMPLES.check(json);

            assertThat(SamplesJson.read(json)).as("seed %d, record %d", seed, i).isEqualTo(new Delivery(delivery.user(), delivery.study(),
                    delivery.arrival(), delivery.stamp(), delivery.part(), delivery.origin(), delivery.samples()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDeliveryInItsUsualFormIsReadWithoutATreeAndAnyChangedByteGivesWhatTheTreeGives(long seed) {
        RandomRecords random = new RandomRecords(seed);
        Random bytes = new Random(seed);
        int usual = 0;
        for (int i = 0; i < RECORDS; i++) {
            Delivery any = random.delivery();
            byte[] json = SamplesJson.of(new Delivery("user-" + i, "EZTJD", any.arrival(), new Origin("corsano.raw", i, i), any.samples()));
            usual += SamplesScanner.read(json) == null ? 0 : 1;
            for (int change = 0; change < 40; change++) {
                byte[] changed = changed(json, bytes);
                String read = outcome(() -> SamplesScanner.read(changed));
                assertThat(read).as("seed %d, %s", seed, new String(changed, StandardCharsets.UTF_8))
                        .isIn("null", outcome(() -> SamplesJson.readAnyForm(changed)));
            }
        }
        // The others have offsets that RFC 3339 cannot express, or times that are left out.
        assertThat(usual).isGreaterThan(RECORDS * 9 / 10);
    }

    /** With one byte replaced, removed or doubled, or with another part of the record in place of a part. */
    private static byte[] changed(byte[] json, Random random) {
        int at = random.nextInt(json.length);
        byte[] plain = "0123456789-+.:,\"{}[]eETZtfnu \\".getBytes(StandardCharsets.US_ASCII);
        byte[] changed = json.clone();
        switch (random.nextInt(4)) {
            case 0 -> changed[at] = plain[random.nextInt(plain.length)];
            case 1 -> {
                changed = new byte[json.length - 1];
                System.arraycopy(json, 0, changed, 0, at);
                System.arraycopy(json, at + 1, changed, at, json.length - at - 1);
            }
            case 2 -> {
                changed = new byte[json.length + 1];
                System.arraycopy(json, 0, changed, 0, at + 1);
                System.arraycopy(json, at, changed, at + 1, json.length - at);
            }
            default -> {
                int length = Math.min(1 + random.nextInt(8), json.length - at);
                System.arraycopy(json, random.nextInt(json.length - length + 1), changed, at, length);
            }
        }
        return changed;
    }

    private static String outcome(Supplier<Delivery> read) {
        try {
            return String.valueOf(read.get());
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    @ParameterizedTest
    @CsvSource({"2024-02-29T23:59:59.001Z", "2100-02-28T00:00:00+14:00", "2100-02-29T00:00:00Z", "0000-02-29T00:00:00-18:00",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999-18:00", "2025-04-31T00:00:00Z", "2025-11-19T24:00:00Z", "2025-11-19T14:22:60Z", "2025-11-19T14:22:01.5Z",
            "2025-11-19T14:22:01+18:01", "2025-11-19T14:22:01+01:60", "2025-11-19T14:22:01-00:00", "2025-13-19T14:22:01Z",
            "2025-00-19T14:22:01Z", "2025-11-00T14:22:01Z", "2025-11-19T14:22:01+0100"})
    void aTimeIsReadWithoutATreeAsWithIt(String time) {
        byte[] json = new String(SamplesJson.of(new Delivery("u", "s", 0, new Origin("t", 0, 0), List.of())), StandardCharsets.UTF_8)
                .replace("1970-01-01T00:00:00Z", time).getBytes(StandardCharsets.UTF_8);
        assertThat(outcome(() -> SamplesScanner.read(json))).isIn("null", outcome(() -> SamplesJson.readAnyForm(json)));
    }

    @Test
    void theSchemasHaveTheFieldsOfWritersAndReadersAndNoOthers() throws Exception {
        Set<String> names = new TreeSet<>();
        for (var constant : RecordField.class.getDeclaredFields()) {
            if (Modifier.isStatic(constant.getModifiers()) && constant.getType() == String.class) {
                names.add((String) constant.get(null));
            }
        }
        Set<String> described = new TreeSet<>();
        for (String record : List.of("alert", "window", "rejection", "samples")) {
            collectProperties(schema(record), described);
        }
        // Below "values" the vitals themselves are the names.
        Arrays.stream(Vital.values()).map(Vital::label).filter(label -> !names.contains(label)).forEach(described::remove);
        // Below "rejected" the reasons themselves are the names.
        Arrays.stream(Verdict.values()).map(Verdict::label).filter(label -> !names.contains(label)).forEach(described::remove);

        assertThat(described).isEqualTo(names);
    }

    @Test
    void everyFieldOfASchemaIsWrittenAndNoOther() throws Exception {
        RandomRecords random = new RandomRecords(9);
        Set<String> alert = new TreeSet<>();
        Set<String> window = new TreeSet<>();
        Set<String> rejection = new TreeSet<>();
        Set<String> samples = new TreeSet<>();
        for (int i = 0; i < RECORDS; i++) {
            collectNames(JSON.readTree(AlertJson.of(random.alert())), alert);
            collectNames(JSON.readTree(WindowJson.of(random.window())), window);
            collectNames(JSON.readTree(RejectionJson.of(random.rejection())), rejection);
            collectNames(JSON.readTree(SamplesJson.of(random.delivery())), samples);
        }

        assertThat(alert).isEqualTo(collectProperties(schema("alert"), new TreeSet<>()));
        assertThat(window).isEqualTo(collectProperties(schema("window"), new TreeSet<>()));
        assertThat(rejection).isEqualTo(collectProperties(schema("rejection"), new TreeSet<>()));
        assertThat(samples).isEqualTo(collectProperties(schema("samples"), new TreeSet<>()));
    }

    @Test
    void fieldsOfALaterVersionAreIgnored() {
        Alert alert = new RandomRecords(4).alert();
        String json = new String(AlertJson.of(alert), StandardCharsets.UTF_8);

        assertThat(AlertJson.read(bytes("{\"later\":{\"on\":true}," + json.substring(1)))).isEqualTo(alert);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "\"phase\":\"start\"        | \"phase\":\"pause\"       | phase is \"pause\"; it must be a known word",
        "\"sequence\":0             | \"sequence\":0.5          | sequence is 0.5; it must be a whole number",
        "\"sequence\":0             | \"sequence\":9876543210   | sequence is 9876543210; it must be a whole number of 32 bits",
        "\"sequence\":0             | \"sequence\":\"0\"        | sequence is \"0\"; it must be a whole number",
        "\"rule\":\"r\"             | \"rule\":7                | rule is 7; it must be a string",
        "\"rule\":\"r\"             | \"rules\":\"r\"           | rule is missing",
        "\"user\":\"u\"             | \"user\":null             | user is missing",
        "\"onset\":\"1970           | \"onset\":\"in 1970       | onset is \"in 1970-01-01T00:00:00Z\"; it must be an RFC 3339 time with"
        + " its offset",
        "\"value\":79              | \"value\":79.0001    | readings[0].value is 79.0001; it must be a number with at most three decimals",
        "\"value\":79              | \"value\":1e9999999  | readings[0].value is 1E+9999999; it must be a number with at most three decimals",
        "\"value\":79              | \"value\":2147484    | readings[0].value is 2147484; it must be within -2147483.648 to 2147483.647",
        "\"value\":79               | \"value\":\"79\"          | readings[0].value is \"79\"; it must be a number",
        "\"vital\":\"pulse\"        | \"vital\":\"mood\"        | readings[0].vital is \"mood\"; it must be a known word",
        "\"limit\":{                | \"limit\":1,\"l\":{       | limit is 1; it must be an object",
        "\"count\":1                | \"counts\":1              | limit.count is missing",
    })
    void aFieldThatCannotBeReadIsNamedWithItsValue(String part, String other, String message) {
        Alert alert = new Alert("1", "2", 0, Phase.START, AlarmState.ACTIVE, Reason.CONFIRMED, Kind.TECHNICAL, "r", Priority.LOW,
                "u", "s", 0, 0, 0, 0, Freshness.LIVE, List.of(new Alert.Evidence(Vital.PULSE, 79_000, 2, 0)), new Alert.Limit("c", 1, 1, 0),
                "m");
        String json = new String(AlertJson.of(alert), StandardCharsets.UTF_8);
        assertThat(json).contains(part);

        assertThatIllegalArgumentException().isThrownBy(() -> AlertJson.read(bytes(json.replace(part, other))))
                .withMessage("alert: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{", "{} {}", "nonsense"})
    void somethingThatIsNotARecordIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AlertJson.read(bytes(text))).withMessageStartingWith("alert: ");
        assertThatIllegalArgumentException().isThrownBy(() -> WindowJson.read(bytes(text))).withMessageStartingWith("window: ");
        assertThatIllegalArgumentException().isThrownBy(() -> RejectionJson.read(bytes(text))).withMessageStartingWith("rejection: ");
        assertThatIllegalArgumentException().isThrownBy(() -> SamplesJson.read(bytes(text))).withMessageStartingWith("samples: ");
    }

    @Test
    void aHeartbeatIsDecodedAsAHeartbeat() {
        assertThat(new BodyDecoder("unknown", Integer.MAX_VALUE).decode(HeartbeatJson.body()).outcome())
                .isEqualTo(Decoded.Outcome.HEARTBEAT);
    }

    private static JsonNode schema(String record) throws IOException {
        return JSON.readTree(RoundTripTest.class.getResource("/io/vitalwatch/schema/" + record + ".json"));
    }

    /** The names below every "properties" that holds descriptions of fields. */
    /** All but the fields that are reserved for a later release. */
    private static Set<String> collectProperties(JsonNode schema, Set<String> names) {
        schema.path("properties").fields().forEachRemaining(each -> {
            if (!each.getValue().path("description").asText().startsWith("Reserved")) {
                names.add(each.getKey());
                collectProperties(each.getValue(), names);
                collectProperties(each.getValue().path("items"), names);
            }
        });
        return names;
    }

    private static Set<String> collectNames(JsonNode json, Set<String> names) {
        json.fieldNames().forEachRemaining(names::add);
        json.forEach(each -> collectNames(each, names));
        return names;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
