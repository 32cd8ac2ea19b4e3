package io.vitalwatch.console.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.console.store.packed.HourCodec;
import io.vitalwatch.console.store.packed.PackedRows;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

class HourCodecTest {
    private static final long HOUR = 1_763_560_800_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rowsAreReadBackAsTheyWereWritten(long seed) {
        RandomLog log = new RandomLog(seed);
        List<Sample> rows = new HourRows().addAll(log.rows(HOUR, 200)).list();
        assertThat(HourCodec.decode(HourCodec.encode(rows))).as("seed %d", seed).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rowsThatWaitAreThoseThatCame(long seed) {
        List<Sample> rows = new RandomLog(seed).rows(HOUR, 200);
        PackedRows packed = new PackedRows();
        rows.forEach(packed::add);
        assertThat(new HourRows().addAll(packed.list()).list()).as("seed %d", seed).isEqualTo(new HourRows().addAll(rows).list());
    }

    @Test
    void anHourWithoutRowsIsReadBack() {
        assertThat(HourCodec.decode(HourCodec.encode(List.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neitherTheOrderOfRowsNorARepetitionChangesThem(long seed) {
        RandomLog log = new RandomLog(seed);
        List<Sample> rows = new ArrayList<>(log.rows(HOUR, 100));
        // Other rows of the same times.
        rows.addAll(log.rows(HOUR, 100));
        List<Sample> once = new HourRows().addAll(rows).list();
        for (int i = 0; i < 20; i++) {
            List<Sample> other = new ArrayList<>(rows);
            other.addAll(rows.subList(0, 30));
            Collections.shuffle(other, new Random(seed * 100 + i));
            HourRows first = new HourRows().addAll(other.subList(0, 40));
            List<Sample> stored = HourCodec.decode(HourCodec.encode(first.list()));
            assertThat(new HourRows().addAll(stored).addAll(other.subList(40, other.size())).list()).as("seed %d", seed).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void windowsAreThoseOfTheRows(long seed) {
        List<Sample> rows = new HourRows().addAll(new RandomLog(seed).rows(HOUR, 200)).list();
        TreeMap<String, String> expected = new TreeMap<>();
        for (int window = 0; window < 12; window++) {
            for (Group group : Group.values()) {
                long start = HOUR + window * 300_000L;
                List<Reading> readings = rows.stream().filter(row -> row.time() >= start && row.time() < start + 300_000)
                        .map(row -> row.reading(group)).filter(reading -> reading != null).toList();
                List<Integer> good = readings.stream().filter(each -> each.verdict() == Verdict.USABLE).map(Reading::value).toList();
                if (!readings.isEmpty()) {
                    expected.put(start + group.label(), readings.size() + "/" + good.size()
                            + (good.isEmpty() ? "" : " " + Collections.min(good) + ".." + Collections.max(good)));
                }
            }
        }
        TreeMap<String, String> found = new TreeMap<>();
        HourWindows.decode(HOUR, HourWindows.encode(HOUR, rows), (start, group, tried, usable, min, max) ->
                found.put(start + group.label(), tried + "/" + usable + (usable == 0 ? "" : " " + min[0] + ".." + max[0])));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void anOrdinaryHourTakesSomeTwoBytesARow() {
        List<Sample> rows = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 3600; i++) {
            rows.add(RandomLog.ordinary(HOUR + i * 1000L, random));
        }
        assertThat(HourCodec.encode(rows).length).isLessThan(3600 * 3);
    }
}
