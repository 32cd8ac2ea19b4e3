package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cluster.LossRuns.Result;
import io.vitalwatch.cluster.ReceiverServer.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * No delivery that was answered 204 is lost, whichever process is killed. One short run; {@code mvn -Pfaults verify} makes the long ones.
 * The table of results goes to {@code target/nothing-lost.md}.
 */
@Timeout(900)
class NothingLostIT {
    private static final Path HOME = BuiltProduct.TARGET.resolve("nothing-lost");
    private static final List<Result> RESULTS = new ArrayList<>();

    private static LossRuns runs;

    @BeforeAll
    static void start() throws Exception {
        runs = new LossRuns(HOME);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
            String table = LossRuns.table(RESULTS);
            Files.writeString(BuiltProduct.TARGET.resolve("nothing-lost.md"), table);
            System.out.println("\n" + table);
        }
    }

    @Test
    void whatWasAnswered204SurvivesAKilledBrokerAndAKilledReceiver() throws Exception {
        check(runs.run(VendorTraffic.simulated(1, Duration.ofMinutes(210), 1, Clock.WALL), Clock.WALL, 1, 1));
    }

    static LongStream seeds() {
        long first = Long.getLong("faults.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("faults.runs", 1));
    }

    static Stream<Arguments> runs() {
        return seeds().boxed().flatMap(seed -> Stream.of(Clock.values()).map(clock -> Arguments.of(clock, seed)));
    }

    @Tag("faults")
    @ParameterizedTest
    @MethodSource("runs")
    void noSimulatedDeliveryIsLostAndTheAlarmsAreThoseOfARunWithoutFaults(Clock clock, long seed) throws Exception {
        check(runs.run(VendorTraffic.simulated(6, VendorTraffic.WHOLE, seed, clock), clock, 3, seed));
    }

    /** By the wall clock a recording is too old. So this runs only with a receiver that takes the arrival from the delivery. */
    @Tag("faults")
    @ParameterizedTest
    @MethodSource("seeds")
    void noRealDeliveryIsLostAndTheAlarmsAreThoseOfARunWithoutFaults(long seed) throws Exception {
        VendorTraffic real = VendorTraffic.real(BuiltProduct.recording(), Integer.getInteger("faults.copies", 10), HOME);
        check(runs.run(real, Clock.TOLD, 3, seed));
    }

    private static void check(Result result) {
        RESULTS.add(result);
        assertThat(result.nothingLost()).as(result.toString()).isTrue();
        assertThat(result.answered503()).as("refused while the broker was away: " + result).isPositive();
        assertThat(result.unanswered()).as("cut off or not answered while the receiver was away: " + result).isPositive();
        // The exact time is for the table; this checks only that a refusal does not wait for a broker that is down.
        assertThat(result.slowest()).as("slowest answer in seconds: " + result).isLessThan(10);
        assertThat(result.sameAlarms()).as(result.toString()).isTrue();
    }
}
