package io.vitalwatch.receiver.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.wire.receiver.DeliveryTotalsJson;
import io.vitalwatch.wire.receiver.HistoryRow;
import io.vitalwatch.wire.receiver.HistoryRow.Details;
import io.vitalwatch.wire.receiver.HistoryRowJson;
import io.vitalwatch.wire.SchemaCheck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class HistoryTest {
    private final List<HistoryRow> stored = Collections.synchronizedList(new ArrayList<>());
    private static final long MINUTE = 60_000;

    private final HistoryTotals totals = new HistoryTotals("r", "p", 0);
    private final History history = new History(10, 3, 4, totals, stored::add);

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void attemptsAreArrivalsOfTheSameBytesAndTheOldestBodyIsRemovedFirst() {
        offer("a", "b", "a", "a", null, "c", "d", "e", "a", "b");
        assertThat(history.newest(HistoryFilter.ALL, 100)).extracting(HistoryRow::attempt).containsExactly(1, 1, 1, 1, 1, 0, 3, 2, 1, 1);
    }

    @Test
    void theNewestRowsAreKeptAndFewerBodiesThanRows() {
        history.start();
        for (int i = 1; i <= 25; i++) {
            history.offer(failed(i));
        }
        history.close();
        List<HistoryRow> rows = history.newest(HistoryFilter.ALL, 100);
        assertThat(rows).hasSize(10).extracting(HistoryRow::time).startsWith(25L, 24L).endsWith(16L);
        assertThat(rows.stream().filter(row -> row.details() != null)).hasSizeLessThanOrEqualTo(3).isNotEmpty();
        assertThat(rows.get(0).details()).isNotNull();
        assertThat(history.totals(HistoryFilter.ALL, 0)).as("not only the rows that are kept").isEqualTo(new History.RowTotals(25, 0, 25));
    }

    @Test
    void rowsAfterTheGivenNumberAreLeftToTheNextRead() {
        offer("a", "b", "c", "d");
        assertThat(history.between(HistoryFilter.ALL, 0, 2, 100)).extracting(HistoryRow::number).containsExactly(2L, 1L);
        assertThat(history.between(HistoryFilter.ALL, 2, 3, 100)).extracting(HistoryRow::number).containsExactly(3L);
        assertThat(history.between(HistoryFilter.ALL, 3, 4, 100)).extracting(HistoryRow::number).containsExactly(4L);
    }

    @Test
    void rowsForKafkaHaveNeitherHeadersNorBody() {
        history.start();
        history.offer(failed(1));
        history.close();
        assertThat(stored).singleElement().satisfies(row -> {
            assertThat(row.details()).isNull();
            assertThat(new String(HistoryRowJson.of(row), StandardCharsets.UTF_8)).doesNotContain("vitals").doesNotContain("request");
        });
    }

    @Test
    void offeringNeverWaitsEvenWhenKafkaHangs() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        History slow = new History(10, 3, 4, new HistoryTotals("s", "p", 0), row -> {
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
    void oldRowsArePutBeforeNewerOnes() {
        offer("x");
        history.readBackAll(List.of(row(-5, 204, "x"), row(-9, 401, "y")));
        assertThat(history.newest(HistoryFilter.ALL, 10)).extracting(HistoryRow::time).containsExactly(0L, -5L, -9L);
        assertThat(history.newest(HistoryFilter.ALL, 10)).extracting(HistoryRow::number).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void cellsOfTheCsvAreNotFormulas() {
        HistoryRow row = new HistoryRow(1, "r", 0, "=1+1", 204, 1, 1500, null, "a\"b,c", 1, 1, "ab", null);
        assertThat(HistoryCsv.of(List.of(row))).endsWith("1970-01-01T00:00:00Z,\"'=1+1\",success,204,1,1.5,,\"a\"\"b,c\",1,1,\"ab\"\r\n");
    }

    @Test
    void requestsWithoutAGoodSignatureNeverPushDeliveriesOutAndOnlySomeGoToKafka() {
        history.start();
        history.offer(row(1, 204, "a"));
        for (int i = 0; i < 1000; i++) {
            history.offer(new HistoryRow(0, "r", i, null, 401, 0, 10, "signature-missing", null, 5, 0, null, null));
        }
        history.offer(row(2, 204, "b"));
        history.close();
        assertThat(history.newest(new HistoryFilter(null, null, null, true), 100)).extracting(HistoryRow::hash).containsExactly("b", "a");
        assertThat(history.newest(new HistoryFilter(null, null, null, false), 100)).hasSize(1);
        assertThat(stored).filteredOn(HistoryRow::signed).hasSize(2);
        assertThat(stored).filteredOn(row -> !row.signed()).hasSizeBetween(1, 100);
        assertThat(history.totals(HistoryFilter.ALL, 0)).isEqualTo(new History.RowTotals(2, 2, 0));
        assertThat(history.summary(0).ever().unsigned()).isEqualTo(1000);
    }

    @Test
    void totalsOfAnEarlierProcessGoOnAndThoseOfOtherReceiversAreAdded() {
        long now = 100 * 24 * 60 * MINUTE;
        HistoryTotals earlier = new HistoryTotals("r", "before", now - 30 * 60 * MINUTE);
        earlier.add(row(now - 26 * 60 * MINUTE, 204, "a"));
        earlier.add(row(now - 5 * 60 * MINUTE, 204, "a"));
        earlier.add(row(now - 5 * MINUTE, 503, "a"));
        byte[] record = DeliveryTotalsJson.of(earlier.record(now));
        SchemaCheck.TOTALS.check(record);
        HistoryTotals other = new HistoryTotals("other", "elsewhere", now);
        other.add(row(now - MINUTE, 204, "a"));

        HistoryTotals later = new HistoryTotals("r", "after", now);
        later.read("r", DeliveryTotalsJson.read(record));
        later.read("other", DeliveryTotalsJson.read(DeliveryTotalsJson.of(other.record(now))));
        later.read("r", DeliveryTotalsJson.read(record));
        later.add(row(now, 204, "b"));

        HistoryTotals.Summary all = later.summary(now);
        assertThat(all.since()).isEqualTo(now - 30 * 60 * MINUTE);
        assertThat(all.ever()).isEqualTo(new HistoryTotals.Counts(4, 1, 0));
        assertThat(all.lastHour()).isEqualTo(new HistoryTotals.Counts(2, 1, 0));
        assertThat(all.lastDay()).isEqualTo(new HistoryTotals.Counts(3, 1, 0));
        later.read("r", later.record(now));
        assertThat(later.summary(now).ever()).as("its own record is not added").isEqualTo(new HistoryTotals.Counts(4, 1, 0));
        assertThat(later.summary(now + 2 * 60 * MINUTE).lastHour()).isEqualTo(new HistoryTotals.Counts(0, 0, 0));
        assertThat(DeliveryTotalsJson.read("{\"success\":1}".getBytes(StandardCharsets.UTF_8))).isNull();
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
        return new HistoryRow(0, "r", time, null, 503, 1, 10, "kafka-down", null, 5, 0, "h" + time,
                new Details("1.2.3.4", List.of("A: b"), "vitals", null));
    }
}
