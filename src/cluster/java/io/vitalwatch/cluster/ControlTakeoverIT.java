package io.vitalwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short form of {@link ControlFaultsIT}: the relaying receiver hangs during a storm of changes, and resumes after another one took over. */
@Tag("faults")
@Timeout(600)
class ControlTakeoverIT {
    @Test
    void aRelayThatResumesAfterTheTakeoverLosesNoChangeAndRepeatsNone() throws Exception {
        assumeTrue(BuiltProduct.hasCommand("curl"), "submit.sh --rest needs curl");
        try (ControlRuns runs = new ControlRuns(BuiltProduct.TARGET.resolve("control-takeover"), ProcessCluster.QUICK)) {
            ControlRuns.Result result = runs.run(ControlFault.RELAY_STOPPED, "at-least-once", 4, 1);

            assertThat(result.good()).as(result.toString()).isTrue();
            assertThat(result.changed()).as("alarms that a change ended or altered").isPositive();
        }
    }
}
