package io.vitalwatch.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which fields rows had. */
class FieldHistoryTest {
    private static final int BOUND = 1 << 20;

    private static Sample row(long time, int fields, Ternary worn, String... names) {
        return new Sample(SampleType.ACTIVITY, time, 60, worn, Ternary.FALSE, 80, 7, 0, List.of(), fields, List.of(names));
    }

    private static List<Sample> random(Random random) {
        List<Sample> rows = new ArrayList<>();
        int fields = Sample.EVERY_FIELD;
        for (int i = 0; i < 300; i++) {
            fields = random.nextInt(12) == 0 ? Sample.EVERY_FIELD & ~(2 * random.nextInt(8)) : fields;
            String[] names = random.nextInt(30) == 1 ? new String[] {"a" + i} : new String[0];
            rows.add(row(1000L * i, fields, Ternary.of(random.nextInt(9) > 0), names));
        }
        return rows;
    }

    /** What is missing after each row, counted one after the other. */
    private static List<Integer> counted(List<Sample> rows) {
        List<Integer> missing = new ArrayList<>();
        FieldPresence presence = new FieldPresence();
        for (Sample row : rows) {
            if (row.worn() != Ternary.FALSE) {
                presence.note(row.fields());
            }
            missing.add(presence.missing());
        }
        return missing;
    }

    private static List<Integer> walked(FieldHistory history, TimeSet times, int from) {
        return walkedFrom(history, times, 1000L * from);
    }

    private static List<Integer> walkedFrom(FieldHistory history, TimeSet times, long from) {
        List<Integer> missing = new ArrayList<>();
        KnownRows known = new KnownRows();
        known.restoreFields(SampleType.ACTIVITY, history);
        for (int i = 0; i < times.size(); i++) {
            known.times(SampleType.ACTIVITY).add(times.get(i), times.size());
        }
        LackingRows rows = LackingRows.from(known, from);
        for (; rows != null; rows = rows.next()) {
            missing.add(rows.of(0).missing());
        }
        return missing;
    }

    private static FieldHistory restored(FieldHistory history) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            FieldsCodec.write(history, SampleType.ACTIVITY, 5000, new DataOutputStream(bytes));
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
            FieldHistory read = FieldsCodec.read(SampleType.ACTIVITY, 0, 5000, in);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            FieldsCodec.write(read, SampleType.ACTIVITY, 5000, new DataOutputStream(again));
            assertThat(again.toByteArray()).isEqualTo(bytes.toByteArray());
            return read;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfRowsDoesNotMatter(long seed) {
        Random random = new Random(seed);
        List<Sample> rows = random(random);
        List<Integer> missing = counted(rows);
        assertThat(missing.stream().anyMatch(each -> each != 0)).isTrue();
        int left = 100;
        List<Sample> shuffled = new ArrayList<>(rows.subList(left, rows.size()));
        Collections.shuffle(shuffled, random);
        FieldHistory history = new FieldHistory();
        TimeSet times = new TimeSet();
        for (Sample row : rows.subList(0, left)) {
            times.add(row.time(), BOUND);
            history.note(times, row, false);
            history.evict(times, row.time() - 1000L * random.nextInt(40));
        }
        history.evict(times, 1000L * left);
        times.evict(1000L * left);
        for (Sample row : shuffled) {
            boolean repeated = !times.add(row.time(), BOUND);
            history.note(times, row, repeated);
            history.note(times, row, true);
            history = random.nextInt(20) == 0 ? restored(history) : history;
        }
        assertThat(walked(history, times, left)).isEqualTo(missing.subList(left, rows.size()));
        assertThat(history.presence(times).missing()).isEqualTo(missing.get(rows.size() - 1));
        for (int from = left; from < rows.size(); from += 37) {
            history.evict(times, 1000L * from);
            times.evict(1000L * from);
            history = restored(history);
            assertThat(walked(history, times, from)).isEqualTo(missing.subList(from, rows.size()));
        }
        assertThat(history.names().size()).isLessThanOrEqualTo(32);
    }

    /** Rows of two kinds in turn, each with fields of its own, and some of them late: the answer says whether other rows lack something now. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aLateRowIsJudgedAgainOnlyIfItChangesSomething(long seed) {
        Random random = new Random(seed);
        FieldHistory history = new FieldHistory();
        TimeSet times = new TimeSet();
        TreeMap<Long, Sample> rows = new TreeMap<>();
        int some = Sample.EVERY_FIELD;
        int changed = 0;
        int same = 0;
        for (int i = 0; i < 700; i++) {
            some = random.nextInt(60) == 0 ? Sample.EVERY_FIELD & ~(2 * random.nextInt(8)) : some;
            boolean late = i > 0 && random.nextInt(4) == 0;
            long time = late ? rows.lastKey() - 1 - random.nextInt(200_000) : 1000L * i;
            int fields = random.nextBoolean() ? some : some & ~64;
            Sample row = row(time, fields, Ternary.of(random.nextInt(30) > 0));
            SortedMap<Long, Integer> before = missing(rows);
            boolean repeated = !times.add(time, BOUND);
            boolean said = history.note(times, row, repeated);
            if (!repeated) {
                rows.put(time, row);
                SortedMap<Long, Integer> after = missing(rows);
                boolean changes = late && after.get(time) != 0;
                after.remove(time);
                changes |= late && !after.equals(before);
                assertThat(said).as("row %d", i).isEqualTo(changes);
                changed += changes ? 1 : 0;
                same += late && !changes ? 1 : 0;
            } else {
                rows.computeIfPresent(time, (at, known) -> row(at, known.fields() | row.fields(),
                        known.worn() == Ternary.TRUE ? Ternary.TRUE : row.worn()));
            }
            assertThat(history.presence(times).missing()).as("row %d", i).isEqualTo(rows.isEmpty() ? 0 : missing(rows).get(rows.lastKey()));
            if (random.nextInt(200) == 0) {
                history = history.copy();
            }
        }
        List<Integer> missing = new ArrayList<>(missing(rows).values());
        assertThat(walkedFrom(history, times, rows.firstKey())).isEqualTo(missing);
        long middle = rows.firstKey() + (rows.lastKey() - rows.firstKey()) / 2;
        assertThat(walkedFrom(history, times, middle)).isEqualTo(missing.subList(rows.headMap(middle).size(), missing.size()));
        assertThat(changed).isPositive();
        assertThat(same).isPositive();
    }

    private static SortedMap<Long, Integer> missing(SortedMap<Long, Sample> rows) {
        SortedMap<Long, Integer> found = new TreeMap<>();
        List<Integer> counted = counted(new ArrayList<>(rows.values()));
        int index = 0;
        for (Long time : rows.keySet()) {
            found.put(time, counted.get(index++));
        }
        return found;
    }

    /** One more row in a run that is long enough changes nothing, so nothing has to be judged again. */
    @Test
    void aLateRowLikeManyBeforeItChangesNothing() {
        FieldHistory history = new FieldHistory();
        TimeSet times = new TimeSet();
        for (int i = 0; i < 60; i++) {
            times.add(1000 * i, BOUND);
            assertThat(history.note(times, row(1000 * i, Sample.EVERY_FIELD, Ternary.TRUE), false)).isFalse();
        }
        times.add(10_500, BOUND);
        assertThat(history.note(times, row(10_500, Sample.EVERY_FIELD, Ternary.TRUE), false)).as("few before it").isFalse();
        times.add(40_500, BOUND);
        assertThat(history.note(times, row(40_500, Sample.EVERY_FIELD, Ternary.TRUE), false)).isFalse();
        times.add(41_500, BOUND);
        assertThat(history.note(times, row(41_500, Sample.EVERY_FIELD & ~2, Ternary.TRUE), false)).as("one without").isFalse();
        assertThat(history.size()).isEqualTo(3);
    }

    @Test
    void runsAreBounded() {
        FieldHistory history = new FieldHistory();
        TimeSet times = new TimeSet();
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < 2 * FieldHistory.MOST; i++) {
            rows.add(row(1000L * i, i % 2 == 0 ? Sample.EVERY_FIELD : 1, Ternary.TRUE));
            times.add(1000L * i, BOUND);
            history.note(times, rows.get(i), false);
        }
        assertThat(history.size()).isEqualTo(FieldHistory.MOST);
        assertThat(history.since()).isEqualTo(1000L * FieldHistory.MOST);
        times.evict(history.since());
        assertThat(walked(history, times, FieldHistory.MOST)).isEqualTo(counted(rows).subList(FieldHistory.MOST, rows.size()));
    }

    /** It is counted at the edge at once, and so in all counts after it. */
    @Test
    void aLateRowThatTheBoundPushesOutIsCounted() {
        FieldHistory history = new FieldHistory();
        TimeSet times = new TimeSet();
        for (int i = 1; i <= FieldHistory.MOST; i++) {
            int fields = i < FieldPresence.STOOD ? Sample.EVERY_FIELD : Sample.EVERY_FIELD & ~2;
            times.add(1000L * i, BOUND);
            history.note(times, row(1000L * i, i % 2 == 0 ? fields : fields & ~64, Ternary.TRUE), false);
        }
        assertThat(history.presence(times).missing()).isZero();
        times.add(500, BOUND);
        history.note(times, row(500, Sample.EVERY_FIELD, Ternary.TRUE), false);
        assertThat(history.since()).isEqualTo(1000);
        assertThat(history.presence(times).missing()).isEqualTo(2).isEqualTo(restored(history).presence(times).missing());
    }
}
