package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.episode.Account;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Ternary;

/**
 * A rule's answer at one moment: true, false or unknown, with an account that explains it. Alerts are written from it.
 *
 * @param truth TRUE from the confirmation of the condition until it clears; FALSE before and after; UNKNOWN if no usable data show it
 * @param priority what a true condition raises; null otherwise
 * @param at the moment, sample time or arrival clock, Unix milliseconds
 * @param onset the beginning of the condition, if this moment confirmed it; otherwise the moment
 * @param shows the priority that the data of this moment show; null if the alarm continues only because it has not recovered yet
 * @param account explains the answer; null if there is nothing to explain
 */
public record Judgement(Ternary truth, Priority priority, long at, long onset, Priority shows, Account account) {
    /** The moment does not concern the rule; nothing changes. */
    public static final Judgement NOTHING = new Judgement(Ternary.UNKNOWN, null, 0, 0, null, null);
    /** The condition is not confirmed, and there is nothing to explain. */
    public static final Judgement FALSE = new Judgement(Ternary.FALSE, null, 0, 0, null, null);

    /** The condition is confirmed at this moment, or continues to hold. */
    public static Judgement holds(Priority priority, long at, long onset, boolean shown, Account account) {
        return holds(priority, at, onset, shown ? priority : null, account);
    }

    /** The same, where the data of this moment may show less than what is confirmed. */
    public static Judgement holds(Priority priority, long at, long onset, Priority shows, Account account) {
        return new Judgement(Ternary.TRUE, priority, at, onset, shows, account);
    }

    /** Whether the data of this moment meet the condition; false if the alarm continues only because it has not recovered yet. */
    public boolean shown() {
        return shows != null;
    }

    /** The condition is not confirmed yet; the account gives the progress. */
    public static Judgement notConfirmed(long at, Account account) {
        return new Judgement(Ternary.FALSE, null, at, at, null, account);
    }

    /** The condition has cleared. */
    public static Judgement cleared(long at, Account account) {
        return new Judgement(Ternary.FALSE, null, at, at, null, account);
    }

    /** For too long no usable data has shown whether the condition holds. */
    public static Judgement unknown(long at, Account account) {
        return new Judgement(Ternary.UNKNOWN, null, at, at, null, account);
    }
}
