package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vitalwatch.cluster.ControlRuns.Result;
import io.vitalwatch.model.control.ControlAnswer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Faults during a storm of ten changes a second: no change is lost, none is applied twice, and the records are those of a run without faults
 * over the same raw topic, with the shipped settings: {@code mvn -Pfaults verify}. The table of results goes to
 * {@code target/control-faults.md}.
 */
@Tag("faults")
@Timeout(600)
class ControlFaultsIT {
    private static final Path HOME = BuiltProduct.TARGET.resolve("control-faults");
    private static final List<Result> RESULTS = new ArrayList<>();

    private static ControlRuns runs;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(BuiltProduct.hasCommand("curl"), "submit.sh --rest needs curl");
        runs = new ControlRuns(HOME, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
            String table = ControlRuns.table(RESULTS);
            Files.writeString(BuiltProduct.TARGET.resolve("control-faults.md"), table);
            System.out.println("\n" + table);
        }
    }

    @ParameterizedTest
    @EnumSource(ControlFault.class)
    void noChangeIsLostOrAppliedTwice(ControlFault fault) throws Exception {
        check(runs.run(fault, "exactly-once", 15, Long.getLong("faults.seed", 1)));
    }

    @Test
    void theFirstChangeOfATopicThatWasMadeAnewIsRefusedAndNotDroppedAsARepeat() throws Exception {
        ControlRuns.MadeAnew anew = runs.madeAnew();

        assertThat(anew.refused()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.outcome()).isEqualTo(ControlAnswer.Outcome.REFUSED);
            assertThat(each.detail()).contains("--control.topic-id=" + anew.newId());
        });
        assertThat(anew.state()).isEqualTo("RUNNING");
        assertThat(anew.accepted()).as("the same records with --control.topic-id").isNotEmpty()
                .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(ControlAnswer.Outcome.APPLIED));
    }

    private static void check(Result result) {
        System.out.println(result);
        RESULTS.add(result);
        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.changed()).as("alarms that a change ended or altered").isPositive();
    }
}
