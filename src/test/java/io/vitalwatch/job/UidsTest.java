package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State is found again by these names: one that is lost from the list leaves its state behind at the next upgrade. */
class UidsTest {
    private static final Path COMMITTED = Path.of("src/test/resources/io/vitalwatch/job/uids.txt");

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void theOperatorsAreThoseOfTheCommittedList(String delivery) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Settings settings = SettingsReader.read(List.of("--kafka.bootstrap.servers=localhost:1", "--delivery=" + delivery));
        VitalsAlertJob.configure(env, settings);
        Topology.define(env, settings, KafkaEnds.source(settings), 0, KafkaEnds.sinks(settings));
        Set<String> uids = new TreeSet<>();
        for (StreamNode node : env.getStreamGraph().getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
            uids.add(node.getTransformationUID());
        }

        assertThat(uids).containsExactlyElementsOf(Files.readAllLines(COMMITTED));
    }
}
