package io.vitalwatch.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each partition last took a heartbeat. For several threads. */
final class PartitionHeartbeats {
    /** By partition, in nanoseconds of a steady clock; a partition that took none yet has the time at which it became known. */
    private volatile AtomicLongArray taken = new AtomicLongArray(0);

    /** Notes that there are at least so many partitions. Only one thread may call it. */
    void expect(int partitions, long nanos) {
        AtomicLongArray before = taken;
        if (before.length() < partitions) {
            AtomicLongArray more = new AtomicLongArray(partitions);
            for (int i = 0; i < partitions; i++) {
                more.set(i, i < before.length() ? before.get(i) : nanos);
            }
            taken = more;
        }
    }

    /** Notes that a partition has acknowledged a heartbeat. */
    void record(int partition, long nanos) {
        AtomicLongArray now = taken;
        if (partition < now.length()) {
            now.set(partition, nanos);
        }
    }

    /** The partitions that took no heartbeat for longer than the given time. */
    List<Integer> missing(long nanos, long longest) {
        AtomicLongArray now = taken;
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < now.length(); i++) {
            if (nanos - now.get(i) > longest) {
                missing.add(i);
            }
        }
        return missing;
    }
}
