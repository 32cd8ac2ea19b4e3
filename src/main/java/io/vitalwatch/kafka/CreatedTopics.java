package io.vitalwatch.kafka;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;

/** Waits until a broker answers for topics that were just created: the controller confirms a topic before the brokers know of it. */
public final class CreatedTopics {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private CreatedTopics() {}

    /**
     * Returns when the broker that is asked knows all these topics, or when the time is over.
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
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .allMatch(topic -> topic.partitions().stream().allMatch(partition -> partition.leader() != null));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }
}
