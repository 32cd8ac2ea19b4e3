package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The job on a cluster of several processes, a day of real readings squeezed into seconds: what -Pfaults does at length, once in short. */
@Timeout(600)
class ClusterIT {
    private static FaultRuns runs;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Installation.hasCommand("curl"), "submit.sh --rest needs curl");
        runs = new FaultRuns(Installation.TARGET.resolve("cluster-it"), 1, Duration.ofSeconds(12), false);
    }

    @AfterAll
    static void stop() throws Exception {
        if (runs != null) {
            runs.close();
        }
    }

    @Test
    void aTaskManagerThatIsKilledCostsNoAlarmAndChangesNone() throws Exception {
        FaultRuns.Result result = runs.run(Source.REAL, Fault.TASK_MANAGER, "at-least-once", 1);

        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.expected()).isGreaterThan(500);
    }

    @Test
    void aJobStoppedWithASavepointGoesOnAtAnotherParallelismAndRepeatsNothing() throws Exception {
        FaultRuns.Result result = runs.rescale(Source.REAL, "exactly-once", 1);

        assertThat(result.good()).as(result.toString()).isTrue();
        assertThat(result.repeated()).isZero();
    }
}
