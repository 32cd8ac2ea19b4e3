package io.vitalwatch.job;

import io.vitalwatch.settings.SettingsException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * The job for a Flink cluster: reads deliveries from Kafka, writes alerts, window summaries and dead letters to Kafka.
 *
 * <p>Checkpoints, state backend, restarts and parallelism are set in the cluster's configuration, not here.
 */
public final class VitalsAlertJob {
    /** The job's name on a cluster. */
    public static final String NAME = "vitals-alerts";

    private static final Logger LOG = LoggerFactory.getLogger(VitalsAlertJob.class);

    private VitalsAlertJob() {}

    /**
     * Submits the job.
     *
     * @param args the job's parameters, {@code --name=value}
     * @throws SettingsException if they cannot be used; the message is one line that says what to change, and is also printed to stderr
     */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        define(env, args, System.err);
        env.execute(NAME);
    }

    /** Sets the Flink options that the job needs on every cluster, for state that survives upgrades and for low latency. */
    public static void configure(StreamExecutionEnvironment env, JobSettings settings) {
        Configuration job = new Configuration();
        // Restored state is found by uid, so an operator without a uid is an error. So is a type that Flink would serialise with Kryo.
        job.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        job.set(PipelineOptions.GENERIC_TYPES, false);
        job.set(PipelineOptions.OBJECT_REUSE, true);
        // With 0 the source would never say that it has read something of each partition, and the arrival clock would stand.
        job.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(200));
        job.set(PipelineOptions.MAX_PARALLELISM, settings.maxParallelism());
        job.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(settings.bufferTimeoutMillis()));
        env.configure(job, VitalsAlertJob.class.getClassLoader());
        for (String missing : settings.catalogue().unwatched()) {
            LOG.warn("Patients are not fully watched, as --allow-unwatched=true permits: the catalogue has {}.", missing);
        }
    }

    /**
     * Refuses exactly-once on an environment without checkpoints: no record would ever become readable. Call it where the records go to
     * Kafka.
     *
     * @throws SettingsException with the fix
     */
    public static void requireCheckpoints(StreamExecutionEnvironment env, JobSettings settings) {
        if (settings.output().exactlyOnce() && !env.getCheckpointConfig().isCheckpointingEnabled()) {
            throw new SettingsException("--delivery=exactly-once needs checkpoints, and Flink's execution.checkpointing.interval is not set: no"
                    + " alarm would ever become readable; set the interval, such as 10s, or give --delivery=at-least-once");
        }
    }

    /**
     * What the cluster's page and REST interface show of the job: its topics, by which {@code submit.sh} finds a second job on the same ones,
     * and the arguments, which {@code submit.sh --replace} compares. Settings of Kafka's clients are not shown: they may hold a password.
     */
    private static void describe(StreamExecutionEnvironment env, JobSettings settings, String[] args) {
        Configuration shown = new Configuration();
        for (String argument : args) {
            int end = argument.indexOf('=');
            if (argument.startsWith("--") && end > 2 && !argument.startsWith("--kafka.")) {
                shown.setString(argument.substring(2, end), argument.substring(end + 1));
            }
        }
        shown.setString("topic.raw", settings.source().topic());
        shown.setString("topic.alerts", settings.output().alerts());
        env.getConfig().setGlobalJobParameters(shown);
    }

    /** Defines the whole job on an environment. When the parameters cannot be used, it prints one line and throws. */
    static void define(StreamExecutionEnvironment env, String[] args, PrintStream err) {
        try {
            JobSettings settings = JobSettingsReader.read(List.of(args));
            configure(env, settings);
            requireCheckpoints(env, settings);
            describe(env, settings, args);
            int partitions = partitions(settings, err);
            Topology.define(env, settings, KafkaEnds.source(settings), partitions, KafkaEnds.sinks(settings));
        } catch (SettingsException e) {
            // Flink's client shows an exception of main inside a stack trace, and ends with exit code 1. This line comes first. Ending the
            // process here instead would take a session cluster down.
            err.println(NAME + ": " + e.getMessage());
            throw e;
        }
    }

    /**
     * Checks the topics. Returns the number of partitions of the raw topic: the given one, else what the broker answers.
     *
     * @throws SettingsException when a topic is missing; or when no broker answers and no number is given
     */
    private static int partitions(JobSettings settings, PrintStream err) {
        int given = settings.source().partitions();
        try {
            int found = TopicCheck.partitions(settings);
            return given > 0 ? given : found;
        } catch (IOException e) {
            if (given > 0) {
                // The cluster may reach brokers that this machine does not reach; or the JobManager starts again during an outage.
                err.println(NAME + ": " + e.getMessage() + "; the topics are not checked.");
                return given;
            }
            throw new SettingsException(e.getMessage() + "; check --kafka.bootstrap.servers and the network. If only the cluster reaches"
                    + " the broker, write --source.partitions=N, the number of partitions of " + settings.source().topic());
        }
    }
}
