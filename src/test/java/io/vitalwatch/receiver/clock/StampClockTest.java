package io.vitalwatch.receiver.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.clock.StampClock.Source;

import org.junit.jupiter.api.Test;

import java.util.Random;

/** The broker's clock as a receiver measures it. All clocks are stepped. */
class StampClockTest {
    private static final long START = 1_763_562_000_000L;
    private static final long QUARTER = 15 * 60_000;

    /** True time since the start, nanoseconds; the steady clock. */
    private long nanos;
    private long machineAhead;
    private long brokerAhead;
    private final StampClock clock = new StampClock(() -> START + nanos / 1_000_000 + machineAhead, () -> nanos);

    @Test
    void beforeAnythingIsDecidedTheMachinesTimeIsShownAndNoStampIsRemembered() {
        machineAhead = QUARTER;

        assertThat(clock.now()).isEqualTo(START + QUARTER);
        assertThat(clock.source()).isEqualTo(Source.UNDECIDED);
        measure(10, 5);

        assertThat(clock.now()).isEqualTo(brokerTime());
        assertThat(clock.stampsAheadMillis()).isZero();
    }

    @Test
    void aMachineAQuarterOfAnHourOffStampsByTheBrokersClock() {
        for (long off : new long[] {-QUARTER, QUARTER}) {
            StampClock other = new StampClock(() -> START + nanos / 1_000_000 + off, () -> nanos);
            long sent = nanos;
            pass(3);
            long broker = brokerTime();
            pass(3);
            other.measured(sent, nanos, broker);
            pass(10_000);

            assertThat(other.now()).isEqualTo(brokerTime());
            assertThat(other.machineAheadMillis()).isEqualTo(off);
            assertThat(other.source()).isEqualTo(Source.BROKER);
        }
    }

    @Test
    void halfTheRoundTripIsTakenOffAndTheShortestRoundTripCounts() {
        measure(400, 100);
        assertThat(clock.now() - brokerTime()).isEqualTo(-100);
        assertThat(clock.roundTripMillis()).isEqualTo(400);

        measure(4, 2);
        assertThat(clock.now()).isEqualTo(brokerTime());
        assertThat(clock.roundTripMillis()).isEqualTo(4);
        pass(10_000);
        measure(400, 390);

        assertThat(clock.now()).as("a worse measurement changes nothing").isEqualTo(brokerTime());
    }

    @Test
    void oldMeasurementsGiveWayToNewOnesBecauseTheSteadyClockDrifts() {
        measure(4, 2);
        for (int i = 0; i < 8; i++) {
            pass(10_000);
            measure(20, 10);
        }

        assertThat(clock.roundTripMillis()).isEqualTo(20);
    }

    @Test
    void aBrokerWhoseClockIsSetForwardIsFollowedAtOnce() {
        measure(4, 2);
        assertThat(clock.now()).isEqualTo(brokerTime());
        brokerAhead = 3_000;
        pass(10_000);
        measure(40, 20);

        assertThat(clock.now()).isEqualTo(brokerTime());
    }

    @Test
    void aBrokerWhoseClockIsSetBackIsReachedAtHalfSpeedAndNoStampFalls() {
        measure(4, 2);
        long before = clock.now();
        brokerAhead = -2_000;
        measure(4, 2);

        assertThat(clock.now()).isEqualTo(before);
        assertThat(clock.stampsAheadMillis()).isBetween(1_990L, 2_000L);
        pass(1_000);
        assertThat(clock.now()).isEqualTo(before + 500);
        pass(4_000);
        assertThat(clock.now()).isEqualTo(brokerTime());
        assertThat(clock.stampsAheadMillis()).isZero();
    }

    @Test
    void theMachinesClockIsUsedWhereTheBrokersCannotBeMeasuredAndLeftWhenItCan() {
        clock.useOwn();
        machineAhead = -60_000;

        assertThat(clock.source()).isEqualTo(Source.OWN);
        assertThat(clock.now()).isEqualTo(START - 60_000);
        assertThat(clock.measuredAgoMillis()).isEqualTo(-1);
        measure(4, 2);

        assertThat(clock.source()).isEqualTo(Source.BROKER);
        assertThat(clock.now()).isEqualTo(brokerTime());
    }

    @Test
    void aMachinesClockThatIsSetBackGoesOnAtHalfSpeedUntilItIsReachedAgain() {
        clock.useOwn();
        assertThat(clock.now()).isEqualTo(START);
        machineAhead = -600;

        assertThat(clock.now()).isEqualTo(START);
        for (int i = 1; i <= 5; i++) {
            pass(200);
            assertThat(clock.now()).isEqualTo(START + 100 * i);
        }
        pass(200);
        assertThat(clock.now()).as("reached").isEqualTo(START + 600);
        pass(1);
        assertThat(clock.now()).isEqualTo(START + 601);
    }

    @Test
    void onceMeasuredTheBrokersClockIsContinuedWithoutMeasurementsAndTheMachinesClockNeverReturns() {
        measure(4, 2);
        machineAhead = QUARTER;
        clock.useOwn();
        pass(3_600_000);

        assertThat(clock.source()).isEqualTo(Source.BROKER);
        assertThat(clock.now()).isEqualTo(brokerTime());
        assertThat(clock.measuredAgoMillis()).isEqualTo(3_600_000);
    }

    @Test
    void whateverIsMeasuredAndSetStampsNeverFallAndEndNearTheBrokersClock() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StampClock any = new StampClock(() -> START + nanos / 1_000_000 + machineAhead, () -> nanos);
            if (random.nextBoolean()) {
                any.useOwn();
            } else {
                measure(any, 4, 2);
            }
            long last = any.now();
            for (int i = 0; i < 200; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> brokerAhead = random.nextInt(-20_000, 20_000);
                    case 1 -> machineAhead = random.nextInt(-900_000, 900_000);
                    case 2, 3, 4 -> {
                        int roundTrip = 2 + random.nextInt(500);
                        measure(any, roundTrip, random.nextInt(roundTrip));
                    }
                    default -> pass(random.nextInt(10_000));
                }
                long now = any.now();
                assertThat(now).as("seed " + seed).isGreaterThanOrEqualTo(last);
                last = now;
            }
            measure(any, 4, 2);
            any.now();
            pass(4_000_000);
            measure(any, 4, 2);
            assertThat(any.now() - brokerTime()).as("seed " + seed).isBetween(-2L, 2L);
        }
    }

    /** A record that reaches the broker some time after it was sent. */
    private void measure(long roundTripMillis, long outMillis) {
        measure(clock, roundTripMillis, outMillis);
    }

    private void measure(StampClock of, long roundTripMillis, long outMillis) {
        long sent = nanos;
        pass(outMillis);
        long broker = brokerTime();
        pass(roundTripMillis - outMillis);
        of.measured(sent, nanos, broker);
    }

    private void pass(long millis) {
        nanos += millis * 1_000_000;
    }

    private long brokerTime() {
        return START + nanos / 1_000_000 + brokerAhead;
    }
}
