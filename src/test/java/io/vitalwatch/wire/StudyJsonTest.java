package io.vitalwatch.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.wire.receiver.StudyJson;
import io.vitalwatch.wire.receiver.StudyState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class StudyJsonTest {
    @Test
    void aStateIsWrittenInThisForm() {
        assertThat(new String(StudyJson.of(new StudyState(false, 1_763_562_121_000L, null)), StandardCharsets.UTF_8))
                .isEqualTo("{\"enabled\":false,\"changed_at\":1763562121000}");
    }

    @Test
    void aStateReadBackIsTheSameAndFollowsItsSchema() {
        SchemaCheck schema = SchemaCheck.STUDY;
        for (StudyState state : new StudyState[] {new StudyState(true, 0, null), new StudyState(false, 5, "anna")}) {
            byte[] record = StudyJson.of(state);
            schema.check(record);
            assertThat(StudyJson.read(record)).isEqualTo(state);
        }
    }

    @Test
    void theTimeOfTheChangeMayBeMissing() {
        assertThat(read("{\"enabled\":false}")).isEqualTo(new StudyState(false, 0, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "true", "{\"enabled\":0}", "{\"enabled\":\"false\"}", "{\"enabled\":null}",
        "{\"enabled\":true} x", "{\"enabled\":true}{}", "{\"disabled\":true}", "{\"enabled\":true,\"enabled\":true}",
        "{\"enabled\":false,\"enabled\":true}",
        "{\"enabled\":true,\"changed_at\":\"5\"}", "{\"enabled\":true,\"changed_at\":1.5}", "{\"enabled\":true,\"changed_at\":null}",
        "{\"enabled\":true,\"changed_at\":99999999999999999999}"})
    void anyOtherTextIsRefused(String text) {
        assertThat(read(text)).as(text).isNull();
        assertThat(StudyJson.readRequest(text.getBytes(StandardCharsets.UTF_8))).as(text).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"enabled\":true,\"more\":1}", "{\"enabled\":true,\"changed_by\":\"somebody else\"}"})
    void anUnknownFieldIsRefusedInARequestAndIgnoredInARecordOfALaterVersion(String text) {
        assertThat(StudyJson.readRequest(text.getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(read(text).enabled()).isTrue();
    }

    private static StudyState read(String text) {
        return StudyJson.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
