package io.vitalwatch.receiver.clock;

import static io.vitalwatch.receiver.clock.ClockComparison.State.DOUBTFUL;
import static io.vitalwatch.receiver.clock.ClockComparison.State.OFF;
import static io.vitalwatch.receiver.clock.ClockComparison.State.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.receiver.clock.ClockComparison.Clock;
import io.vitalwatch.wire.ClockReport;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.stream.Collectors;

/** Which clock is off, of receivers and broker. */
class ClockComparisonTest {
    private static final long QUARTER = 15 * 60_000;

    private final ClockComparison comparison = new ClockComparison("a", "p1");
    private long time = 1_763_562_000_000L;

    @Test
    void withoutReceiversOnlyTheBrokersClockIsThereAndItIsRight() {
        assertThat(comparison.clocks()).containsExactly(new Clock("broker", 0, RIGHT));
    }

    @Test
    void ofTwoReceiversTheOneThatDiffersFromTheOtherAndTheBrokerIsOff() {
        write("a", 0, 5);
        write("b", QUARTER, 5);

        assertThat(states()).isEqualTo(Map.of("broker", RIGHT, "a", RIGHT, "b", OFF));
        assertThat(ahead("b")).isEqualTo(QUARTER - 5);
        assertThat(ahead("a")).isEqualTo(-5);
    }

    @Test
    void aReceiverThatIsBehindIsOffToo() {
        write("a", 0, 5);
        write("b", -QUARTER, 5);

        assertThat(states()).containsEntry("b", OFF).containsEntry("a", RIGHT);
        assertThat(ahead("b")).isEqualTo(-QUARTER - 5);
    }

    @Test
    void whereAllReceiversAgreeTheBrokersClockIsOff() {
        write("a", QUARTER, 5);
        write("b", QUARTER + 900, 5);

        assertThat(states()).isEqualTo(Map.of("broker", OFF, "a", RIGHT, "b", RIGHT));
    }

    @Test
    void aSingleReceiverThatDiffersFromTheBrokerLeavesBothInDoubt() {
        write("a", QUARTER, 5);

        assertThat(states()).isEqualTo(Map.of("broker", DOUBTFUL, "a", DOUBTFUL));
    }

    @Test
    void twoAgainstTwoLeavesAllInDoubt() {
        write("a", 0, 5);
        write("b", QUARTER, 5);
        write("c", QUARTER, 5);

        assertThat(states().values()).containsOnly(DOUBTFUL);
    }

    @Test
    void fiveSecondsAreToleratedAndOneMillisecondMoreIsNot() {
        write("a", 0, 0);
        write("b", 5_000, 0);
        assertThat(states()).containsEntry("b", RIGHT);
        write("c", 0, 0);
        write("d", 5_001, 0);
        assertThat(states()).containsEntry("b", RIGHT).containsEntry("d", OFF);
    }

    @Test
    void recordsThatTookLongToTheBrokerAreNotTakenForAClockThatIsBehind() {
        write("a", 0, 5);
        write("b", 0, 9);
        for (int i = 0; i < 5; i++) {
            write("b", 0, 20_000);
        }

        assertThat(states()).containsEntry("b", RIGHT);
        assertThat(ahead("b")).isEqualTo(-9);
    }

    @Test
    void aClockThatIsSetRightIsRightAfterSixRecordsAtTheLatest() {
        write("a", 0, 5);
        write("b", QUARTER, 5);
        for (int i = 0; i < 6; i++) {
            write("b", 0, 5);
        }

        assertThat(states()).containsEntry("b", RIGHT);
    }

    @Test
    void aReceiverThatStoppedIsForgottenAfterThreeMinutes() {
        write("b", QUARTER, 5);
        for (int i = 0; i < 19; i++) {
            pass(10_000);
            write("a", 0, 5);
        }

        assertThat(states()).isEqualTo(Map.of("broker", RIGHT, "a", RIGHT));
    }

    @Test
    void aBrokerWhoseClockIsSetBackStartsTheComparisonAgain() {
        write("a", 0, 5);
        write("b", 0, 5);
        time -= QUARTER;
        write("a", QUARTER, 5);
        write("b", QUARTER, 5);

        assertThat(states()).isEqualTo(Map.of("broker", OFF, "a", RIGHT, "b", RIGHT));
    }

    @Test
    void anotherProcessWithTheSameIdIsNoticedAndOneThatStoppedBeforeIsNot() {
        comparison.read(new ClockReport("a", "p0", time), time);
        pass(1_000);
        write("a", 0, 5);
        assertThat(comparison.idIsUsedTwice()).as("the process before").isFalse();
        pass(1_000);
        comparison.read(new ClockReport("a", "p2", time), time);
        assertThat(comparison.idIsUsedTwice()).isTrue();
        pass(181_000);
        write("a", 0, 5);
        assertThat(comparison.idIsUsedTwice()).as("three minutes later").isFalse();
    }

    @Test
    void theNumberOfReceiversIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            write("r" + i, 0, 5);
        }

        assertThat(comparison.clocks()).hasSize(ClockComparison.MOST_RECEIVERS + 1);
    }

    private void write(String receiver, long ahead, long delay) {
        comparison.read(new ClockReport(receiver, "p1", time + ahead - delay), time);
    }

    private void pass(long millis) {
        time += millis;
    }

    private Map<String, ClockComparison.State> states() {
        return comparison.clocks().stream().collect(Collectors.toMap(Clock::name, Clock::state));
    }

    private long ahead(String name) {
        return comparison.clocks().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().aheadMillis();
    }
}
