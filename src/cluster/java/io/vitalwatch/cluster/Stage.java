package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run of the job on a cluster: its own topics, the job, the sender of deliveries and the reader of alarms. */
final class Stage implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final int ALERT_PARTITIONS = 2;

    final ProcessCluster cluster;
    final FlinkRest rest;
    final Random random;
    private final String name;
    private final List<String> parameters;
    private final Feed feed;
    private final AlertCollector reader;
    private String job;

    /**
     * @param name prefix of topics, consumer group and transactions
     * @param parameters of the job, in addition to those that depend on the name
     */
    Stage(ProcessCluster cluster, String name, List<RecordedDeliveries.Item> recording, Duration length, Random random, List<String> parameters)
            throws Exception {
        this.cluster = cluster;
        this.rest = cluster.rest();
        this.name = name;
        this.random = random;
        this.parameters = List.copyOf(parameters);
        cluster.broker().createTopics(List.of(raw()), PARTITIONS);
        cluster.broker().createTopics(List.of(name + ".alerts", name + ".windows", name + ".rejected"), ALERT_PARTITIONS);
        this.feed = new Feed(recording, cluster.broker().bootstrapServers(), raw(), PARTITIONS, length);
        this.reader = new AlertCollector(cluster.broker().bootstrapServers(), name + ".alerts", ALERT_PARTITIONS);
        reader.start();
    }

    private String raw() {
        return name + ".raw";
    }

    Feed feed() {
        return feed;
    }

    String job() {
        return job;
    }

    /** Submits the job, without state or from a savepoint or checkpoint. Returns when all tasks run. */
    void submit(int parallelism, String from, String... more) throws Exception {
        submitOnly(parallelism, from, more);
        awaitRunning();
    }

    private void submitOnly(int parallelism, String from, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--parallelism", Integer.toString(parallelism),
                "--topic.raw=" + raw(), "--topic.alerts=" + name + ".alerts", "--topic.windows=" + name + ".windows",
                "--topic.rejected=" + name + ".rejected", "--source.group=" + name, "--delivery.transaction-prefix=" + name));
        arguments.addAll(parameters);
        arguments.addAll(List.of(more));
        if (from != null) {
            arguments.addAll(List.of("--from-savepoint", from));
        }
        job = BuiltProduct.submit(cluster, arguments.toArray(String[]::new));
    }

    /** Stops the job with a savepoint through {@code stop.sh}; returns the path of the savepoint. */
    String stop() throws IOException, InterruptedException {
        String savepoint = BuiltProduct.stop(cluster, job);
        job = null;
        return savepoint;
    }

    void awaitRunning() throws Exception {
        Waiting.until("all tasks of job " + job + " run", () -> {
            if (rest.state(job).equals("FAILED")) {
                throw new IOException("the job failed: " + rest.exceptions(job));
            }
            return rest.allTasksRun(job);
        });
    }

    /** Waits until a part of the recording was sent, 0 to 1. */
    void awaitProgress(double progress) throws Exception {
        Waiting.until("the feed is at " + progress, () -> feed.progress() >= progress);
    }

    /** Waits until the job has read all deliveries and its records are readable in the topics. */
    void awaitAllProcessed() throws Exception {
        feed.await();
        new Consumption(cluster, name, raw(), PARTITIONS).awaitEnd(job);
    }

    Map<String, AlertCollector.Seen> alerts() throws Exception {
        return reader.finish();
    }

    /** Newest completed checkpoint of the job, as {@code submit.sh --from-savepoint} takes it. */
    Path newestCheckpoint() throws IOException {
        return cluster.newestCheckpoint(job);
    }

    @Override
    public void close() throws Exception {
        feed.close();
        if (job != null && !rest.state(job).isEmpty()) {
            rest.cancel(job);
        }
    }
}
