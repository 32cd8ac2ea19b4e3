package io.vitalwatch.intake.clock;

/**
 * Takes what a clock decides about records. The methods are called while a record is read and must not read another one.
 *
 * @param <R> a record of the log
 */
public interface ArrivalOutput<R> {
    /**
     * Judges a record: every record that was read comes here exactly once, those that wait in their order.
     *
     * @param record the record
     * @param arrival its arrival, Unix milliseconds; it never falls inside a partition
     * @param standing what became of its stamp
     * @param shown whether the record was given to {@link #showWaiting} before, so that a flag in it was judged already
     */
    void judge(R record, long arrival, Standing standing, boolean shown);

    /**
     * Shows a record that has to wait, so that a cardiac-arrest flag in it is judged at once. It comes to {@link #judge} later.
     * A record that was restored from state is not shown again.
     *
     * @param record the record; its {@code arrived} is its stamp
     * @param clock the partition's clock, by which limits are chosen, Unix milliseconds; before the first clock the lowest stamp so far
     */
    void showWaiting(R record, long clock);
}
