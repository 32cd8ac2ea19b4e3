package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault under both delivery guarantees, and upgrades, on a cluster of several processes: {@code mvn -Pfaults verify}. Its table goes to
 * {@code target/fault-runs.md}.
 */
@Tag("faults")
@Timeout(900)
class FaultsIT {
    private static final List<FaultRuns.Result> RESULTS = new ArrayList<>();

    private static FaultRuns runs;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Installation.hasCommand("curl"), "submit.sh --rest needs curl");
        runs = new FaultRuns(Installation.TARGET.resolve("faults"), Installation.recording(), Integer.getInteger("faults.copies", 10),
                Duration.ofSeconds(Integer.getInteger("faults.seconds", 25)), true);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
            String table = FaultRuns.table(RESULTS);
            Files.writeString(Installation.TARGET.resolve("fault-runs.md"), table);
            System.out.println("\n" + table);
        }
    }

    static LongStream seeds() {
        long first = Long.getLong("faults.seed", 1);
        return LongStream.range(first, first + Integer.getInteger("faults.runs", 1));
    }

    static Stream<Arguments> deliveries() {
        return Stream.of("at-least-once", "exactly-once").flatMap(delivery -> seeds().mapToObj(seed -> Arguments.of(delivery, seed)));
    }

    static Stream<Arguments> faults() {
        return deliveries().flatMap(each -> Stream.of(Fault.values()).map(fault -> Arguments.of(fault, each.get()[0], each.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theAlarmsAreThoseOfAFaultFreeReplay(Fault fault, String delivery, long seed) throws Exception {
        check(runs.run(fault, delivery, seed));
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void soTheyAreAtAnotherParallelismFromASavepoint(String delivery, long seed) throws Exception {
        check(runs.rescale(delivery, seed));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changedWindowsAndRulesTouchNoOtherAlarms(long seed) throws Exception {
        Upgrades upgrades = runs.upgrade(seed);

        System.out.println("upgrades, seed " + seed + ": " + upgrades);
        assertThat(upgrades.wrong).as("seed " + seed).isEmpty();
        assertThat(upgrades.endedWithTheRule).as("episodes that ended with their rule, seed " + seed).isPositive();
        assertThat(upgrades.untouched).isPositive();
    }

    private static void check(FaultRuns.Result result) {
        System.out.println(result);
        RESULTS.add(result);
        assertThat(result.good()).as(result.toString()).isTrue();
    }
}
