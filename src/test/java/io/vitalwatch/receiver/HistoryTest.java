package io.vitalwatch.receiver;

import io.vitalwatch.receiver.HistoryRow.Details;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class HistoryTest {
    private final List<HistoryRow> stored = Collections.synchronizedList(new ArrayList<>());
    private final History history = new History(10, 3, 4, stored::add);

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void attemptsAreArrivalsOfTheSameBytesAndTheOldestBodyIsForgottenFirst() {
        offer("a", "b", "a", "a", null, "c", "d", "e", "a", "b");
        assertThat(history.newest(HistoryFilter.ALL, 100)).extracting(HistoryRow::attempt).containsExactly(1, 1, 1, 1, 1, 0, 3, 2, 1, 1);
    }

    @Test
    void theRingKeepsTheNewestAndFewerBodiesThanRows() {
        history.start();
        for (int i = 1; i <= 25; i++) {
            history.offer(failed(i));
        }
        history.close();
        List<HistoryRow> rows = history.newest(HistoryFilter.ALL, 100);
        assertThat(rows).hasSize(10).extracting(HistoryRow::time).startsWith(25L, 24L).endsWith(16L);
        assertThat(rows.stream().filter(row -> row.details() != null)).hasSizeLessThanOrEqualTo(3).isNotEmpty();
        assertThat(rows.get(0).details()).isNotNull();
        assertThat(history.totals(HistoryFilter.ALL)).isEqualTo(new History.Totals(10, 0, 10));
    }

    @Test
    void whatCameAfterALookIsLeftToTheNextOne() {
        offer("a", "b", "c", "d");
        assertThat(history.between(HistoryFilter.ALL, 0, 2, 100)).extracting(HistoryRow::number).containsExactly(2L, 1L);
        assertThat(history.between(HistoryFilter.ALL, 2, 3, 100)).extracting(HistoryRow::number).containsExactly(3L);
        assertThat(history.between(HistoryFilter.ALL, 3, 4, 100)).extracting(HistoryRow::number).containsExactly(4L);
    }

    @Test
    void whatGoesToKafkaHasNeitherHeadersNorBody() {
        history.start();
        history.offer(failed(1));
        history.close();
        assertThat(stored).singleElement().satisfies(row -> {
            assertThat(row.details()).isNull();
            assertThat(new String(HistoryJson.record(row), StandardCharsets.UTF_8)).doesNotContain("vitals").doesNotContain("request");
        });
    }

    @Test
    void aRowComesBackFromItsRecordAsItWas() {
        HistoryRow row = new HistoryRow(7, "r", 123, "activity", 204, 2, 1500, "unknown-type", "S\"1", 99, 3, "ab", null);
        HistoryRow back = HistoryJson.parse(HistoryJson.record(row));
        assertThat(back).isEqualTo(row.numbered(0, 2));
        for (String broken : List.of("", "{", "[]", "{}", "{\"time\":\"x\"}", "nonsense")) {
            assertThat(HistoryJson.parse(broken.getBytes(StandardCharsets.UTF_8))).as(broken).isNull();
        }
    }

    @Test
    void offeringNeverWaitsEvenWhenKafkaHangs() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        History slow = new History(10, 3, 4, row -> {
            try {
                hung.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        slow.start();
        for (int i = 0; i < 20_000; i++) {
            slow.offer(row(i, 204, "x"));
        }
        assertThat(slow.dropped()).isPositive();
        hung.countDown();
        slow.close();
    }

    @Test
    void oldRowsStandBeforeThoseThatCameMeanwhile() {
        offer("x");
        history.readBackAll(List.of(row(-5, 204, "x"), row(-9, 401, "y")));
        assertThat(history.newest(HistoryFilter.ALL, 10)).extracting(HistoryRow::time).containsExactly(0L, -5L, -9L);
        assertThat(history.newest(HistoryFilter.ALL, 10)).extracting(HistoryRow::number).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void cellsOfTheCsvAreNoFormulas() {
        HistoryRow row = new HistoryRow(1, "r", 0, "=1+1", 204, 1, 1500, null, "a\"b,c", 1, 1, "ab", null);
        assertThat(HistoryJson.csv(List.of(row))).endsWith("1970-01-01T00:00:00Z,\"'=1+1\",success,204,1,1.5,,\"a\"\"b,c\",1,1,\"ab\"\r\n");
    }

    private void offer(String... hashes) {
        history.start();
        long time = 0;
        for (String hash : hashes) {
            history.offer(row(time++, 204, hash));
        }
        history.close();
    }

    private static HistoryRow row(long time, int code, String hash) {
        return new HistoryRow(0, "r", time, "activity", code, 1, 10, null, "S", 5, 1, hash, null);
    }

    private static HistoryRow failed(long time) {
        return new HistoryRow(0, "r", time, null, 401, 1, 10, "signature-wrong", null, 5, 0, "h" + time,
                new Details("1.2.3.4", List.of("A: b"), "vitals"));
    }
}
