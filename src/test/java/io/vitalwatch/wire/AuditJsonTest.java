package io.vitalwatch.wire;

import io.vitalwatch.model.control.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vitalwatch.model.control.AuditEvent.What;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class AuditJsonTest {
    @ParameterizedTest
    @EnumSource
    void anEventIsReadBackAsItWasWritten(What what) {
        for (AuditEvent each : List.of(new AuditEvent(what, "anna", "viewer", "password", "192.0.2.7", "user-1", List.of("PILOT", "EZTJD")),
                new AuditEvent(what, "anna", "admin", null, null, null, List.of()), new AuditEvent(what, null, null, null, null, null, null))) {
            byte[] json = AuditJson.of(each);
            SchemaCheck.AUDIT.check(json);
            assertThat(AuditJson.read(json)).isEqualTo(each);
        }
    }

    @Test
    void studiesStandInOrder() {
        assertThat(new String(AuditJson.of(new AuditEvent(What.EXPORT, "anna", null, null, null, null, List.of("B", "A"))),
                StandardCharsets.UTF_8)).isEqualTo("{\"what\":\"export\",\"who\":\"anna\",\"studies\":[\"A\",\"B\"]}");
    }

    @Test
    void aLaterVersionMayHaveMoreFields() {
        assertThat(AuditJson.read("{\"what\":\"export\",\"new\":1}".getBytes(StandardCharsets.UTF_8)).what()).isEqualTo(What.EXPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"what\":\"look\"}", "{\"what\":\"export\",\"who\":1}",
            "{\"what\":\"export\",\"studies\":\"A\"}",
        "{\"what\":\"export\",\"studies\":[1]}"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AuditJson.read(text.getBytes(StandardCharsets.UTF_8)));
    }
}
