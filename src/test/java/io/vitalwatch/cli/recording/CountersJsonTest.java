package io.vitalwatch.cli.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.terminal.JobCounters;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

class CountersJsonTest {
    @Test
    void theMetricsFileHoldsTheNumbersOfTheEquationsAndZeroWhereNothingWasCounted() {
        Map<String, Long> counters = new HashMap<>(Map.of("deliveries.in", 3L, "deliveries.decoded", 2L, "deliveries.test", 1L,
                "samples.in", 4L, "samples.accepted", 4L, "readings.in", 9L, "readings.usable", 6L, "readings.rejected.quality", 2L,
                "readings.rejected.implausible", 1L));
        counters.putAll(Map.of("alerts.start", 2L, "alerts.start.spo2-low.high", 2L, "patients", 2L, "windows", 5L));

        String json = new String(CountersJson.of(new JobCounters(counters)), StandardCharsets.UTF_8);

        assertThat(json).startsWith("{\n  \"deliveries\" : {\n    \"in\" : 3,\n").endsWith("\n}\n");
        assertThat(json.replaceAll("\\s", "")).isEqualTo("{\"deliveries\":{\"in\":3,"
                + "\"decoded\":2,\"rejected\":0,\"test\":1,\"heartbeat\":0},\"samples\":{\"in\":4,\"accepted\":4,\"rejected\":0,"
                + "\"duplicate\":0,\"conflict\":0,\"stale\":0},\"readings\":{\"in\":9,\"usable\":6,"
                + "\"rejected\":{\"implausible\":1,\"quality\":2}},"
                + "\"alerts\":{\"start\":2,\"update\":0,\"end\":0},\"patients\":2,\"windows\":5}");
    }

    @Test
    void withoutPatientsOrRejectionsTheFieldsAreThereAllTheSame() {
        assertThat(new String(CountersJson.of(new JobCounters(Map.of())), StandardCharsets.UTF_8))
                .contains("\"rejected\" : { }").contains("\"patients\" : 0");
    }
}
