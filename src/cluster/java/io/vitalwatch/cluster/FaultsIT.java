package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Every fault under both delivery guarantees, and upgrades, on a cluster of several processes with the shipped settings:
 * {@code mvn -Pfaults verify}. Its table goes to {@code target/fault-runs.md}.
 */
@Tag("faults")
@Timeout(900)
class FaultsIT {
    private static final List<FaultRuns.Result> RESULTS = new ArrayList<>();

    private static FaultRuns runs;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(BuiltProduct.hasCommand("curl"), "submit.sh --rest needs curl");
        runs = new FaultRuns(BuiltProduct.TARGET.resolve("faults"), Integer.getInteger("faults.copies", 10),
                Duration.ofSeconds(Integer.getInteger("faults.seconds", 45)), Map.of(), true);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
            String table = FaultRuns.table(RESULTS);
            Files.writeString(BuiltProduct.TARGET.resolve("fault-runs.md"), table);
            System.out.println("\n" + table);
        }
    }

    /** Each source with each seed. */
    static Stream<Arguments> sources() {
        long first = Long.getLong("faults.seed", 1);
        List<Long> seeds = LongStream.range(first, first + Integer.getInteger("faults.runs", 1)).boxed().toList();
        return DeliveryOrigin.named(System.getProperty("faults.traffic", "real,simulator")).stream()
                .flatMap(source -> seeds.stream().map(seed -> Arguments.of(source, seed)));
    }

    static Stream<Arguments> deliveries() {
        return sources().flatMap(each -> Stream.of("at-least-once", "exactly-once")
                .map(delivery -> Arguments.of(each.get()[0], delivery, each.get()[1])));
    }

    static Stream<Arguments> faults() {
        return deliveries().flatMap(each -> Stream.of(Fault.values())
                .map(fault -> Arguments.of(each.get()[0], fault, each.get()[1], each.get()[2])));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theAlarmsAreThoseOfAFaultFreeReplay(DeliveryOrigin source, Fault fault, String delivery, long seed) throws Exception {
        check(runs.run(source, fault, delivery, seed));
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void soTheyAreAtAnotherParallelismFromASavepoint(DeliveryOrigin source, String delivery, long seed) throws Exception {
        check(runs.rescale(source, delivery, seed));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void changedWindowsAndRulesTouchNoOtherAlarms(DeliveryOrigin source, long seed) throws Exception {
        Upgrades upgrades = runs.upgrade(source, seed);

        System.out.println("upgrades, " + source + ", seed " + seed + ": " + upgrades);
        assertThat(upgrades.wrong).as(source + ", seed " + seed).isEmpty();
        assertThat(upgrades.endedWithTheRule).as("episodes that ended with their rule, " + source + ", seed " + seed).isPositive();
        assertThat(upgrades.untouched).isPositive();
    }

    private static void check(FaultRuns.Result result) {
        System.out.println(result);
        RESULTS.add(result);
        assertThat(result.good()).as(result.toString()).isTrue();
    }
}
