package io.vitalwatch.cli;

import io.vitalwatch.alarm.Catalogue;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CountersTest {
    @Test
    void theMetricsFileHoldsTheNumbersOfTheEquationsAndZeroWhereNothingWasCounted() throws Exception {
        Counters counters = new Counters(Map.of("deliveries.in", 3L, "deliveries.decoded", 2L, "deliveries.test", 1L, "samples.in", 4L,
                "samples.accepted", 4L, "readings.in", 9L, "readings.usable", 6L, "readings.rejected.quality", 2L,
                "readings.rejected.implausible", 1L));
        counters = new Counters(plus(counters, Map.of(
                "alerts.start", 2L, "alerts.start.spo2-low.high", 2L, "patients", 2L, "windows", 5L)));

        assertThat(new String(counters.json(), StandardCharsets.UTF_8).replaceAll("\\s", "")).isEqualTo("{\"deliveries\":{\"in\":3,"
                + "\"decoded\":2,\"rejected\":0,\"test\":1,\"heartbeat\":0},\"samples\":{\"in\":4,\"accepted\":4,\"rejected\":0,"
                + "\"duplicate\":0,\"stale\":0},\"readings\":{\"in\":9,\"usable\":6,\"rejected\":{\"implausible\":1,\"quality\":2}},"
                + "\"alerts\":{\"start\":2,\"update\":0,\"end\":0},\"patients\":2,\"windows\":5}");
    }

    @Test
    void theSummaryAlignsItsColumnsAndCountsAlarmsAPatientDay() {
        Counters counters = new Counters(Map.of("patients", 2L, "patient-hours", 36L, "deliveries.in", 12_345L,
                "deliveries.decoded", 12_345L, "samples.rejected.future", 7L, "readings.rejected.implausible", 1_234L, "alerts.start", 3L,
                "alerts.start.spo2-low.high", 1L, "alerts.start.spo2-low.medium", 2L));

        assertThat(Summary.of(counters, new Catalogue(List.of()))).isEqualTo("""
                Read
                  patients           2
                  patient-days    1.50
                  deliveries    12,345  = decoded 12,345 + rejected 0 + test 0 + heartbeat 0
                  samples            0  = accepted 0 + rejected 0 + duplicate 0 + stale 0
                  readings           0  = usable 0 + rejected 1,234
                  windows            0

                Rejected, by reason
                  sample   future           7
                  reading  implausible  1,234

                Alarms started, by rule and first priority
                  rule               kind           high  medium  low  all  per patient-day
                  spo2-low           physiological     1       2    0    3             2.00
                  all physiological                    1       2    0    3             2.00
                  all technical                        0       0    0    0             0.00
                  alert records: start 3, update 0, end 0
                """);
    }

    @Test
    void aRunWithoutAlarmsSaysSo() {
        assertThat(Summary.of(new Counters(Map.of()), new Catalogue(List.of()))).endsWith("Alarms started: none\n");
    }

    private static Map<String, Long> plus(Counters counters, Map<String, Long> more) {
        Map<String, Long> all = new HashMap<>(counters.values());
        all.putAll(more);
        return all;
    }
}
