package io.vitalwatch.cli.local;

import io.vitalwatch.cli.terminal.CommandFailure;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Flink cluster in this process: a JobManager and one TaskManager, bound to the loopback interface, without restarts. */
public final class InProcessFlink implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long NETWORK_MIB = 64;
    /** Less than the time for which {@link Shutdown} delays the end of the process. */
    private static final long LONGEST_STOP_SECONDS = 6;

    private final Path directory;
    private final Configuration configuration;
    private final MiniCluster cluster;
    private final int parallelism;

    private InProcessFlink(Path directory, Configuration configuration, int parallelism) {
        this.directory = directory;
        this.configuration = configuration;
        this.parallelism = parallelism;
        this.cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .setCommonBindAddress(LOOPBACK)
                .build());
    }

    /**
     * Starts a cluster.
     *
     * @param parallelism the number of slots
     * @param uiPort port of REST and web UI; 0 for any free one
     * @throws CommandFailure if the port is in use
     */
    public static InProcessFlink start(int parallelism, int uiPort) throws Exception {
        Path directory = Files.createTempDirectory("vitalwatch-flink-");
        InProcessFlink flink = new InProcessFlink(directory, configuration(parallelism, uiPort, directory), parallelism);
        try {
            flink.cluster.start();
            return flink;
        } catch (Exception e) {
            flink.close();
            if (uiPort != 0) {
                throw new CommandFailure("Flink could not start with its web UI on port " + uiPort
                        + "; choose another with --ui-port, or 0 for any that is free", e);
            }
            throw e;
        }
    }

    private static Configuration configuration(int parallelism, int uiPort, Path directory) {
        Configuration c = new Configuration();
        c.set(CoreOptions.TMP_DIRS, directory.toString());
        c.set(RestOptions.ADDRESS, LOOPBACK);
        c.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        c.set(RestOptions.BIND_PORT, Integer.toString(uiPort));
        c.set(JobManagerOptions.ADDRESS, LOOPBACK);
        // The address of the blob server too.
        c.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        c.set(TaskManagerOptions.HOST, LOOPBACK);
        c.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        c.set(OwnPagesOnly.ENABLED, true);
        // By default a page of any origin may read the answers.
        c.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, "http://" + LOOPBACK);
        c.set(WebOptions.SUBMIT_ENABLE, false);
        c.set(WebOptions.CANCEL_ENABLE, false);
        c.set(WebOptions.RESCALE_ENABLE, false);
        c.set(WebOptions.TMP_DIR, directory.toString());
        c.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        c.set(RpcOptions.ASK_TIMEOUT_DURATION, Duration.ofSeconds(60));
        c.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(2));
        c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
        // A shuffle has parallelism² channels, and each holds about two buffers of 32 KiB.
        MemorySize network = MemorySize.ofMebiBytes(NETWORK_MIB + (long) parallelism * parallelism / 8);
        c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        return c;
    }

    /** An environment for the definition of a job, with the parallelism of the cluster. */
    public StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration).setParallelism(parallelism);
    }

    /** The address of REST and web UI. */
    public String webAddress() throws InterruptedException, ExecutionException {
        return cluster.getRestAddress().get().toString();
    }

    /** Submits the job that was defined on the environment. */
    public JobID submit(StreamExecutionEnvironment environment, String name) throws InterruptedException, ExecutionException {
        var graph = environment.getStreamGraph();
        graph.setJobName(name);
        return cluster.submitJob(graph.getJobGraph()).get().getJobID();
    }

    /** Waits until the job is over, but not longer than this; null if it still runs. */
    public JobResult await(JobID job, Duration longest) throws InterruptedException, ExecutionException {
        try {
            return cluster.requestJobResult(job).get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        }
    }

    /** Throws a {@link CommandFailure} with the message of the innermost cause if the job failed. */
    public static void requireSuccess(JobResult result) throws IOException, ClassNotFoundException {
        try {
            result.toJobExecutionResult(InProcessFlink.class.getClassLoader());
        } catch (JobExecutionException e) {
            throw new CommandFailure(innermost(e), e);
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        // Flink transports causes as text: class name, colon, message.
        return String.valueOf(cause.getMessage()).replaceFirst("^(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:\\$\\w+)?: ", "");
    }

    JobStatus status(JobID job) throws InterruptedException, ExecutionException {
        return cluster.getJobStatus(job).get();
    }

    /** Cancels a job and returns when the request is accepted. */
    public void cancel(JobID job) throws InterruptedException, ExecutionException {
        cluster.cancelJob(job).get();
    }

    /** The counters of a job: exact once it is over, a few seconds old while it runs. */
    public Map<String, Long> counters(JobID job) throws Exception {
        Map<String, Long> counters = new TreeMap<>();
        for (Map.Entry<String, SerializedValue<OptionalFailure<Object>>> e
                : cluster.getExecutionGraph(job).get().getAccumulatorsSerialized().entrySet()) {
            Object value = e.getValue().deserializeValue(InProcessFlink.class.getClassLoader()).get();
            if (value instanceof Long number) {
                counters.put(e.getKey(), number);
            }
        }
        return counters;
    }

    /** Stops all jobs and the cluster, and deletes its temporary files. */
    @Override
    public void close() throws IOException {
        try {
            cluster.closeAsync().get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new IOException("Flink did not stop within " + LONGEST_STOP_SECONDS + " s; the machine may be overloaded", e);
        } catch (ExecutionException e) {
            throw new IOException("Flink did not stop: " + e.getCause().getMessage(), e);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
