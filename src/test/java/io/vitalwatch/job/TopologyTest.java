package io.vitalwatch.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Restored state is found by uid: the list in {@code uids.txt} may grow, but a line of a released version is never changed or removed. */
class TopologyTest {
    @Test
    void theUidsAreThoseOfTheCommittedList() throws IOException {
        assertThat(uids()).isEqualTo(committed());
    }

    @Test
    void settingsThatAUserMayChangeChangeNoUid() throws IOException {
        assertThat(uids("--window.length=10min", "--rule.spo2-low.enabled=false", "--max-parallelism=256", "--source.idle=90s",
                "--source.stop=latest", "--topic.alerts=elsewhere", "--delivery=exactly-once")).isEqualTo(committed());
    }

    @Test
    void theJobGraphNeedsNoGeneratedUid() {
        JobGraph graph = graph().getJobGraph();
        assertThat(graph.getVertices()).isNotEmpty();
        assertThat(graph.getMaximumParallelism()).isPositive();
    }

    @Test
    void decodingIsChainedToTheSourceAndOneShuffleIsBeforeTheMonitor() {
        JobGraph graph = graph().getJobGraph();
        assertThat(graph.getNumberOfVertices()).isLessThanOrEqualTo(3);
        assertThat(graph.getVerticesSortedTopologicallyFromSources().get(0).getName()).contains("corsano.raw").contains("decode and judge");
        assertThat(graph.getVerticesSortedTopologicallyFromSources().get(1).getName()).contains("patient monitor");
    }

    private static List<String> committed() throws IOException {
        try (InputStream in = TopologyTest.class.getResourceAsStream("uids.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private static List<String> uids(String... arguments) {
        List<String> uids = new ArrayList<>();
        for (StreamNode node : graph(arguments).getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
            uids.add(node.getTransformationUID());
        }
        return uids.stream().sorted().toList();
    }

    private static StreamGraph graph(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kafka.bootstrap.servers=localhost:9092");
        JobSettings settings = JobSettingsReader.read(all);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(2);
        VitalsAlertJob.configure(env, settings);
        Topology.define(env, settings, KafkaEnds.source(settings), 0, KafkaEnds.sinks(settings));
        return env.getStreamGraph();
    }
}
