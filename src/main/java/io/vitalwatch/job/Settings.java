package io.vitalwatch.job;

import io.vitalwatch.alarm.Catalogue;
import io.vitalwatch.alarm.MonitorSettings;
import io.vitalwatch.quality.GateSettings;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * Everything a job can be told, read and validated once, then immutable. {@link JobOptions} says what each setting means.
 *
 * @param gate what the quality gate lets pass
 * @param monitor clocks and windows
 * @param catalogue the rules in force
 * @param decoding how bodies are read
 * @param source where deliveries come from
 * @param output where records go
 * @param kafka Kafka client settings passed through to source and sinks, {@code bootstrap.servers} among them; may hold secrets, never logged
 * @param bufferTimeoutMillis Flink's buffer timeout
 * @param maxParallelism Flink's maximum parallelism (number of key groups), fixed for the life of a state
 * @param countDistinctPatients whether a run ends with the exact number of patients, which costs memory for each
 */
public record Settings(
        GateSettings gate,
        MonitorSettings monitor,
        Catalogue catalogue,
        Decoding decoding,
        SourceSettings source,
        OutputSettings output,
        Map<String, String> kafka,
        long bufferTimeoutMillis,
        int maxParallelism,
        boolean countDistinctPatients)
        implements Serializable {

    /**
     * How bodies are read.
     *
     * @param defaultStudy the study of a body that names none
     * @param maxBodyBytes a larger body is rejected unread
     */
    public record Decoding(String defaultStudy, int maxBodyBytes) implements Serializable {}

    /**
     * Where deliveries come from.
     *
     * @param stopAtLatest read up to the offsets that are latest at start, then end (for catching up and for tests)
     * @param idleMillis a partition without a record for this long no longer holds the arrival clock back; 0 for never
     */
    public record SourceSettings(String topic, String group, StartFrom start, boolean stopAtLatest, long idleMillis)
            implements Serializable {}

    /** Where a job without state begins to read. A restored job continues where its state says. */
    public enum StartFrom {
        /** At the group's committed offsets, else at the earliest record. */
        COMMITTED,
        EARLIEST,
        LATEST
    }

    /**
     * Where records go.
     *
     * @param exactlyOnce Kafka transactions committed by checkpoints, else at-least-once at once
     * @param alertSource CloudEvents {@code ce_source} of the alerts
     * @param rejectedMaxBodyBytes how much of a rejected body is kept in its row
     * @param rejectedReadings reasons for which a rejected reading gets a row of its own besides its counters
     */
    public record OutputSettings(
            String alerts,
            String windows,
            String rejected,
            boolean exactlyOnce,
            long transactionTimeoutMillis,
            String transactionPrefix,
            String alertSource,
            int rejectedMaxBodyBytes,
            Set<String> rejectedReadings)
            implements Serializable {}
}
