package io.vitalwatch.simulator;

import static io.vitalwatch.simulator.Simulations.HOUR;
import static io.vitalwatch.simulator.Simulations.MINUTE;
import static io.vitalwatch.simulator.Simulations.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vitalwatch.simulator.score.Truth;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The generated bodies show what real bracelets, phones and releases of the vendor do wrong. The fault holds in the second hour. */
class FaultsOfRealBraceletsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row with its event type and the moment at which it is sent. */
    private record SentRow(String type, long sentAt, JsonNode fields) {
        boolean isActivity() {
            return type.equals("activity");
        }

        boolean has(String key) {
            return fields.has(key);
        }

        double number(String key) {
            return fields.path(key).asDouble();
        }

        long stamp() {
            return fields.path("timestamp").asLong();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1970, 2000, 2035})
    void aClockThatIsResetStartsAtTheBeginningOfAYearAndRunsOn(int year) {
        long begin = Instant.parse(year + "-01-01T00:00:00Z").toEpochMilli();

        List<SentRow> wrong = rows("{type: clock-reset, at: 1h, for: 30min, year: " + year + "}").stream()
                .filter(row -> Instant.ofEpochMilli(row.stamp()).atOffset(ZoneOffset.UTC).getYear() == year).toList();

        assertThat(wrong).hasSizeBetween(60, 80).allMatch(row -> row.stamp() - begin < 30 * MINUTE);
        assertThat(wrong.stream().map(row -> (row.stamp() - begin) / MINUTE).collect(Collectors.toSet())).hasSizeGreaterThan(28);
    }

    @ParameterizedTest
    @CsvSource({"seconds, 10", "microseconds, 16"})
    void stampsHaveAnotherUnit(String unit, int digits) {
        List<SentRow> rows = rows("{type: stamp-unit, at: 1h, for: 1h, unit: " + unit + "}");

        Map<Integer, Long> lengths = rows.stream().collect(
                Collectors.groupingBy(row -> row.fields().path("timestamp").asText().length(), Collectors.counting()));
        assertThat(lengths).containsOnlyKeys(13, digits);
        assertThat(lengths.get(digits)).isGreaterThan(100);
    }

    @Test
    void aWholeStreamIsOneHourBehind() {
        List<SentRow> rows = rows("{type: stamps-behind, at: 0s, for: 3h}");

        assertThat(rows).hasSizeGreaterThan(300).allMatch(row -> row.sentAt() - row.stamp() >= HOUR && row.stamp() >= START - HOUR);
    }

    @Test
    void afterAStepBackTheSameStampsComeAgainWithOtherValues() {
        Map<Long, Set<Double>> pulses = new HashMap<>();
        for (SentRow row : usable(rows("{type: stamps-behind, at: 1h, for: 1h}"), "bpm", "bpm_q")) {
            pulses.computeIfAbsent(row.stamp(), key -> new HashSet<>()).add(row.number("bpm"));
        }

        assertThat(pulses.values().stream().filter(values -> values.size() == 2).count()).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "poor"})
    void aRowComesTwiceWithTheSameStampAndOtherValuesFirst(String first) {
        List<SentRow> rows = rows("{type: same-stamp, at: 1h, for: 1h, share: 1, first: " + first + "}").stream()
                .filter(SentRow::isActivity).toList();
        int pairs = 0;
        for (int i = 1; i < rows.size(); i++) {
            SentRow before = rows.get(i - 1);
            SentRow row = rows.get(i);
            if (before.stamp() == row.stamp() && row.number("bpm") > 0) {
                pairs++;
                assertThat(before.number("bpm")).isCloseTo(row.number("bpm") * 1.1, within(0.5));
                assertThat(before.number("bpm_q")).isEqualTo(first.equals("poor") ? 0 : row.number("bpm_q"));
            }
        }

        assertThat(pairs).isGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({"pulse, bpm", "respiration, respiration_rate", "spo2, spo2", "temperature, temp_sk1", "blood-pressure, nibp_systolic"})
    void oneVitalOfAWornBraceletIsNoLongerMeasuredAndTheOthersGoOn(String vital, String key) {
        List<SentRow> rows = second(rows("{type: not-measured, at: 1h, for: 1h, vital: " + vital + "}"));

        assertThat(rows).allMatch(row -> row.number(key) == 0);
        assertThat(rows.stream().filter(SentRow::isActivity)).hasSizeGreaterThan(50).allMatch(row -> row.number("wearing") == 4);
        for (String other : List.of("bpm", "respiration_rate", "spo2", "temp_sk1", "nibp_systolic")) {
            if (!other.equals(key)) {
                assertThat(rows).as(other).anyMatch(row -> row.number(other) > 0);
            }
        }
    }

    @Test
    void aWornBraceletMeasuresNothingAtAll() {
        List<SentRow> rows = second(rows("{type: not-measured, at: 1h, for: 1h, vital: all}"));

        assertThat(rows.stream().filter(SentRow::isActivity)).hasSizeGreaterThan(50).allMatch(row -> row.number("wearing") == 4);
        for (String key : List.of("bpm", "respiration_rate", "spo2", "temp_sk1", "nibp_systolic")) {
            assertThat(rows).allMatch(row -> row.number(key) == 0);
        }
    }

    @Test
    void aSensorRepeatsItsValue() {
        List<SentRow> rows = rows("{type: constant, at: 1h, for: 1h, vital: pulse}");

        assertThat(values(second(rows), "bpm", "bpm_q")).hasSize(1);
        assertThat(values(rows, "bpm", "bpm_q")).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 0.5})
    void aPulseIsDoubledOrHalved(double factor) {
        List<SentRow> healthy = usable(second(rows()), "bpm", "bpm_q");
        List<SentRow> wrong = usable(second(rows("{type: pulse-factor, at: 1h, for: 1h, factor: " + factor + "}")), "bpm", "bpm_q");

        assertThat(wrong).hasSameSizeAs(healthy).hasSizeGreaterThan(40);
        for (int i = 0; i < wrong.size(); i++) {
            assertThat(wrong.get(i).number("bpm")).isCloseTo(healthy.get(i).number("bpm") * factor, within(1.0));
        }
    }

    @ParameterizedTest
    @CsvSource({"pulse, bpm, bpm_q, 255", "spo2, spo2, spo2_q, 127", "respiration, respiration_rate, resp_q, -1"})
    void aSentinelComesWithGoodQuality(String vital, String key, String quality, int value) {
        List<SentRow> rows = rows("{type: sentinel, at: 1h, for: 1h, vital: " + vital + ", value: " + value + "}");

        assertThat(values(second(rows), key, quality)).containsExactly((double) value);
        assertThat(values(rows, key, quality)).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"upper-case, BPM_Q, TEMP_SK1", "camel-case, bpmQ, tempSk1", "new-names, bpm_q_v2, temp_sk1_v2"})
    void aReleaseRenamesTheFieldsOfReadings(String how, String quality, String temperature) {
        List<SentRow> rows = second(rows("{type: renamed-fields, at: 1h, for: 1h, how: " + how + "}"));

        assertThat(rows).hasSizeGreaterThan(100).allMatch(row -> row.has(row.isActivity() ? quality : temperature))
                .noneMatch(row -> row.has("bpm_q") || row.has("temp_sk1")).allMatch(row -> row.has("timestamp"));
    }

    @Test
    void aFlagIsText() {
        List<SentRow> rows = rowsOf("24h", "{type: text-flags, at: 0s, for: 24h}");

        assertThat(rows.stream().filter(SentRow::isActivity).map(row -> row.fields().get("is_charging")).distinct())
                .allMatch(JsonNode::isTextual).extracting(JsonNode::asText).containsExactlyInAnyOrder("true", "false");
    }

    @Test
    void aPhoneUploadsOnceInHalfAnHour() {
        Set<Long> uploads = rowsOf("4h", "{type: slow-upload, at: 1h, for: 2h, minutes: 30}").stream()
                .filter(row -> row.sentAt() >= START + HOUR + MINUTE && row.sentAt() < START + 3 * HOUR)
                .map(row -> (row.sentAt() - START) / (5 * MINUTE)).collect(Collectors.toCollection(HashSet::new));

        assertThat(uploads).hasSizeBetween(3, 4).isSubsetOf(17L, 18L, 23L, 24L, 29L, 30L, 35L, 36L);
    }

    @Test
    void theChargeSwingsAroundALimit() {
        Set<Double> charges = second(rows("{type: battery-swing, at: 1h, for: 1h}")).stream().filter(SentRow::isActivity)
                .map(row -> row.number("battery")).collect(Collectors.toSet());

        assertThat(charges).containsExactlyInAnyOrder(9.0, 11.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "clock-reset    | no-data", "stamp-unit     | no-data", "slow-upload    | no-data", "battery-swing  | battery-low",
        "stamps-behind  | -", "same-stamp     | -", "not-measured   | -", "constant       | -", "pulse-factor   | -", "sentinel       | -",
        "renamed-fields | -", "text-flags     | -",
    })
    void theTruthDemandsAnAlarmOnlyWhereOneMustFollow(String word, String rule) {
        Truth truth = Simulations.one(1, "3h", "{type: " + word + ", at: 1h, for: 1h}").truth().get(0);

        assertThat(truth.event()).isEqualTo(word);
        assertThat(truth.rule()).isEqualTo(rule);
        assertThat(truth.kind()).isEqualTo(rule == null ? Truth.FAULT : "technical");
    }

    private static List<SentRow> rows(String... events) {
        return rowsOf("3h", events);
    }

    private static List<SentRow> rowsOf(String length, String... events) {
        List<SentRow> rows = new ArrayList<>();
        for (PlannedDelivery delivery : Simulations.one(1, length, events)) {
            JsonNode body = json(delivery);
            JsonNode batches = body.has("type") ? body.path("data").path("data") : body.path("data");
            batches.forEach(batch -> batch.forEach(row -> rows.add(new SentRow(delivery.eventType(), delivery.sendAtMillis(), row))));
        }
        return rows;
    }

    /** The rows of the second hour. */
    private static List<SentRow> second(List<SentRow> rows) {
        return rows.stream().filter(row -> row.stamp() >= START + HOUR && row.stamp() < START + 2 * HOUR).toList();
    }

    private static List<SentRow> usable(List<SentRow> rows, String key, String quality) {
        return rows.stream().filter(row -> row.has(key) && row.number(quality) >= 2 && row.number(quality) <= 4).toList();
    }

    private static Set<Double> values(List<SentRow> rows, String key, String quality) {
        return usable(rows, key, quality).stream().map(row -> row.number(key)).collect(Collectors.toSet());
    }

    private static JsonNode json(PlannedDelivery delivery) {
        try {
            return JSON.readTree(new String(delivery.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("the simulator writes JSON", e);
        }
    }
}
