package io.vitalwatch.model.control;

/**
 * A change on its way from the decoder to patients: the copy of a control record in one partition of the raw topic, checked and with the
 * time from which it counts there.
 *
 * @param partition the partition of the raw topic
 * @param seq the record's offset in vitals.control: the order of all changes
 * @param effectiveAt when it should have taken effect, Unix milliseconds
 * @param appliedAt from when it counts in this partition, Unix milliseconds: {@code effectiveAt}, or later where the partition's clock was
 *     past that already
 * @param hash of the content
 * @param content the record's bytes, or null where the receiver has had the content with this hash before
 */
public record ControlCopy(int partition, long seq, long effectiveAt, long appliedAt, String hash, byte[] content) {
    /** By how much it came too late, milliseconds; 0 if it came in time. */
    public long lateMillis() {
        return appliedAt - effectiveAt;
    }
}
