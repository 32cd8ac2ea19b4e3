package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Priority;

/**
 * What a rule keeps about one patient from one moment to the next.
 *
 * <p>A rule judges a moment from the readings and from these latches, and updates the latches for the next moment. So a rule can be
 * evaluated again from any moment whose latches are known. Plain mutable fields; each kind of rule uses those that it needs.
 */
public final class Latches {
    private static final byte[] NONE = {};

    /**
     * For each rung of a ladder how many recovered readings in a row clear it; 0 where the rung is not active. Below zero, the same number
     * negated, for a rung that is active only because a more severe one was confirmed.
     */
    public byte[] clearNeeded = NONE;
    /** Priority of the open episode; null if none is open. */
    public Priority priority;
    /** The newest sample time at which the condition held. */
    public long lastTrue;
    /** Ordinal of the measurement group of the episode, for rules that are asked for each group; −1 otherwise. */
    public int subject = -1;
    /** Recovered moments in a row, for rules that cannot count them in a ring of readings. */
    public int recovered;

    /** Latches of a rule without a ladder. */
    public Latches() {}

    /** Latches of a ladder with this number of rungs, none of them active. */
    public Latches(int rungs) {
        clearNeeded = new byte[rungs];
    }

    /** True while an episode is open. */
    public boolean open() {
        return priority != null;
    }

    /** True when any rung of the ladder is active. */
    public boolean anyRungActive() {
        for (byte needed : clearNeeded) {
            if (needed != 0) {
                return true;
            }
        }
        return false;
    }

    /** A copy that shares no mutable object with this one. */
    public Latches copy() {
        Latches copy = new Latches();
        copy.clearNeeded = clearNeeded.length == 0 ? NONE : clearNeeded.clone();
        copy.priority = priority;
        copy.lastTrue = lastTrue;
        copy.subject = subject;
        copy.recovered = recovered;
        return copy;
    }
}
