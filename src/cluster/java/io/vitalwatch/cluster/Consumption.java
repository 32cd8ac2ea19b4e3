package io.vitalwatch.cluster;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far a job has read its raw topic.
 *
 * @param group consumer group of the job, whose offsets are committed with each checkpoint
 */
record Consumption(ProcessCluster cluster, String group, String topic, int partitions) {
    /** Waits until a job has read all of the topic and its records are readable in the topics that it writes. */
    void awaitEnd(String job) throws Exception {
        Waiting.until("offsets of all that was fed are committed; job is " + job, () -> committed().equals(ends()));
        // The watermark can follow the last records after an interval, so its alarms can belong to a later checkpoint.
        FlinkRest rest = cluster.rest();
        int before = rest.checkpoints(job, "completed");
        Waiting.until("two more checkpoints of job " + job, () -> rest.checkpoints(job, "completed") >= before + 2);
    }

    private Map<Integer, Long> committed() throws Exception {
        try (Admin admin = cluster.broker().admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            return offsets.entrySet().stream().collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
        } catch (ExecutionException e) {
            return Map.of();
        }
    }

    private Map<Integer, Long> ends() throws Exception {
        try (Admin admin = cluster.broker().admin()) {
            return admin.listOffsets(IntStream.range(0, partitions).boxed()
                            .collect(Collectors.toMap(i -> new TopicPartition(topic, i), i -> OffsetSpec.latest())))
                    .all().get().entrySet().stream()
                    .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
        }
    }
}
