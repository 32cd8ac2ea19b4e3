package io.vitalwatch.model.control;

/**
 * A change that somebody wants, as it stands in the topic vitals.control.
 *
 * @param id chosen by its writer; a second record with the same id within 24 hours changes nothing
 * @param scope for whom
 * @param effectiveAt the time asked for, Unix milliseconds, or {@link #NOT_SET} for as soon as possible
 * @param until when the change ends by itself, Unix milliseconds, or {@link #NOT_SET} for never
 * @param author who
 * @param reason why; may be empty where the kind allows it
 * @param expectSequence the number of the episode's record that the author has seen, or {@link #ANY_SEQUENCE}
 */
public record ControlRecord(
        String id, Scope scope, long effectiveAt, long until, String author, String reason, int expectSequence, Change change) {
    /** No time is given. */
    public static final long NOT_SET = Long.MIN_VALUE;
    /** The action is not bound to a record of its episode. */
    public static final int ANY_SEQUENCE = -1;

    /** What it changes. */
    public ControlKind kind() {
        return change.kind();
    }

    /** Whether it ends by itself. */
    public boolean isTemporary() {
        return until != NOT_SET;
    }

    /**
     * When it takes effect at the earliest: the later of the time asked for and its append time with the lead. A change for one patient has
     * no lead.
     *
     * @param appendedAt its time in vitals.control, Unix milliseconds
     * @param leadMillis time for the copies to reach all partitions
     */
    public long effectiveAt(long appendedAt, long leadMillis) {
        return Math.max(effectiveAt, scope.isUser() ? appendedAt : appendedAt + leadMillis);
    }
}
