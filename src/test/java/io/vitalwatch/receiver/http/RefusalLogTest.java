package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RefusalLogTest {
    private static final long MINUTE = 60_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(lines::add);

    @Test
    void theFirstOfAKindIsSaidAtOnceAndFurtherOnesAreCounted() {
        for (int i = 0; i < 1_234; i++) {
            log.record(503, "kafka-down", i);
        }
        log.record(401, "signature-wrong", 5);
        log.summarize(9 * MINUTE);
        assertThat(lines).containsExactly("A delivery was answered 503 (kafka-down). Further ones are counted.",
                "A delivery was answered 401 (signature-wrong). Further ones are counted.");

        log.summarize(10 * MINUTE);
        assertThat(lines).hasSize(3).last().isEqualTo("Deliveries that were refused in the last ten minutes: 1,234 × 503 kafka-down");
    }

    @Test
    void aKindThatDidNotComeForTenMinutesIsANewOne() {
        log.record(401, "signature-wrong", 0);
        log.summarize(10 * MINUTE);
        log.record(401, "signature-wrong", 11 * MINUTE);
        log.record(401, "signature-wrong", 11 * MINUTE);

        assertThat(lines).hasSize(2);
    }

    @Test
    void anHourOfOneKindIsALineATenMinutes() {
        for (int minute = 0; minute <= 60; minute++) {
            log.record(503, "kafka-down", minute * MINUTE);
            log.record(503, "kafka-down", minute * MINUTE);
            log.summarize(minute * MINUTE);
        }

        assertThat(lines).hasSize(7);
    }
}
