package io.vitalwatch.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.AuditEvent.What;
import io.vitalwatch.wire.AuditJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

@Timeout(60)
class AuditQueueTest {
    private static AuditEvent event(int number) {
        return new AuditEvent(What.VIEW_PATIENT, "anna", "viewer", null, null, "user-" + number, null);
    }

    @Test
    void whatKafkaDoesNotTakeIsWrittenLaterAndInOrder() throws Exception {
        List<String> written = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(20);
        int[] attempts = {0};
        try (AuditQueue queue = new AuditQueue(record -> {
            if (attempts[0]++ < 3) {
                throw new IOException("away");
            }
            written.add(AuditJson.read(record).user());
            all.countDown();
        }, 1)) {
            queue.start();
            IntStream.range(0, 20).forEach(each -> queue.add(event(each)));
            all.await();
            assertThat(queue.lost()).isZero();
        }
        assertThat(written).containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(each -> "user-" + each).toList());
    }

    @Test
    void aRecordThatCannotBeWrittenIsCountedAndThoseBehindItAreWritten() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        try (AuditQueue queue = new AuditQueue(record -> {
            if (AuditJson.read(record).user().equals("user-0")) {
                throw new IllegalStateException("such a record cannot be written");
            }
            last.countDown();
        }, 1)) {
            IntStream.range(0, 2).forEach(each -> queue.add(event(each)));
            queue.start();
            last.await();
            assertThat(queue.lost()).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotFitIsLostAndCounted() {
        AuditQueue queue = new AuditQueue(record -> { }, 1);
        IntStream.range(0, AuditQueue.MOST + 7).forEach(each -> queue.add(event(each)));
        assertThat(queue.lost()).isEqualTo(7);
    }

    @Test
    void whatWaitsIsWrittenBeforeItCloses() {
        List<String> written = new CopyOnWriteArrayList<>();
        AuditQueue queue = new AuditQueue(record -> written.add(AuditJson.read(record).user()), 1);
        IntStream.range(0, 100).forEach(each -> queue.add(event(each)));
        queue.start();
        queue.close();
        assertThat(written).hasSize(100);
    }
}
