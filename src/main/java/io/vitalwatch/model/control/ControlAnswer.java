package io.vitalwatch.model.control;

import java.util.Locale;

/**
 * What became of a control record in one partition: a record of the topic vitals.control.state.
 *
 * @param seq the record's offset in vitals.control; below 0 if the copy does not say
 * @param partition the partition of the raw topic
 * @param outcome what became of it
 * @param arrived the partition's clock at that time, Unix milliseconds
 * @param appliedAt from when it counts there, Unix milliseconds; {@link ControlRecord#NOT_SET} if it was refused
 * @param lateMillis by how much it came too late; 0 if it came in time
 * @param detail why it was refused, or what else is to be known of it; null for nothing
 * @param id the record's id, or null if it cannot be read
 * @param scope for whom, or null
 * @param kind its kind, or null
 * @param author who, or null
 */
public record ControlAnswer(
        long seq, int partition, Outcome outcome, long arrived, long appliedAt, long lateMillis, String detail, String id, Scope scope,
        ControlKind kind, String author) {

    /** What became of a record. */
    public enum Outcome {
        /** It is correct and goes to its patient. Another answer follows. */
        ACCEPTED,
        /** It counts from {@link #appliedAt}. */
        APPLIED,
        /** It changes nothing. */
        REFUSED,
        /** It changes nothing, because it was written twice. */
        REPEATED;

        /** Lower-case name, as in records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The answer for a record that was read. */
    public static ControlAnswer of(ControlCopy copy, ControlRecord record, Outcome outcome, long arrived, String detail) {
        boolean refused = outcome == Outcome.REFUSED || outcome == Outcome.REPEATED;
        return new ControlAnswer(copy.seq(), copy.partition(), outcome, arrived, refused ? ControlRecord.NOT_SET : copy.appliedAt(),
                refused ? 0 : copy.lateMillis(), detail, record.id(), record.scope(), record.kind(), record.author());
    }
}
