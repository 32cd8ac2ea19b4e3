package io.vitalwatch.intake.clock;

import static io.vitalwatch.intake.clock.Logs.HOUR;
import static io.vitalwatch.intake.clock.Logs.MINUTE;
import static io.vitalwatch.intake.clock.Logs.SECOND;
import static io.vitalwatch.intake.clock.Logs.T0;
import static io.vitalwatch.intake.clock.Logs.YEAR_2100;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Stories as a timeline: times count from {@link Logs#T0}. */
class PartitionClockTest {
    private final Judged judged = new Judged();
    private PartitionClock<WaitingRecord> clock = new PartitionClock<>(0, ClockSettings.defaults(), RawFormat.INSTANCE);
    private final List<String> arrivalLines = new ArrayList<>();
    private long offset;

    @Test
    void aPartitionsFirstClockIsTheLowestOfItsFirstThreeStamps() {
        heartbeat(2 * SECOND).heartbeat(0);
        assertThat(clock.hasClock()).isFalse();
        assertThat(judged.arrivals).isEmpty();
        heartbeat(SECOND);
        arrivals(2 * SECOND, 2 * SECOND, 2 * SECOND);
        clockAt(2 * SECOND);
    }

    @Test
    void beforeTheFirstClockARecordIsShownWithTheLowestStampSoFar() {
        delivery(5 * SECOND).delivery(3 * SECOND).delivery(9 * SECOND);
        assertThat(judged.lines).startsWith("0 waits, clock " + (T0 + 5 * SECOND), "1 waits, clock " + (T0 + 3 * SECOND));
        assertThat(judged.lines).endsWith(Judged.judged(judged.records.get(2), T0 + 9 * SECOND, Standing.BELIEVED, false));
    }

    @Test
    void aFutureRecordThatIsTheFirstOneIsRefutedByTheNextTwo() {
        heartbeat(50 * MINUTE).heartbeat(0).heartbeat(SECOND);
        arrivals(0, 0, SECOND);
        assertThat(standing(0)).isEqualTo(Standing.REFUTED);
        clockAt(SECOND);
    }

    @Test
    void aFirstFutureRecordIsRefutedWithoutHeartbeatsToo() {
        delivery(50 * MINUTE).delivery(0).delivery(SECOND);
        arrivals(0, 0, SECOND);
    }

    @Test
    void aStampUpToAStepAheadMovesTheClockAtOnce() {
        running();
        delivery(MINUTE);
        arrivals(MINUTE);
        clockAt(MINUTE);
        delivery(2 * MINUTE + 1);
        arrivals();
        clockAt(MINUTE);
    }

    @Test
    void aFutureHeartbeatMovesNothingAndTheNextHeartbeatRefutesIt() {
        running();
        heartbeat(50 * MINUTE);
        clockAt(0);
        assertThat(clock.waiting()).isEqualTo(1);
        heartbeat(5 * SECOND);
        arrivals(0, 5 * SECOND);
        assertThat(standing(0)).isEqualTo(Standing.REFUTED);
        assertThat(standing(0).isAhead()).isTrue();
        clockAt(5 * SECOND);
        assertThat(clock.waiting()).isZero();
        assertThat(clock.waitingBytes()).isZero();
        assertThat(clock.hasRefuted()).isTrue();
    }

    @Test
    void aFutureDeliveryIsShownAtOnceSoThatItsFlagDoesNotWaitAndIsJudgedAtTheClock() {
        running();
        delivery(YEAR_2100 - T0);
        assertThat(judged.lines).containsExactly("3 waits, clock " + T0);
        heartbeat(5 * SECOND);
        assertThat(judged.lines.get(1)).isEqualTo("3 at " + T0 + " REFUTED shown");
        assertThat(judged.lines.get(2)).isEqualTo("4 at " + (T0 + 5 * SECOND) + " BELIEVED");
    }

    @Test
    void twoFutureRecordsDoNotConfirmEachOther() {
        running();
        delivery(50 * MINUTE).heartbeat(51 * MINUTE);
        clockAt(0);
        delivery(2 * SECOND);
        arrivals(0, 0, 2 * SECOND);
    }

    @Test
    void threeFutureRecordsWithinThirtySecondsDoNotConfirmEachOther() {
        running();
        delivery(50 * MINUTE).heartbeat(50 * MINUTE + 15 * SECOND).delivery(50 * MINUTE + 29_999);
        clockAt(0);
        delivery(2 * SECOND);
        arrivals(0, 0, 0, 2 * SECOND);
    }

    @Test
    void threeRecordsInARowOverThirtySecondsAreTheClock() {
        running();
        heartbeat(HOUR).heartbeat(HOUR + 5 * SECOND).delivery(HOUR + 10 * SECOND);
        arrivals();
        heartbeat(HOUR + 30 * SECOND);
        arrivals(HOUR, HOUR + 5 * SECOND, HOUR + 10 * SECOND, HOUR + 30 * SECOND);
        clockAt(HOUR + 30 * SECOND);
        assertThat(clock.hasRefuted()).isFalse();
    }

    @Test
    void theLowestOfThoseThatConfirmIsTheClockWhicheverCameFirst() {
        running();
        delivery(3 * HOUR).heartbeat(HOUR);
        delivery(HOUR + 5 * SECOND);
        arrivals(HOUR, HOUR, HOUR + 5 * SECOND);
        assertThat(standing(0)).as("two hours ahead of what came after it").isEqualTo(Standing.REFUTED);
        clockAt(HOUR + 5 * SECOND);
    }

    @Test
    void aRecordOfThePastNeitherMovesTheClockNorRefutesNorBreaksTheRow() {
        running();
        delivery(-HOUR);
        arrivals(0);
        assertThat(clock.behindMillis()).isEqualTo(HOUR);
        heartbeat(HOUR).heartbeat(HOUR + 20 * SECOND).delivery(-2 * HOUR);
        arrivals(0);
        assertThat(clock.waiting()).as("a record of the past does not wait behind those that do").isEqualTo(2);
        heartbeat(HOUR + 40 * SECOND);
        arrivals(HOUR, HOUR + 20 * SECOND, HOUR + 40 * SECOND);
    }

    @Test
    void aFirstRecordOfThePastIsForgottenAfterThirtySeconds() {
        delivery(-365 * 24 * HOUR);
        for (int second = 0; second <= 30; second += 5) {
            heartbeat(second * SECOND);
        }
        arrivals(-365 * 24 * HOUR, 0, 5 * SECOND, 10 * SECOND, 15 * SECOND, 20 * SECOND, 25 * SECOND, 30 * SECOND);
    }

    @Test
    void fallingStampsNeverLowerTheClock() {
        running();
        delivery(20 * SECOND).delivery(15 * SECOND).delivery(-10 * MINUTE);
        arrivals(20 * SECOND, 20 * SECOND, 20 * SECOND);
        clockAt(20 * SECOND);
    }

    @Test
    void freshnessCountsTheSmallerOfStampAndArrival() {
        assertThat(PartitionClock.freshnessTime(10, 20)).isEqualTo(10);
        assertThat(PartitionClock.freshnessTime(30, 20)).isEqualTo(20);
    }

    @Test
    void receiversAQuarterOfAnHourOffBesideARightOneMoveTheClockOnlyWithTheLowest() {
        for (long now = 0; now < HOUR; now += 5 * SECOND) {
            heartbeat(now - 15 * MINUTE).heartbeat(now).heartbeat(now + 15 * MINUTE);
        }
        long last = HOUR - 5 * SECOND - 15 * MINUTE;
        clockAt(last);
        assertThat(judged.arrivals).isSorted().allMatch(arrival -> arrival <= T0 + last);
        assertThat(judged.arrivals.size() + clock.waiting()).isEqualTo(3 * 720);
        assertThat(clock.waiting()).isEqualTo(2);
    }

    @Test
    void aReceiverThatIsAheadAloneMovesNothing() {
        running();
        for (long now = 0; now < HOUR; now += 10 * SECOND) {
            heartbeat(now).delivery(now + 15 * MINUTE);
            clockAt(now);
        }
    }

    @Test
    void aReceiverThatIsBehindAloneHoldsNothingBack() {
        running();
        for (long now = 0; now < HOUR; now += 10 * SECOND) {
            heartbeat(now).delivery(now - 15 * MINUTE);
            clockAt(now);
        }
        assertThat(judged.arrivals).hasSize(720);
    }

    @Test
    void ifAllReceiversAreSixHoursOffTheClockFollowsAfterThirtySecondsAndStandsWhenTheyAreRightAgain() {
        running();
        for (long now = 6 * HOUR; now < 7 * HOUR; now += 5 * SECOND) {
            heartbeat(now);
        }
        clockAt(7 * HOUR - 5 * SECOND);
        for (long now = HOUR; now < 8 * HOUR; now += 5 * SECOND) {
            heartbeat(now);
            clockAt(Math.max(now, 7 * HOUR - 5 * SECOND));
        }
        assertThat(judged.lines).noneMatch(line -> line.contains("REFUTED"));
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void aPartitionWithoutHeartbeatsFollowsItsStampsAtOnce() {
        delivery(0).delivery(SECOND).delivery(2 * SECOND);
        assertThat(clock.heartbeats()).isEqualTo(Heartbeats.NONE);
        delivery(HOUR).delivery(HOUR - 5 * SECOND).delivery(3 * HOUR);
        arrivals(0, SECOND, 2 * SECOND, HOUR, HOUR, 3 * HOUR);
        assertThat(judged.lines).filteredOn(line -> line.contains("waits")).hasSize(2);
    }

    @Test
    void heartbeatsFiveMinutesApartAreFollowedAtOnceFromTheFifthGapOnAtTheLatest() {
        for (int i = 0; i <= 4; i++) {
            heartbeat(i * 5 * MINUTE);
        }
        assertThat(clock.heartbeats()).isEqualTo(Heartbeats.FAR_APART);
        for (int i = 5; i < 50; i++) {
            heartbeat(i * 5 * MINUTE);
            clockAt(i * 5 * MINUTE);
        }
        assertThat(judged.arrivals).hasSize(50);
        heartbeat(245 * MINUTE + 20 * SECOND);
        assertThat(clock.heartbeats()).as("two are close together").isEqualTo(Heartbeats.CLOSE);
    }

    @Test
    void whenHeartbeatsTurnOutTooFarApartWhatWaitsIsJudgedWithItsStamp() {
        heartbeat(0).heartbeat(1).heartbeat(2);
        arrivals(0, 1, 2);
        for (int i = 1; i <= 4; i++) {
            heartbeat(i * 5 * MINUTE);
        }
        arrivals(5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE);
        assertThat(judged.lines).noneMatch(line -> line.contains("REFUTED"));
    }

    @Test
    void twoPausesWithOneRecordBetweenThemAreConfirmedOneAfterTheOther() {
        running();
        delivery(HOUR).delivery(3 * HOUR).delivery(3 * HOUR + 5 * SECOND);
        arrivals(HOUR);
        heartbeat(3 * HOUR + 30 * SECOND);
        arrivals(3 * HOUR, 3 * HOUR + 5 * SECOND, 3 * HOUR + 30 * SECOND);
    }

    @Test
    void aFutureRecordRightAfterAnOutageIsRefutedOnceTheOutageIsConfirmed() {
        running();
        heartbeat(HOUR).delivery(2 * HOUR).heartbeat(HOUR + 5 * SECOND);
        arrivals(HOUR, HOUR, HOUR + 5 * SECOND);
        assertThat(standing(1)).isEqualTo(Standing.REFUTED);
    }

    @Test
    void withASmallStepOneConfirmationLeadsToTheNextInTheOrderOfTheLog() {
        clock = new PartitionClock<>(0, new ClockSettings(2 * SECOND, 0, 1 << 20), RawFormat.INSTANCE);
        running();
        delivery(HOUR).delivery(HOUR + 4 * SECOND).delivery(HOUR + 8 * SECOND).delivery(HOUR + 12 * SECOND);
        arrivals();
        delivery(HOUR + 100 * SECOND);
        arrivals(HOUR, HOUR + 4 * SECOND, HOUR + 8 * SECOND);
        delivery(HOUR + 101 * SECOND);
        arrivals(HOUR + 12 * SECOND);
        end();
        arrivals(HOUR + 100 * SECOND, HOUR + 101 * SECOND);
    }

    @Test
    void thousandsOfConfirmationsInARowNeedNoStack() {
        clock = new PartitionClock<>(0, new ClockSettings(1, 0, 1 << 30), RawFormat.INSTANCE);
        running();
        for (int i = 0; i < 5_000; i++) {
            delivery(HOUR + i * 5);
        }
        arrivals();
        delivery(2 * HOUR);
        assertThat(judged.arrivals).hasSize(4_999).isSorted();
    }

    @Test
    void atTheEndOfTheInputWhatWaitsCounts() {
        running();
        delivery(HOUR).delivery(2 * HOUR);
        end();
        arrivals(HOUR, 2 * HOUR);
        clockAt(2 * HOUR);
    }

    @Test
    void atTheEndOfTheInputWhatWaitsIsJudgedAtTheClockInAPartitionThatHasRefutedAStamp() {
        running();
        delivery(HOUR).heartbeat(SECOND);
        arrivals(0, SECOND);
        delivery(HOUR).delivery(2 * HOUR);
        end();
        arrivals(SECOND, SECOND);
        clockAt(SECOND);
    }

    @Test
    void anInputOfOneOrTwoRecordsIsJudgedAtItsEnd() {
        delivery(5 * SECOND);
        end();
        arrivals(5 * SECOND);
        clock = new PartitionClock<>(0, ClockSettings.defaults(), RawFormat.INSTANCE);
        delivery(HOUR).delivery(0);
        end();
        arrivals(0, 0);
    }

    @Test
    void anInputWithoutRecordsHasNoClock() {
        end();
        assertThat(clock.hasClock()).isFalse();
        assertThat(judged.lines).isEmpty();
    }

    @Test
    void moreThanTheBoundDoesNotWaitAndTheOldestIsJudgedAtTheClock() {
        clock = new PartitionClock<>(0, new ClockSettings(MINUTE, 0, 400), RawFormat.INSTANCE);
        running();
        delivery(HOUR).delivery(HOUR + SECOND);
        arrivals();
        assertThat(clock.waitingBytes()).isEqualTo(2 * 164);
        delivery(HOUR + 2 * SECOND);
        arrivals(0);
        assertThat(standing(0)).isEqualTo(Standing.NO_ROOM);
        assertThat(standing(0).isAhead()).isTrue();
        assertThat(clock.waiting()).isEqualTo(2);
    }

    @Test
    void aRecordLargerThanTheBoundIsJudgedAtOnceAndNotShown() {
        clock = new PartitionClock<>(0, new ClockSettings(MINUTE, 0, 150), RawFormat.INSTANCE);
        running();
        delivery(HOUR);
        assertThat(judged.lines).containsExactly("3 at " + T0 + " NO_ROOM");
    }

    @Test
    void stampsThatHadNoRoomStillConfirmSoHeavyTrafficCannotStopTheClock() {
        clock = new PartitionClock<>(0, new ClockSettings(MINUTE, 0, 150), RawFormat.INSTANCE);
        running();
        delivery(HOUR).delivery(HOUR + 15 * SECOND).delivery(HOUR + 30 * SECOND);
        arrivals(0, 0, HOUR + 30 * SECOND);
        clockAt(HOUR + 30 * SECOND);
    }

    @Test
    void stampsThatHadNoRoomAreRefutedAsWell() {
        clock = new PartitionClock<>(0, new ClockSettings(MINUTE, 0, 150), RawFormat.INSTANCE);
        running();
        delivery(HOUR).delivery(HOUR + 15 * SECOND).heartbeat(SECOND);
        delivery(HOUR + 30 * SECOND);
        arrivals(0, 0, SECOND, SECOND);
        assertThat(clock.hasRefuted()).isTrue();
    }

    @Test
    void stampsAtTheEdgesOfWhatALongHoldsDoNoHarm() {
        for (long stamp : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Long.MAX_VALUE - 1, Long.MIN_VALUE + 1}) {
            clock.read(Logs.delivery(offset++, stamp), judged);
        }
        end();
        assertThat(judged.arrivals).hasSize(6).isSorted();
        assertThat(clock.hasClock()).isTrue();
    }

    @Test
    void aControlRecordCountsOnceBySequence() {
        assertThat(clock.highestSeq()).isEqualTo(PartitionClock.UNSET);
        assertThat(clock.raiseSeq(0)).isTrue();
        assertThat(clock.raiseSeq(7)).isTrue();
        assertThat(clock.raiseSeq(7)).isFalse();
        assertThat(clock.raiseSeq(3)).isFalse();
        assertThat(clock.highestSeq()).isEqualTo(7);
    }

    @Test
    void aSettingOutOfRangeIsRefusedByName() {
        assertThat(catchThrowable(() -> new ClockSettings(0, 0, 1))).hasMessageContaining("clock.step");
        assertThat(catchThrowable(() -> new ClockSettings(1, -1, 1))).hasMessageContaining("source.idle");
        assertThat(catchThrowable(() -> new ClockSettings(1, 0, 0))).hasMessageContaining("1 byte");
    }

    /** A partition with a clock at 0 that gets heartbeats; what was judged until now is forgotten. */
    private void running() {
        heartbeat(0).heartbeat(0).heartbeat(0);
        forget();
    }

    private PartitionClockTest heartbeat(long time) {
        clock.read(Logs.heartbeat(offset++, T0 + time), judged);
        return this;
    }

    private PartitionClockTest delivery(long time) {
        clock.read(Logs.delivery(offset++, T0 + time), judged);
        return this;
    }

    private void end() {
        clock.endOfInput(judged);
    }

    /** Asserts what was judged since the last call, in order. */
    private void arrivals(long... times) {
        assertThat(judged.arrivals.stream().mapToLong(arrival -> arrival - T0).toArray()).containsExactly(times);
        arrivalLines.clear();
        judged.lines.stream().filter(line -> line.contains(" at ")).forEach(arrivalLines::add);
        judged.arrivals.clear();
        judged.records.clear();
        judged.lines.removeIf(line -> line.contains(" at "));
    }

    /** Of the records that the last call of {@link #arrivals} has seen. */
    private Standing standing(int index) {
        return Standing.valueOf(arrivalLines.get(index).split(" ")[3]);
    }

    private void forget() {
        judged.arrivals.clear();
        judged.records.clear();
        judged.lines.clear();
    }

    private void clockAt(long time) {
        assertThat(clock.clock() - T0).isEqualTo(time);
    }
}
