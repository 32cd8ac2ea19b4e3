package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The ring of runs says the same as a map of all rows, in whatever order they come. */
class StatusRingTest {
    private static final long NEVER = Long.MIN_VALUE;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    private static long random(Random random) {
        Ternary worn = Ternary.of(random.nextInt(3));
        Ternary charging = Ternary.of(random.nextInt(3));
        return RowStatus.of(new Sample(SampleType.ACTIVITY, 0, 60 * random.nextInt(2), worn, charging, random.nextInt(3) - 1,
                Sample.MISSING, 0, List.of()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderOfRowsGivesTheRunsOfAMap(long seed) {
        Random random = new Random(seed);
        StatusRing ring = new StatusRing();
        TreeMap<Long, Long> rows = new TreeMap<>();
        for (int i = 0; i < 120; i++) {
            long time = random.nextInt(200);
            long says = random(random);
            Long known = rows.get(time);
            long status = known == null ? says : RowStatus.join(known, says);
            rows.put(time, status);
            Long next = rows.higherKey(time);
            ring.put(time, next == null ? Long.MAX_VALUE : next, status);
            agree(ring, rows, -1);
        }
        int runs = 0;
        Long before = null;
        for (long status : rows.values()) {
            runs += before == null || before != status ? 1 : 0;
            before = status;
        }
        assertThat(ring.size()).as("seed " + seed).isEqualTo(runs);
        long edge = random.nextInt(200);
        ring.evict(edge);
        agree(ring, rows, edge);
        agree(ring.copy(), rows, edge);
    }

    /** From a time on, at the times of rows. */
    private static void agree(StatusRing ring, TreeMap<Long, Long> rows, long from) {
        for (Map.Entry<Long, Long> row : rows.tailMap(from).entrySet()) {
            assertThat(ring.at(row.getKey())).isEqualTo(row.getValue());
            long wearing = RowStatus.NOTHING;
            long since = NEVER;
            for (Map.Entry<Long, Long> each : rows.headMap(row.getKey(), true).entrySet()) {
                Ternary on = RowStatus.on(each.getValue());
                wearing = on == Ternary.UNKNOWN ? wearing : each.getValue();
                since = on == Ternary.TRUE ? NEVER : on == Ternary.FALSE && since == NEVER ? each.getKey() : since;
            }
            assertThat(RowStatus.on(ring.wearing(row.getKey()))).isEqualTo(RowStatus.on(wearing));
            assertThat(RowStatus.charging(ring.wearing(row.getKey()))).isEqualTo(RowStatus.charging(wearing));
            if (RowStatus.on(row.getValue()) == Ternary.FALSE) {
                assertThat(ring.offSince(row.getKey())).isEqualTo(since);
            }
        }
    }

    @Test
    void whatCountsOfRowsOfOneMomentDoesNotDependOnTheirOrder() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            List<Long> rows = new ArrayList<>(List.of(random(random), random(random), random(random)));
            long joined = rows.stream().reduce(RowStatus::join).orElseThrow();
            Collections.shuffle(rows, random);
            assertThat(rows.stream().reduce(RowStatus::join).orElseThrow()).isEqualTo(joined);
            assertThat(RowStatus.join(joined, rows.get(0))).isEqualTo(joined);
        }
    }

    @Test
    void ofTwoRowsTheOneCountsThatMutesNothing() {
        long on = status(Ternary.TRUE, Ternary.FALSE, 40);
        long off = status(Ternary.FALSE, Ternary.FALSE, 30);
        long charging = status(Ternary.UNKNOWN, Ternary.TRUE, Sample.MISSING);
        assertThat(RowStatus.on(RowStatus.join(off, on))).isEqualTo(Ternary.TRUE);
        assertThat(RowStatus.battery(RowStatus.join(off, on))).isEqualTo(30);
        assertThat(RowStatus.charging(RowStatus.join(off, charging))).isEqualTo(Ternary.FALSE);
        assertThat(RowStatus.battery(RowStatus.join(off, charging))).isEqualTo(30);
    }

    private static long status(Ternary worn, Ternary charging, int battery) {
        return RowStatus.of(new Sample(SampleType.ACTIVITY, 0, -210, worn, charging, battery, 7, 0, List.of()));
    }

    @Test
    void aRowIsReadBackFromItsBits() {
        long status = status(Ternary.UNKNOWN, Ternary.TRUE, 100);
        assertThat(RowStatus.worn(status)).isEqualTo(Ternary.UNKNOWN);
        assertThat(RowStatus.charging(status)).isEqualTo(Ternary.TRUE);
        assertThat(RowStatus.on(status)).isEqualTo(Ternary.FALSE);
        assertThat(RowStatus.battery(status)).isEqualTo(100);
        assertThat(RowStatus.offsetMinutes(status)).isEqualTo(-210);
        assertThat(RowStatus.battery(status(Ternary.TRUE, Ternary.FALSE, Sample.MISSING))).isEqualTo(Sample.MISSING);
    }

    @Test
    void aBraceletThatSaysTheSameIsOneRunAndNoMoreRunsAreKeptThanTheBound() {
        StatusRing ring = new StatusRing();
        long on = status(Ternary.TRUE, Ternary.FALSE, 40);
        assertThat(ring.put(0, Long.MAX_VALUE, on)).isTrue();
        for (int i = 1; i < 1000; i++) {
            assertThat(ring.put(i, Long.MAX_VALUE, on)).isFalse();
        }
        assertThat(ring.size()).isEqualTo(1);
        for (int i = 0; i < 2 * StatusRing.MOST; i++) {
            ring.put(1000 + i, Long.MAX_VALUE, status(Ternary.FALSE, Ternary.FALSE, i % 2));
        }
        assertThat(ring.size()).isEqualTo(StatusRing.MOST);
        assertThat(ring.offSince(1000 + 2 * StatusRing.MOST - 1)).isEqualTo(1000);
        assertThat(ring.put(500, 501, status(Ternary.FALSE, Ternary.FALSE, 9))).as("older than what is kept").isFalse();
    }
}
