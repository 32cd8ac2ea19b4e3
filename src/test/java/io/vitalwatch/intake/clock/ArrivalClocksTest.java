package io.vitalwatch.intake.clock;

import static io.vitalwatch.intake.clock.ArrivalClocks.HOLD;
import static io.vitalwatch.intake.clock.ArrivalClocks.HOLD_NOTHING;
import static io.vitalwatch.intake.clock.Logs.HOUR;
import static io.vitalwatch.intake.clock.Logs.MINUTE;
import static io.vitalwatch.intake.clock.Logs.SECOND;
import static io.vitalwatch.intake.clock.Logs.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class ArrivalClocksTest {
    private static final long NEVER = 0;

    private final List<String> judged = new ArrayList<>();
    private final long[] offsets = new long[4];
    private long now = 1_000_000;

    @Test
    void theWatermarkIsTheLowestClockMinusAMillisecond() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        started(clocks, 1, 5 * SECOND);
        clocks.sourceReady();
        assertThat(tick(clocks)).isEqualTo(T0 - 1);
        heartbeat(clocks, 0, 20 * SECOND);
        assertThat(tick(clocks)).isEqualTo(T0 + 5 * SECOND - 1);
    }

    @Test
    void beforeTheSourceHasReadSomethingOfEachPartitionTheWatermarkIsHeldBack() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        assertThat(tick(clocks)).isEqualTo(HOLD);
        started(clocks, 0, 0);
        assertThat(pass(clocks, HOUR)).isEqualTo(HOLD);
        assertThat(clocks.missesPartition()).isTrue();
        clocks.sourceReady();
        assertThat(tick(clocks)).isEqualTo(T0 - 1);
        assertThat(clocks.missesPartition()).isFalse();
    }

    @Test
    void aPartitionWithoutAClockHoldsTheWatermarkWhereItIs() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        clocks.sourceReady();
        tick(clocks);
        heartbeat(clocks, 1, -HOUR);
        heartbeat(clocks, 0, SECOND);
        assertThat(tick(clocks)).isEqualTo(T0 - 1);
    }

    @Test
    void theWatermarkNeverFalls() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, HOUR);
        clocks.sourceReady();
        assertThat(tick(clocks)).isEqualTo(T0 + HOUR - 1);
        started(clocks, 1, 0);
        assertThat(tick(clocks)).isEqualTo(T0 + HOUR - 1);
    }

    @Test
    void aWaitingRecordDoesNotMoveTheWatermark() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        clocks.sourceReady();
        heartbeat(clocks, 0, HOUR);
        assertThat(pass(clocks, HOUR)).isEqualTo(T0 - 1);
    }

    @Test
    void aSubtaskThatPerhapsHasNoPartitionHoldsBackForTenSecondsAndThenHoldsNothingBack() {
        ArrivalClocks<WaitingRecord> clocks = new ArrivalClocks<>(settings(NEVER), RawFormat.INSTANCE, output(), false, false, now);
        assertThat(pass(clocks, 9 * SECOND)).isEqualTo(HOLD);
        assertThat(pass(clocks, SECOND)).isEqualTo(HOLD_NOTHING);
        assertThat(clocks.missesPartition()).isFalse();
        assertThat(clocks.endOfInput()).isEqualTo(HOLD);
        assertThat(clocks.statuses()).isEmpty();
    }

    @Test
    void aSubtaskThatSurelyHasAPartitionHoldsBackUntilItIsIdle() {
        ArrivalClocks<WaitingRecord> clocks = clocks(2 * MINUTE);
        assertThat(pass(clocks, 2 * MINUTE - SECOND)).isEqualTo(HOLD);
        assertThat(pass(clocks, SECOND)).isEqualTo(HOLD_NOTHING);
    }

    @Test
    void anIdlePartitionNoLongerHoldsBackAndCountsAgainWithItsNextRecord() {
        ArrivalClocks<WaitingRecord> clocks = clocks(2 * MINUTE);
        started(clocks, 0, 0);
        started(clocks, 1, 0);
        clocks.sourceReady();
        tick(clocks);
        for (int second = 1; second < 120; second++) {
            heartbeat(clocks, 0, second * SECOND);
            assertThat(pass(clocks, SECOND)).isEqualTo(T0 - 1);
        }
        heartbeat(clocks, 0, 120 * SECOND);
        assertThat(pass(clocks, SECOND)).isEqualTo(T0 + 120 * SECOND - 1);
        heartbeat(clocks, 1, 10 * SECOND);
        heartbeat(clocks, 0, 130 * SECOND);
        assertThat(tick(clocks)).isEqualTo(T0 + 120 * SECOND - 1);
        for (int second = 11; second <= 140; second++) {
            heartbeat(clocks, 1, second * SECOND);
        }
        assertThat(tick(clocks)).isEqualTo(T0 + 130 * SECOND - 1);
    }

    @Test
    void withoutIdlenessAPartitionHoldsBackForEver() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        started(clocks, 1, 0);
        clocks.sourceReady();
        for (int minute = 1; minute < 600; minute++) {
            heartbeat(clocks, 0, minute * MINUTE);
            assertThat(pass(clocks, MINUTE)).isEqualTo(T0 - 1);
        }
    }

    @Test
    void aPartitionThatWasNeverReadHoldsBackUntilItIsIdle() {
        ArrivalClocks<WaitingRecord> clocks = clocks(2 * MINUTE);
        started(clocks, 0, 0);
        for (int second = 1; second < 120; second++) {
            heartbeat(clocks, 0, second * SECOND);
            assertThat(pass(clocks, SECOND)).isEqualTo(HOLD);
        }
        heartbeat(clocks, 0, 120 * SECOND);
        assertThat(pass(clocks, SECOND)).isEqualTo(T0 + 120 * SECOND - 1);
    }

    @Test
    void whenAllPartitionsAreIdleTheSubtaskHoldsNothingBack() {
        ArrivalClocks<WaitingRecord> clocks = clocks(2 * MINUTE);
        started(clocks, 0, 0);
        clocks.sourceReady();
        tick(clocks);
        assertThat(pass(clocks, 2 * MINUTE)).isEqualTo(HOLD_NOTHING);
        heartbeat(clocks, 0, 5 * SECOND);
        assertThat(tick(clocks)).isEqualTo(T0 + 5 * SECOND - 1);
    }

    @Test
    void timeInWhichTheTaskDidNotRunMakesNoPartitionIdle() {
        ArrivalClocks<WaitingRecord> clocks = clocks(2 * MINUTE);
        started(clocks, 0, 0);
        clocks.sourceReady();
        tick(clocks);
        now += 10 * HOUR;
        assertThat(clocks.watermark(now)).isEqualTo(T0 - 1);
        now -= 20 * HOUR;
        assertThat(clocks.watermark(now)).as("a clock of the machine that falls").isEqualTo(T0 - 1);
    }

    @Test
    void aPartitionThatStandsStillIsSeenAfterAMinute() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        started(clocks, 1, HOUR);
        clocks.sourceReady();
        tick(clocks);
        pass(clocks, 59 * SECOND);
        assertThat(clocks.statuses()).noneMatch(PartitionStatus::standsStill);
        heartbeat(clocks, 1, HOUR + SECOND);
        pass(clocks, SECOND);
        assertThat(clocks.statuses().get(0)).isEqualTo(
                new PartitionStatus(0, true, T0, 3, MINUTE, Heartbeats.CLOSE, 0, 0, 0));
        assertThat(clocks.statuses().get(0).standsStill()).isTrue();
        assertThat(clocks.statuses().get(1).standsStill()).isFalse();
    }

    @Test
    void aRestoredPartitionThatIsNotReadIsSeenBySubtaskZero() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 2, 0);
        heartbeat(before, 2, HOUR);
        List<byte[]> state = before.snapshot();
        ArrivalClocks<WaitingRecord> first = restored(state, true);
        ArrivalClocks<WaitingRecord> other = restored(state, false);
        pass(first, MINUTE);
        assertThat(first.statuses()).containsExactly(new PartitionStatus(2, false, T0, 4, MINUTE, Heartbeats.CLOSE, 1, 84, 0));
        assertThat(other.statuses()).isEmpty();
    }

    @Test
    void aSubtaskWritesWhatItHasReadAndSubtaskZeroAlsoWhatIsRestoredAndNotRead() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 0, 0);
        started(before, 1, SECOND);
        started(before, 2, 2 * SECOND);
        List<byte[]> state = before.snapshot();
        assertThat(heads(state)).containsExactly("0 to 3", "1 to 3", "2 to 3");
        ArrivalClocks<WaitingRecord> first = restored(state, true);
        ArrivalClocks<WaitingRecord> other = restored(state, false);
        assertThat(heads(first.snapshot())).containsExactly("0 to 3", "1 to 3", "2 to 3");
        assertThat(heads(other.snapshot())).isEmpty();
        heartbeat(other, 1, 3 * SECOND);
        heartbeat(first, 0, 3 * SECOND);
        assertThat(heads(first.snapshot())).containsExactly("0 to 4", "1 to 3", "2 to 3");
        assertThat(heads(other.snapshot())).containsExactly("1 to 4");
    }

    @Test
    void ofTwoEntriesOfAPartitionTheOneWithTheHigherOffsetCounts() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 0, 0);
        byte[] older = before.snapshot().get(0);
        heartbeat(before, 0, 30 * SECOND);
        byte[] newer = before.snapshot().get(0);
        for (List<byte[]> state : List.of(List.of(older, newer), List.of(newer, older), List.of(newer, newer))) {
            ArrivalClocks<WaitingRecord> clocks = restored(state, false);
            heartbeat(clocks, 0, 31 * SECOND);
            clocks.sourceReady();
            offsets[0]--;
            assertThat(tick(clocks)).isEqualTo(T0 + 31 * SECOND - 1);
            assertThat(heads(clocks.snapshot())).containsExactly("0 to 5");
        }
    }

    @Test
    void aRestoredPartitionDoesNotMoveTheWatermarkBeforeItIsRead() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 0, 0);
        started(before, 1, HOUR);
        ArrivalClocks<WaitingRecord> clocks = restored(before.snapshot(), true);
        assertThat(tick(clocks)).isEqualTo(HOLD);
        heartbeat(clocks, 1, HOUR + SECOND);
        clocks.sourceReady();
        assertThat(tick(clocks)).as("another subtask reads partition 0").isEqualTo(T0 + HOUR + SECOND - 1);
    }

    @Test
    void stateOfALaterPlaceInTheLogIsNotUsedAndWhatWaitsInItIsNotLost() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 0, HOUR);
        heartbeat(before, 0, 3 * HOUR);
        ArrivalClocks<WaitingRecord> clocks = restored(before.snapshot(), true);
        judged.clear();
        offsets[0] = 0;
        started(clocks, 0, 0);
        assertThat(judged).containsExactly("0/3 at " + 3 * HOUR, "0/0 at 0", "0/1 at 0", "0/2 at 0");
        clocks.sourceReady();
        assertThat(tick(clocks)).isEqualTo(T0 - 1);
    }

    @Test
    void damagedStateIsRefusedAtTheRestore() throws IOException {
        ArrivalClocks<WaitingRecord> before = clocks(NEVER);
        started(before, 0, 0);
        byte[] bytes = before.snapshot().get(0);
        bytes[20] ^= 1;
        assertThatThrownBy(() -> restored(List.of(bytes), true)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @Test
    void atTheEndOfTheInputTheClockStandsAtTheLatestArrivalAndEveryPartitionIsJudged() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        started(clocks, 0, 0);
        heartbeat(clocks, 1, HOUR);
        assertThat(clocks.endOfInput()).isEqualTo(T0 + HOUR);
        assertThat(judged).containsExactly("0/0 at 0", "0/1 at 0", "0/2 at 0", "1/0 at " + HOUR);
    }

    @Test
    void theClockOfAPartitionIsAtHandForItsControlRecords() {
        ArrivalClocks<WaitingRecord> clocks = clocks(NEVER);
        assertThat(clocks.clock(0)).isNull();
        started(clocks, 0, 0);
        assertThat(clocks.clock(0).raiseSeq(5)).isTrue();
        assertThat(clocks.clock(0).raiseSeq(5)).isFalse();
    }

    private ArrivalClocks<WaitingRecord> clocks(long idleMillis) {
        return new ArrivalClocks<>(settings(idleMillis), RawFormat.INSTANCE, output(), true, true, now);
    }

    private ArrivalClocks<WaitingRecord> restored(List<byte[]> state, boolean first) throws IOException {
        ArrivalClocks<WaitingRecord> clocks = new ArrivalClocks<>(settings(NEVER), RawFormat.INSTANCE, output(), first, true, now);
        clocks.restore(state);
        return clocks;
    }

    private static ClockSettings settings(long idleMillis) {
        return new ClockSettings(MINUTE, idleMillis, 1 << 20);
    }

    private ArrivalOutput<WaitingRecord> output() {
        return new ArrivalOutput<>() {
            @Override
            public void judge(WaitingRecord record, long arrival, Standing standing, boolean shown) {
                judged.add(record.partition() + "/" + record.offset() + " at " + (arrival - T0));
            }

            @Override
            public void showWaiting(WaitingRecord record, long clock) {}
        };
    }

    private void started(ArrivalClocks<WaitingRecord> clocks, int partition, long time) {
        for (int i = 0; i < 3; i++) {
            heartbeat(clocks, partition, time);
        }
    }

    private void heartbeat(ArrivalClocks<WaitingRecord> clocks, int partition, long time) {
        clocks.read(Logs.record(partition, offsets[partition]++, T0 + time, "heartbeat", 20));
    }

    private long tick(ArrivalClocks<WaitingRecord> clocks) {
        now += 1;
        return clocks.watermark(now);
    }

    /** Lets processing time pass, a second at a time. */
    private long pass(ArrivalClocks<WaitingRecord> clocks, long millis) {
        long watermark = HOLD;
        for (long left = millis; left > 0; left -= SECOND) {
            now += Math.min(left, SECOND);
            watermark = clocks.watermark(now);
        }
        return watermark;
    }

    private static List<String> heads(List<byte[]> state) throws IOException {
        List<String> heads = new ArrayList<>();
        for (byte[] entry : state) {
            PartitionCodec.Head head = PartitionCodec.head(entry);
            heads.add(head.partition() + " to " + head.nextOffset());
        }
        return heads;
    }
}
