package io.vitalwatch.job;

import io.vitalwatch.intake.clock.ArrivalClocks;
import io.vitalwatch.intake.clock.Heartbeats;
import io.vitalwatch.intake.clock.PartitionClock;
import io.vitalwatch.intake.clock.PartitionStatus;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;

/**
 * What people who run the job see of its arrival clocks: gauges of this subtask, one gauge a partition, and a line in the log when a
 * partition stands still, has no heartbeats, or recovers.
 */
final class ArrivalMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ArrivalMetrics.class);
    /** Gauges are renewed at each fifth tick: once a second. */
    private static final int TICKS = 5;
    /** So long a partition is read before missing heartbeats are worth a warning. */
    private static final int FIRST_HEARTBEAT_SECONDS = 60;

    private final MetricGroup group;
    private final String topic;
    private final long idleMillis;
    private final Map<Integer, Partition> partitions = new HashMap<>();
    private int ticks;
    private boolean unreadLogged;

    private volatile long waitingRecords;
    private volatile long waitingBytes;
    private volatile int read;
    private volatile int standStill;
    private volatile int withoutHeartbeats;
    private volatile int behind;
    private volatile int unread;

    /** @param expected how many partitions the source has, or 0 where that is not known */
    ArrivalMetrics(MetricGroup group, JobSettings.SourceSettings source, int expected) {
        this.group = group;
        this.topic = source.topic();
        this.idleMillis = source.idleMillis();
        group.gauge("arrival.waiting.records", () -> waitingRecords);
        group.gauge("arrival.waiting.bytes", () -> waitingBytes);
        group.gauge("arrival.partitions", () -> read);
        group.gauge("arrival.partitions.expected", () -> expected);
        group.gauge("arrival.partitions.still", () -> standStill);
        group.gauge("arrival.partitions.without-heartbeats", () -> withoutHeartbeats);
        group.gauge("arrival.partitions.behind", () -> behind);
        group.gauge("arrival.partitions.unread", () -> unread);
    }

    /** Called at each tick by the thread of the task. */
    void update(ArrivalClocks<?> clocks) {
        if (++ticks % TICKS != 0) {
            return;
        }
        long records = 0;
        long bytes = 0;
        int reading = 0;
        int still = 0;
        int without = 0;
        int late = 0;
        for (PartitionStatus status : clocks.statuses()) {
            if (!status.read()) {
                // Another subtask may be reading it.
                continue;
            }
            records += status.waiting();
            bytes += status.waitingBytes();
            reading++;
            still += status.standsStill() ? 1 : 0;
            without += status.heartbeats() == Heartbeats.CLOSE ? 0 : 1;
            late += status.behindMillis() > 0 ? 1 : 0;
            partitions.computeIfAbsent(status.partition(), Partition::new).update(status);
        }
        waitingRecords = records;
        waitingBytes = bytes;
        read = reading;
        standStill = still;
        withoutHeartbeats = without;
        behind = late;
        boolean missing = clocks.missesPartition();
        unread = missing ? 1 : 0;
        if (missing && !unreadLogged) {
            LOG.warn("A partition of {} was not read for a minute since the start, so {}. Check that receivers write heartbeats to every"
                    + " partition, or set source.idle.", topic, consequence());
        }
        unreadLogged = missing;
    }

    private String consequence() {
        return idleMillis == 0
                ? "no patient's silence is noticed until it is read"
                : "silence is noticed only after source.idle (" + idleMillis / 1000 + " s)";
    }

    /** One partition's gauge and what was logged about it. */
    private final class Partition {
        private final int number;
        private volatile long clock;
        private boolean still;
        private Heartbeats heartbeats = Heartbeats.CLOSE;
        private int seconds;

        private Partition(int number) {
            this.number = number;
            group.addGroup("partition", Integer.toString(number)).gauge("arrival.clock", () -> clock);
        }

        private void update(PartitionStatus status) {
            clock = status.clock() == PartitionClock.UNSET ? 0 : status.clock();
            if (status.standsStill() != still) {
                still = status.standsStill();
                if (still) {
                    LOG.warn("Nothing was read of partition {} of {} for a minute, so {}", number, topic, consequence());
                } else {
                    LOG.info("Partition {} of {} is read again", number, topic);
                }
            }
            seconds++;
            if (seconds >= FIRST_HEARTBEAT_SECONDS && status.heartbeats() != heartbeats) {
                heartbeats = status.heartbeats();
                switch (heartbeats) {
                    case CLOSE -> LOG.info("Partition {} of {} gets heartbeats", number, topic);
                    case NONE -> LOG.warn("Partition {} of {} gets no heartbeats: its clock follows every timestamp at once, a wrong one"
                            + " too", number, topic);
                    case FAR_APART -> LOG.warn("Heartbeats of partition {} of {} are further apart than clock.step: its clock follows every"
                            + " timestamp at once, a wrong one too", number, topic);
                }
            }
        }
    }
}
