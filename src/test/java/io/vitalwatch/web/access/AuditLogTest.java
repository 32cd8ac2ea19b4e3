package io.vitalwatch.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

class AuditLogTest {
    private static final Caller ANNA = new Caller("anna", Role.VIEWER, Set.of("PILOT"));
    private static final Caller BEN = new Caller("ben", Role.CLINICIAN);

    private final List<AuditEvent> written = new ArrayList<>();
    private long nanos = 1;
    private final AuditLog log = new AuditLog(written::add, () -> nanos);

    private void pass(long minutes) {
        nanos += TimeUnit.MINUTES.toNanos(minutes);
    }

    @Test
    void aViewIsRecordedOnceInAQuarterOfAnHourForEachCallerAndPatient() {
        for (int i = 0; i < 5; i++) {
            log.viewed(ANNA, "user-1");
            log.viewed(ANNA, "user-2");
            log.viewed(BEN, "user-1");
            log.viewedWard(ANNA);
        }
        assertThat(written).containsExactly(new AuditEvent(What.VIEW_PATIENT, "anna", "viewer", null, null, "user-1", List.of("PILOT")),
                new AuditEvent(What.VIEW_PATIENT, "anna", "viewer", null, null, "user-2", List.of("PILOT")),
                new AuditEvent(What.VIEW_PATIENT, "ben", "clinician", null, null, "user-1", null),
                new AuditEvent(What.VIEW_WARD, "anna", "viewer", null, null, null, List.of("PILOT")));
        pass(14);
        log.viewed(ANNA, "user-1");
        assertThat(written).hasSize(4);
        pass(1);
        log.viewed(ANNA, "user-1");
        assertThat(written).hasSize(5);
    }

    @Test
    void aTokenThatComesWithEachRequestIsOneSignInHalfADayAndEachSessionIsOne() {
        for (int i = 0; i < 5; i++) {
            log.signedIn(ANNA, "token", "192.0.2.7");
            pass(60);
        }
        log.signedIn(ANNA, "token", "192.0.2.8");
        assertThat(written).extracting(AuditEvent::from).containsExactly("192.0.2.7", "192.0.2.8");
        log.sessionBegan(BEN, "link", "192.0.2.7");
        log.sessionBegan(BEN, "link", "192.0.2.7");
        log.exported(BEN);
        log.exported(BEN);
        assertThat(written).hasSize(6);
        pass(12 * 60);
        log.signedIn(ANNA, "token", "192.0.2.7");
        assertThat(written).hasSize(7);
    }

    @Test
    void attemptsWithoutEndDoNotFillTheTopic() {
        for (int i = 0; i < 1000; i++) {
            log.refused(null, "password", "192.0.2.7");
        }
        log.refused("anna", "password", "192.0.2.8");
        assertThat(written).hasSize(11);
        assertThat(written.get(10)).isEqualTo(new AuditEvent(What.SIGN_IN_REFUSED, "anna", null, "password", "192.0.2.8", null, null));
        pass(1);
        log.refused(null, "password", "192.0.2.7");
        log.refused(null, "password", "192.0.2.7");
        assertThat(written).hasSize(12);
    }
}
