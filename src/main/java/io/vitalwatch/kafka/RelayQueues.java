package io.vitalwatch.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What a relay still has to copy: a queue for each partition of the raw topic, of which only the first copy may be under way. So a partition gets
 * its copies in their order and none is left out: a copy is sent when the one before it was acknowledged, and again until it is acknowledged.
 *
 * <p>For several threads. {@code send} may be called by the thread that reports an acknowledgement.
 */
final class RelayQueues {
    private final IntConsumer send;
    private final List<Partition> partitions = new ArrayList<>();
    private int waiting;

    /** @param send sends the {@link #first} copy of a partition; reports by {@link #acknowledged} or {@link #failed} */
    RelayQueues(IntConsumer send) {
        this.send = send;
    }

    /** Makes sure that there are at least so many partitions; returns how many are new. */
    synchronized int expect(int count) {
        int before = partitions.size();
        while (partitions.size() < count) {
            partitions.add(new Partition());
        }
        return partitions.size() - before;
    }

    /** How many partitions there are. */
    synchronized int partitions() {
        return partitions.size();
    }

    /** Puts a copy into a partition's queue. */
    void add(int partition, ControlCopyRecord copy) {
        synchronized (this) {
            partitions.get(partition).queue.addLast(copy);
            waiting++;
        }
        pump(partition);
    }

    /** Sends again what failed. */
    void pumpAll() {
        for (int i = 0; i < partitions(); i++) {
            pump(i);
        }
    }

    /** The copy that is under way in a partition; null if the queues were emptied meanwhile. */
    synchronized ControlCopyRecord first(int partition) {
        return partitions.get(partition).queue.peekFirst();
    }

    /** The copy under way was acknowledged; the next one is sent. */
    void acknowledged(int partition, ControlCopyRecord copy) {
        synchronized (this) {
            Partition of = partitions.get(partition);
            if (of.queue.peekFirst() != copy) {
                return;
            }
            of.queue.removeFirst();
            of.underWay = false;
            waiting--;
        }
        pump(partition);
    }

    /** The copy under way was not acknowledged. It stays the first. */
    synchronized void failed(int partition, ControlCopyRecord copy) {
        Partition of = partitions.get(partition);
        if (of.queue.peekFirst() == copy) {
            of.underWay = false;
        }
    }

    /** Forgets everything: another relay copies from now on. */
    synchronized void clear() {
        for (Partition each : partitions) {
            each.queue.clear();
            each.underWay = false;
        }
        waiting = 0;
    }

    /**
     * The lowest number of which some partition has no copy yet.
     *
     * @param read the number after the last record that was put into queues
     */
    synchronized long lowest(long read) {
        long lowest = read;
        for (Partition each : partitions) {
            for (ControlCopyRecord copy : each.queue) {
                if (!copy.refresh()) {
                    lowest = Math.min(lowest, copy.seq());
                    break;
                }
            }
        }
        return lowest;
    }

    /** How many copies wait in all queues. */
    synchronized int waiting() {
        return waiting;
    }

    private void pump(int partition) {
        synchronized (this) {
            Partition of = partitions.get(partition);
            if (of.underWay || of.queue.isEmpty()) {
                return;
            }
            of.underWay = true;
        }
        send.accept(partition);
    }

    /** The queue of one partition. */
    private static final class Partition {
        private final Deque<ControlCopyRecord> queue = new ArrayDeque<>();
        private boolean underWay;
    }
}
