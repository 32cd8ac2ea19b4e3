package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.Duration;

/** The job on a cluster of several processes, with a day of real readings sent within seconds. A short form of what -Pfaults runs. */
@Timeout(600)
class ClusterIT {
    private static FaultRuns runs;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(BuiltProduct.hasCommand("curl"), "submit.sh --rest needs curl");
        runs = new FaultRuns(BuiltProduct.TARGET.resolve("cluster-it"), 1, Duration.ofSeconds(12), ProcessCluster.QUICK, false);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
        }
    }

    @Test
    void aTaskManagerThatIsKilledCostsNoAlarmAndChangesNone() throws Exception {
        FaultRuns.Result result = runs.run(DeliveryOrigin.REAL, Fault.TASK_MANAGER, "at-least-once", 1);

        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.expected()).isGreaterThan(500);
    }

    @Test
    void aJobStoppedWithASavepointGoesOnAtAnotherParallelismAndRepeatsNothing() throws Exception {
        FaultRuns.Result result = runs.rescale(DeliveryOrigin.REAL, "exactly-once", 1);

        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.repeated()).isZero();
    }
}
