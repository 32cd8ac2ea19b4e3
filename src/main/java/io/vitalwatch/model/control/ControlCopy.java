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
 * @param clock the partition's clock at the copy's place, Unix milliseconds: what counts before it is over for all of the partition's
 *     patients; {@link #NO_CLOCK} before the first record
 * @param hash of the content
 * @param content the record's bytes, or null where the receiver has had the content with this hash before
 */
public record ControlCopy(int partition, long seq, long effectiveAt, long appliedAt, long clock, String hash, byte[] content) {
    /** The partition has no clock yet. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /** A copy in a partition without a clock. */
    public ControlCopy(int partition, long seq, long effectiveAt, long appliedAt, String hash, byte[] content) {
        this(partition, seq, effectiveAt, appliedAt, NO_CLOCK, hash, content);
    }

    /** The same without its content. */
    public ControlCopy withoutContent() {
        return new ControlCopy(partition, seq, effectiveAt, appliedAt, clock, hash, null);
    }

    /** By how much it came too late, milliseconds; 0 if it came in time. */
    public long lateMillis() {
        return appliedAt - effectiveAt;
    }
}
