package io.vitalwatch.intake.clock;

import static io.vitalwatch.intake.clock.Logs.HOUR;
import static io.vitalwatch.intake.clock.Logs.MINUTE;
import static io.vitalwatch.intake.clock.Logs.SECOND;
import static io.vitalwatch.intake.clock.Logs.YEAR_2100;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Properties over seeded logs; the seed stands in the message. */
class PartitionClockPropertiesTest {
    private static final int LOGS = 2_000;

    @Test
    void equalsTheNaiveModelAlsoWhenItIsRestoredAnywhere() throws IOException {
        int restores = 0;
        int refuted = 0;
        int noRoom = 0;
        for (long seed = 0; seed < LOGS; seed++) {
            Random random = new Random(seed);
            long step = switch (random.nextInt(8)) {
                case 0 -> 2 * SECOND;
                case 1 -> 20 * SECOND;
                case 2 -> 5 * MINUTE;
                default -> MINUTE;
            };
            long room = random.nextInt(4) == 0 ? 200 + random.nextInt(2_000) : 16L << 20;
            ClockSettings settings = new ClockSettings(step, 0, room);
            List<WaitingRecord> log = random.nextInt(4) == 0 ? Logs.rising(random, 0, 10 * SECOND, 0.05) : Logs.wild(random, 0);
            NaiveClock naive = new NaiveClock(step, room);
            Judged judged = new Judged();
            PartitionClock<WaitingRecord> clock = new PartitionClock<>(0, settings, RawFormat.INSTANCE);
            for (WaitingRecord record : log) {
                naive.read(record);
                clock.read(record, judged);
                if (random.nextInt(5) == 0) {
                    clock = restored(clock, settings);
                    restores++;
                }
                assertThat(clock.waitingBytes()).as("seed " + seed).isLessThanOrEqualTo(Math.max(room, 2 * 400));
            }
            naive.end();
            clock.endOfInput(judged);
            assertThat(judged.lines).as("seed " + seed).isEqualTo(naive.lines);
            assertThat(judged.records).as("seed " + seed).hasSameSizeAs(log);
            assertThat(judged.arrivals).as("arrivals never fall, seed " + seed).isSorted();
            assertThat(clock.waiting()).isZero();
            assertThat(clock.waitingBytes()).isZero();
            refuted += judged.lines.stream().anyMatch(line -> line.contains("REFUTED")) ? 1 : 0;
            noRoom += judged.lines.stream().anyMatch(line -> line.contains("NO_ROOM")) ? 1 : 0;
        }
        // The logs do reach the rules.
        assertThat(restores).isGreaterThan(LOGS);
        assertThat(refuted).isGreaterThan(LOGS / 10);
        assertThat(noRoom).isGreaterThan(LOGS / 50);
    }

    @Test
    void stampsThatNeverFallAreTheArrivalsInTheirOrderWhateverTheirPauses() throws IOException {
        long[] heartbeats = {0, SECOND, 5 * SECOND, 20 * SECOND, 55 * SECOND, 5 * MINUTE};
        int waited = 0;
        for (long seed = 0; seed < LOGS; seed++) {
            Random random = new Random(seed);
            List<WaitingRecord> log = Logs.rising(random, 0, heartbeats[random.nextInt(heartbeats.length)], random.nextInt(3) * 0.05);
            ClockSettings settings = ClockSettings.defaults();
            PartitionClock<WaitingRecord> clock = new PartitionClock<>(0, settings, RawFormat.INSTANCE);
            Judged judged = new Judged();
            for (WaitingRecord record : log) {
                clock.read(record, judged);
                if (random.nextInt(20) == 0) {
                    clock = restored(clock, settings);
                }
            }
            clock.endOfInput(judged);
            assertThat(offsets(judged.records)).as("seed " + seed).isEqualTo(offsets(log));
            assertThat(judged.arrivals).as("seed " + seed).isEqualTo(log.stream().map(WaitingRecord::stamp).toList());
            assertThat(judged.lines).as("seed " + seed).noneMatch(line -> line.contains("REFUTED") || line.contains("NO_ROOM"));
            assertThat(clock.hasRefuted()).isFalse();
            waited += judged.lines.stream().anyMatch(line -> line.contains("waits") && !line.matches("[012] .*")) ? 1 : 0;
        }
        assertThat(waited).as("logs in which something waits after a pause").isGreaterThan(LOGS / 10);
    }

    @Test
    void oneOrTwoFutureRecordsAnywhereChangeNoOtherArrival() throws IOException {
        for (long seed = 0; seed < LOGS; seed++) {
            Random random = new Random(seed);
            List<WaitingRecord> log = new ArrayList<>(Logs.rising(random, 0, (1 + random.nextInt(20)) * SECOND, random.nextInt(3) * 0.01));
            // The input ends with what refutes: else the last record of a log is believed.
            long end = log.get(log.size() - 1).stamp();
            for (int i = 1; i <= 8; i++) {
                log.add(Logs.heartbeat(0, end + i * 10 * SECOND));
            }
            List<WaitingRecord> withFuture = new ArrayList<>(log);
            List<WaitingRecord> future = new ArrayList<>();
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                int place = random.nextInt(withFuture.size() - 7);
                WaitingRecord bad = bad(random, withFuture, place);
                future.add(bad);
                withFuture.add(place, bad);
            }
            TreeMap<Long, Long> expected = new TreeMap<>();
            List<Long> alone = arrivals(log, random).arrivals;
            Judged judged = arrivals(Logs.numbered(withFuture), random);
            int next = 0;
            for (int i = 0; i < withFuture.size(); i++) {
                if (!contains(future, withFuture.get(i))) {
                    expected.put((long) i, alone.get(next++));
                }
            }
            TreeMap<Long, Long> found = new TreeMap<>(judged.arrivalByOffset);
            found.keySet().retainAll(expected.keySet());
            assertThat(found).as("seed " + seed).isEqualTo(expected);
            assertThat(judged.arrivals).as("arrivals never fall, seed " + seed).isSorted();
        }
    }

    /** More than a step ahead of what comes next, or not ahead of it at all: in between nobody can see that it is wrong. */
    private static WaitingRecord bad(Random random, List<WaitingRecord> log, int place) {
        long before = place == 0 ? log.get(0).stamp() : log.get(place - 1).stamp();
        while (true) {
            long stamp = switch (random.nextInt(4)) {
                case 0 -> YEAR_2100 + random.nextInt(1_000_000);
                case 1 -> before + 50 * MINUTE;
                case 2 -> before + MINUTE + 1 + random.nextInt(100_000);
                default -> before + (long) (random.nextDouble() * 24 * HOUR);
            };
            boolean seen = true;
            for (WaitingRecord other : log.subList(Math.max(0, place - 3), log.size())) {
                seen &= stamp <= other.stamp() - MINUTE || stamp > other.stamp() + 2 * MINUTE;
            }
            if (seen && (place < 3 || stamp > before + MINUTE)) {
                return random.nextBoolean() ? Logs.heartbeat(0, stamp) : Logs.delivery(0, stamp);
            }
        }
    }

    private static List<Long> offsets(List<WaitingRecord> records) {
        return records.stream().map(WaitingRecord::offset).toList();
    }

    private static boolean contains(List<WaitingRecord> records, WaitingRecord record) {
        return records.stream().anyMatch(each -> each == record);
    }

    private static Judged arrivals(List<WaitingRecord> log, Random random) throws IOException {
        Judged judged = new Judged();
        ClockSettings settings = ClockSettings.defaults();
        PartitionClock<WaitingRecord> clock = new PartitionClock<>(0, settings, RawFormat.INSTANCE);
        for (WaitingRecord record : Logs.numbered(log)) {
            clock.read(record, judged);
            if (random.nextInt(20) == 0) {
                clock = restored(clock, settings);
            }
        }
        clock.endOfInput(judged);
        return judged;
    }

    private static PartitionClock<WaitingRecord> restored(PartitionClock<WaitingRecord> clock, ClockSettings settings) throws IOException {
        return PartitionCodec.read(PartitionCodec.write(clock, RawFormat.INSTANCE), settings, RawFormat.INSTANCE);
    }
}
