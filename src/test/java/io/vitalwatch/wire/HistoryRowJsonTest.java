package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.wire.receiver.HistoryRow;
import io.vitalwatch.wire.receiver.HistoryRowJson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class HistoryRowJsonTest {
    private static final String HASH = "ab".repeat(32);
    private static final HistoryRow STORED =
            new HistoryRow(7, "1f2e3d4c", 1_763_562_121_000L, "activity", 204, 2, 1500, "unknown-type", "S\"1", 99, 3, HASH, null);
    private static final HistoryRow REFUSED = new HistoryRow(8, "1f2e3d4c", 1_763_562_121_000L, null, 401, 1, 20, "signature-wrong", null,
            5, 0, null, new HistoryRow.Details("192.0.2.1", List.of("Host: x"), "vitals", null));

    @Test
    void aRecordHasTheseFieldsInThisOrder() {
        assertThat(text(HistoryRowJson.of(STORED))).isEqualTo("{\"number\":7,\"receiver\":\"1f2e3d4c\",\"time\":1763562121000,"
                + "\"event\":\"activity\",\"status\":\"success\",\"http\":204,\"attempt\":2,\"latency_us\":1500,\"reason\":\"unknown-type\","
                + "\"study\":\"S\\\"1\",\"size\":99,\"samples\":3,\"body_sha256\":\"" + HASH + "\"}");
        assertThat(text(HistoryRowJson.of(REFUSED))).isEqualTo("{\"number\":8,\"receiver\":\"1f2e3d4c\",\"time\":1763562121000,"
                + "\"status\":\"failed\",\"http\":401,\"attempt\":1,\"latency_us\":20,\"reason\":\"signature-wrong\",\"size\":5,"
                + "\"samples\":0}");
    }

    @Test
    void aRecordReadBackIsTheRowWithoutNumberAndRequest() {
        assertThat(HistoryRowJson.read(HistoryRowJson.of(STORED))).isEqualTo(STORED.numbered(0, 2));
        assertThat(HistoryRowJson.read(HistoryRowJson.of(REFUSED))).isEqualTo(REFUSED.withoutDetails().numbered(0, 1));
    }

    @Test
    void everyRecordFollowsItsSchema() {
        SchemaCheck schema = SchemaCheck.DELIVERY;
        schema.check(HistoryRowJson.of(STORED));
        schema.check(HistoryRowJson.of(REFUSED));
    }

    @Test
    void fieldsOfLaterVersionsAreIgnoredAndMissingOnesAreEmpty() {
        HistoryRow row = HistoryRowJson.read(bytes("{\"time\":5,\"http\":204,\"later\":{\"deep\":[1]},\"status\":\"success\"}"));
        assertThat(row).isEqualTo(new HistoryRow(0, null, 5, null, 204, 0, 0, null, null, 0, 0, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"time\":\"x\"}", "{\"time\":\"5\",\"http\":204}", "{\"http\":204}",
            "{\"time\":5}",
        "nonsense"})
    void aRecordThatCannotBeReadGivesNoRow(String broken) {
        assertThat(HistoryRowJson.read(bytes(broken))).isNull();
    }

    @Test
    void aTombstoneGivesNoRow() {
        assertThat(HistoryRowJson.read(null)).isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
