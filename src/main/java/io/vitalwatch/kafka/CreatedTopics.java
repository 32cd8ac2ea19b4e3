package io.vitalwatch.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * Waits until a broker answers for topics that were just created: the controller confirms a topic before the brokers know of it, and a broker
 * knows a topic before it leads all its partitions. An idempotent producer whose first batch finds no leader and whose second one does never gets
 * the first one in.
 */
public final class CreatedTopics {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private CreatedTopics() {}

    /**
     * Returns when the broker that is asked knows all these topics and all their partitions can be written, or when the time is over.
     *
     * @return whether all are known
     * @throws ExecutionException if Kafka refuses to answer, or does not answer
     */
    public static boolean awaitKnown(Admin admin, Collection<String> topics, Duration longest)
            throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!known(admin, topics)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(PAUSE.toMillis());
        }
        return true;
    }

    private static boolean known(Admin admin, Collection<String> topics) throws ExecutionException, InterruptedException {
        if (!admin.listTopics().names().get().containsAll(topics)) {
            return false;
        }
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
                for (TopicPartitionInfo partition : topic.partitions()) {
                    if (partition.leader() == null) {
                        return false;
                    }
                    ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
                }
            }
            // Only the leader answers, and the client asks until it does.
            admin.listOffsets(ends).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException || e.getCause() instanceof LeaderNotAvailableException) {
                return false;
            }
            throw e;
        }
    }
}
