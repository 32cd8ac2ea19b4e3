package io.vitalwatch.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ReadinessLogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String AWAY = "Kafka does not answer";

    private final List<String> lines = new ArrayList<>();
    private final ReadinessLog log = new ReadinessLog(lines::add, 0);

    @Test
    void anOutageIsTwoLinesWhateverItsLength() {
        during(0, 3, null);
        during(3, 273, AWAY);
        during(273, 280, null);

        assertThat(lines).containsExactly("Not ready, deliveries are answered 503: Kafka does not answer", "Ready again after 270 s");
    }

    @Test
    void aStartWithoutKafkaIsSaidAfterTenSecondsAndAQuickOneNever() {
        during(0, 9, AWAY);
        assertThat(lines).isEmpty();
        during(9, 20, AWAY);
        assertThat(lines).hasSize(1);

        List<String> others = new ArrayList<>();
        ReadinessLog quick = new ReadinessLog(others::add, 0);
        quick.update(AWAY, SECOND);
        quick.update(null, 2 * SECOND);
        quick.update(null, 20 * SECOND);
        assertThat(others).isEmpty();
    }

    @Test
    void aChangeOfLessThanASecondIsNotSaid() {
        during(0, 2, null);
        for (int i = 0; i < 100; i++) {
            log.update(i % 2 == 0 ? AWAY : null, 2 * SECOND + i * SECOND / 2);
        }

        assertThat(lines).isEmpty();
    }

    private void during(int from, int to, String problem) {
        for (long at = from * SECOND; at < to * SECOND; at += SECOND / 10) {
            log.update(problem, at);
        }
    }
}
