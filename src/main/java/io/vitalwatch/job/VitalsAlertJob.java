package io.vitalwatch.job;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.List;

/**
 * What a Flink cluster runs: deliveries from Kafka in, alerts, window summaries and dead letters out to Kafka.
 *
 * <p>Checkpoints, state backend, restarts and parallelism belong to the cluster's configuration and are not touched here.
 */
public final class VitalsAlertJob {
    /** The job's name on a cluster. */
    public static final String NAME = "vitals-alerts";

    private VitalsAlertJob() {}

    /**
     * Submits the job.
     *
     * @param args the job's parameters, {@code --name=value}
     * @throws IllegalArgumentException when they cannot be used; the message says what to change
     */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, args);
        env.execute(NAME);
    }

    /** What the job itself has to say to Flink, whatever cluster it runs on: state that survives upgrades, and little latency. */
    public static void configure(StreamExecutionEnvironment env, Settings settings) {
        Configuration job = new Configuration();
        // State is found again by uid, so an operator without one is a mistake; a type without a serializer of its own likewise.
        job.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        job.set(PipelineOptions.GENERIC_TYPES, false);
        job.set(PipelineOptions.OBJECT_REUSE, true);
        job.set(PipelineOptions.MAX_PARALLELISM, settings.maxParallelism());
        job.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(settings.bufferTimeoutMillis()));
        env.configure(job, VitalsAlertJob.class.getClassLoader());
    }

    private static void define(StreamExecutionEnvironment env, String[] args) {
        try {
            Settings settings = SettingsReader.read(List.of(args));
            configure(env, settings);
            Topology.define(env, settings, KafkaEnds.source(settings), 0, KafkaEnds.sinks(settings));
        } catch (IllegalArgumentException e) {
            // Flink shows an exception of main deep inside a trace of its own. Exiting instead would take a session cluster down.
            System.err.println(NAME + ": " + e.getMessage());
            throw e;
        }
    }
}
