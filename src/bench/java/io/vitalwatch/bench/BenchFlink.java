package io.vitalwatch.bench;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A mini cluster for measuring: Flink's defaults, except loopback addresses, enough memory, and the settings of the benchmark. */
final class BenchFlink implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Configuration configuration;
    private final MiniCluster cluster;
    private final int parallelism;
    private final Path directory;
    private long[] largest = {};

    /** @param more settings on top, by Flink's own names */
    BenchFlink(int parallelism, Map<String, String> more) throws Exception {
        this.parallelism = parallelism;
        this.directory = Files.createTempDirectory("vitalwatch-bench-");
        Configuration c = new Configuration();
        c.set(CoreOptions.TMP_DIRS, directory.toString());
        c.set(RestOptions.ADDRESS, LOOPBACK);
        c.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        c.set(RestOptions.BIND_PORT, "0");
        c.set(JobManagerOptions.ADDRESS, LOOPBACK);
        c.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        c.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(5));
        c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        c.setString("execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        more.forEach(c::setString);
        this.configuration = c;
        this.cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(c)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .setCommonBindAddress(LOOPBACK)
                .build());
        cluster.start();
    }

    /** The cluster of a contender: checkpoints to files every 10 s, and the settings given by {@code flink.…}. */
    static BenchFlink of(Contender.Run run) throws Exception {
        Map<String, String> settings = new TreeMap<>();
        settings.put("execution.checkpointing.interval", "10s");
        run.more().forEach((name, value) -> {
            if (name.startsWith("flink.")) {
                settings.put(name.substring(6), value);
            }
        });
        return new BenchFlink(run.parallelism(), settings);
    }

    StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration).setParallelism(parallelism);
    }

    /** The bodies on the raw topic of a run, up to its end. */
    static DataStreamSource<byte[]> bodies(StreamExecutionEnvironment environment, Contender.Run run, WatermarkStrategy<byte[]> watermarks) {
        KafkaSource<byte[]> source = KafkaSource.<byte[]>builder()
                .setProperties(run.client())
                .setBootstrapServers(run.servers())
                .setTopics(run.raw())
                .setGroupId(run.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
                .build();
        return environment.fromSource(source, watermarks, "raw", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    /** A directory for checkpoints; deleted at the end. */
    Path directory() {
        return directory;
    }

    /** Bytes and milliseconds of the largest checkpoint of the bounded job that has run; empty if there was none. */
    long[] largestCheckpoint() {
        return largest;
    }

    JobID submit(StreamExecutionEnvironment environment) throws Exception {
        return submit(environment.getStreamGraph());
    }

    private JobID submit(StreamGraph graph) throws Exception {
        return cluster.submitJob(graph.getJobGraph()).get().getJobID();
    }

    void awaitRunning(JobID job) throws Exception {
        while (cluster.getExecutionGraph(job).get().getAllVertices().values().stream()
                .flatMap(vertex -> java.util.Arrays.stream(vertex.getTaskVertices()))
                .anyMatch(task -> task.getExecutionState() != org.apache.flink.runtime.execution.ExecutionState.RUNNING)) {
            requireWell(job);
            Thread.sleep(20);
        }
    }

    /** A program that defines a job and executes it. */
    interface Program {
        void run() throws Exception;
    }

    /** Runs the bounded job that a program executes in {@link StreamExecutionEnvironment#getExecutionEnvironment()}, to its end. */
    Map<String, Long> runMain(Program program) throws Exception {
        Map<String, Long> counters = new TreeMap<>();
        Environment.install(configuration, parallelism, graph -> counters.putAll(await(submit(graph))));
        try {
            program.run();
        } finally {
            Environment.remove();
        }
        return counters;
    }

    /** Runs a bounded job to its end. */
    Map<String, Long> run(StreamExecutionEnvironment environment) throws Exception {
        return await(submit(environment));
    }

    private Map<String, Long> await(JobID job) throws Exception {
        JobResult result = cluster.requestJobResult(job).get();
        result.toJobExecutionResult(BenchFlink.class.getClassLoader());
        cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot().getHistory().getCheckpoints().stream()
                .filter(each -> each.getStatus() == CheckpointStatsStatus.COMPLETED)
                .max(Comparator.comparingLong(AbstractCheckpointStats::getStateSize))
                .ifPresent(each -> largest = new long[] {each.getStateSize(), each.getEndToEndDuration()});
        Map<String, Long> counters = new TreeMap<>();
        result.getAccumulatorResults().forEach((name, value) -> {
            try {
                if (value.deserializeValue(BenchFlink.class.getClassLoader()).get() instanceof Long number) {
                    counters.put(name, number);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return counters;
    }

    private void requireWell(JobID job) throws Exception {
        if (cluster.getJobStatus(job).get().isGloballyTerminalState()) {
            cluster.requestJobResult(job).get().toJobExecutionResult(BenchFlink.class.getClassLoader());
        }
    }

    void cancel(JobID job) throws Exception {
        cluster.cancelJob(job).get();
        cluster.requestJobResult(job).get(30, TimeUnit.SECONDS);
    }

    /** What a program gets as its environment; executes jobs on this cluster. */
    private static final class Environment extends StreamExecutionEnvironment {
        private final Execution execution;

        private interface Execution {
            void execute(StreamGraph graph) throws Exception;
        }

        private Environment(Configuration configuration, Execution execution) {
            super(configuration);
            this.execution = execution;
        }

        private static void install(Configuration own, int parallelism, Execution execution) {
            initializeContextEnvironment(given -> {
                Configuration both = new Configuration(own);
                both.addAll(given);
                return new Environment(both, execution).setParallelism(parallelism);
            });
        }

        private static void remove() {
            resetContextEnvironment();
        }

        @Override
        public JobExecutionResult execute(StreamGraph graph) throws Exception {
            execution.execute(graph);
            return new JobExecutionResult(new JobID(), 0, Map.of());
        }
    }

    @Override
    public void close() throws Exception {
        cluster.closeAsync().get(30, TimeUnit.SECONDS);
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
