package io.vitalwatch.job;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.patient.MonitorSettings;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.quality.GateSettings;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * All settings of a job, read and validated once, then immutable. {@link JobOptions} describes each of them.
 *
 * @param gate what the quality gate accepts
 * @param monitor clocks and windows
 * @param rules the rules in force, as they were written
 * @param decoding how bodies are read
 * @param source where deliveries come from
 * @param output where records go
 * @param kafka Kafka client settings for source and sinks, including {@code bootstrap.servers}; may contain secrets, so they are never
 *     logged
 * @param bufferTimeoutMillis Flink's buffer timeout
 * @param maxParallelism Flink's maximum parallelism (number of key groups); a restored job must have the same
 * @param countDistinctPatients whether the exact number of patients is counted, which takes memory for each user
 * @param unwatchedAllowed whether the job may start without a rule for the cardiac-arrest flag, without one for silence, or without any
 * @param control how control records are taken
 */
public record JobSettings(
        GateSettings gate,
        MonitorSettings monitor,
        CatalogueText rules,
        Decoding decoding,
        SourceSettings source,
        OutputSettings output,
        Map<String, String> kafka,
        long bufferTimeoutMillis,
        int maxParallelism,
        boolean countDistinctPatients,
        boolean unwatchedAllowed,
        Control control)
        implements Serializable {
    private static final String RECORDING = "recording";

    /**
     * How control records are taken.
     *
     * @param topic the topic of control records; null where control is off
     * @param state the topic of answers
     * @param shadow the topic of the shadow catalogue's alerts
     * @param recorded whether they come from a recording, so that there is no topic that could be read at the start
     * @param intake how copies are taken
     * @param signals how long people may leave an alarm alone
     */
    public record Control(String topic, String state, String shadow, boolean recorded, ControlSettings intake, SignalSettings signals)
            implements Serializable {
        /**
         * Whether people answer alarms, so that records say what people hear. Not in a replay that names no control topic: its records are
         * those of a job without control.
         */
        public boolean answersAlarms() {
            return isOn() && !topic.equals(RECORDING);
        }

        /** Whether control records are taken. */
        public boolean isOn() {
            return topic != null;
        }
    }

    /** The rules in force. */
    public Catalogue catalogue() {
        return rules.catalogue();
    }

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
     * @param stopAtLatest whether to read up to the latest offsets at the start and then end (for catching up and for tests)
     * @param idleMillis a partition without a record for this long no longer holds the arrival clock back; 0 for never
     * @param stepMillis how far ahead of its partition's clock a record's stamp is believed at once
     * @param partitions how many partitions the topic has; 0 to ask the broker
     */
    public record SourceSettings(
            String topic, String group, StartFrom start, boolean stopAtLatest, long idleMillis, long stepMillis, int partitions)
            implements Serializable {}

    /** The same settings for a recording, whose control records are always taken. */
    public JobSettings ofRecording() {
        Control recorded = new Control(control.isOn() ? control.topic : RECORDING, control.state, control.shadow, true, control.intake,
                control.signals);
        return new JobSettings(gate, monitor, rules, decoding, source, output, kafka, bufferTimeoutMillis, maxParallelism,
                countDistinctPatients, unwatchedAllowed, recorded);
    }

    /** Where a job without state begins to read. A restored job continues at the offsets in its state. */
    public enum StartFrom {
        /** At the group's committed offsets, else at the earliest record. */
        COMMITTED,
        EARLIEST,
        LATEST
    }

    /**
     * Where records go.
     *
     * @param samples the topic of judged readings, or null for none
     * @param exactlyOnce whether records are written in Kafka transactions that checkpoints commit; if not, at least once and at once
     * @param alertSource CloudEvents {@code ce_source} of the alerts
     * @param rejectedMaxBodyBytes how much of a rejected body is kept in its record
     * @param rejectedReadings reasons for which a rejected reading gets a record of its own, in addition to being counted
     */
    public record OutputSettings(
            String alerts,
            String windows,
            String rejected,
            String samples,
            boolean exactlyOnce,
            long transactionTimeoutMillis,
            String transactionPrefix,
            String alertSource,
            int rejectedMaxBodyBytes,
            Set<String> rejectedReadings)
            implements Serializable {}
}
