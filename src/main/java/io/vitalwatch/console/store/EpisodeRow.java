package io.vitalwatch.console.store;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;

import java.util.List;

/**
 * An episode as its last record shows it.
 *
 * @param patient the opaque id of its patient
 * @param last its last record
 * @param acknowledged the first acknowledgement; null if there is none, or if it was not asked for
 */
public record EpisodeRow(String patient, Alert last, Acknowledgement acknowledged) {
    /** An episode of which the acknowledgement was not asked for. */
    public EpisodeRow(String patient, Alert last) {
        this(patient, last, null);
    }

    /** The same episode with its first acknowledgement. */
    public EpisodeRow with(Acknowledgement first) {
        return new EpisodeRow(patient, last, first);
    }

    /**
     * Somebody acknowledged an alarm.
     *
     * @param at arrival of the record, Unix milliseconds
     * @param afterMillis time since the first record of the episode; null if that record is not known
     * @param by who, or null
     */
    public record Acknowledgement(long at, Long afterMillis, String by) {
        /** The first acknowledgement in the records of an episode, or null. */
        public static Acknowledgement of(List<Alert> records) {
            for (Alert each : records) {
                if (each.reason() == Reason.ACKNOWLEDGED) {
                    Alert first = records.get(0);
                    return new Acknowledgement(each.arrived(), first.sequence() == 0 ? Math.max(0, each.arrived() - first.arrived()) : null,
                            each.by() == null ? null : each.by().author());
                }
            }
            return null;
        }
    }
}
