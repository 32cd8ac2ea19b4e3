package io.vitalwatch.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RunSummaryTest {
    @Test
    void theSummaryAlignsItsColumnsAndCountsAlarmsAPatientDay() {
        JobCounters counters = new JobCounters(Map.of("patients", 2L, "patient-hours", 36L, "deliveries.in", 12_345L,
                "deliveries.decoded", 12_345L, "samples.rejected.future", 7L, "readings.rejected.implausible", 1_234L, "alerts.start", 3L,
                "alerts.start.spo2-low.high", 1L, "alerts.start.spo2-low.medium", 2L));

        assertThat(RunSummary.of(counters, new Catalogue(List.of()))).isEqualTo("""
                Read
                  patients           2
                  patient-days    1.50
                  deliveries    12,345  = decoded 12,345 + rejected 0 + test 0 + heartbeat 0 + control 0
                  samples            0  = accepted 0 + rejected 0 + duplicate 0 + conflict 0 + stale 0
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
        assertThat(RunSummary.of(new JobCounters(Map.of()), new Catalogue(List.of()))).endsWith("Alarms started: none\n");
    }
}
