package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class ClockReportJsonTest {
    private static final ClockReport REPORT = new ClockReport("ward-3-8080", "1f2e3d4c", 1_763_562_121_000L);

    @Test
    void aReportIsWrittenInThisFormAndFollowsItsSchema() {
        byte[] record = ClockReportJson.of(REPORT);

        assertThat(new String(record, StandardCharsets.UTF_8))
                .isEqualTo("{\"receiver\":\"ward-3-8080\",\"process\":\"1f2e3d4c\",\"stamp\":1763562121000}");
        SchemaCheck.RECEIVER.check(record);
    }

    @Test
    void aReportReadBackIsTheSameAlsoWithFieldsOfANewerReceiver() {
        assertThat(ClockReportJson.read(ClockReportJson.of(REPORT))).isEqualTo(REPORT);
        assertThat(read("{\"receiver\":\"a\",\"process\":\"p\",\"stamp\":5,\"more\":true}")).isEqualTo(new ClockReport("a", "p", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "x", "{\"receiver\":\"a\",\"process\":\"p\"}",
        "{\"receiver\":1,\"process\":\"p\",\"stamp\":5}",
        "{\"receiver\":\"a\",\"process\":null,\"stamp\":5}", "{\"receiver\":\"a\",\"process\":\"p\",\"stamp\":\"5\"}",
        "{\"receiver\":\"a\",\"process\":\"p\",\"stamp\":99999999999999999999}"})
    void anyOtherTextIsNoReport(String text) {
        assertThat(read(text)).as(text).isNull();
    }

    @Test
    void aRecordWithoutAValueIsNoReport() {
        assertThat(ClockReportJson.read(null)).isNull();
    }

    private static ClockReport read(String text) {
        return ClockReportJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
