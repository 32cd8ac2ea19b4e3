package io.vitalwatch.console.store;

import io.vitalwatch.model.Alert.Signal;

import java.util.Set;

/**
 * Which episodes are asked for, newest onset first. Null, or an empty text, is no condition.
 *
 * @param studies only of these studies; null for all
 * @param patient the opaque id of a patient
 * @param open only those that are open, or only those that have ended
 * @param signal what people hear after the last record
 * @param from onset not before, Unix milliseconds
 * @param to onset before
 * @param before continue after the episode with this onset and id: {@code onset.id}
 * @param limit most rows
 */
public record EpisodeFilter(Set<String> studies, String patient, String rule, String priority, String kind, Boolean open, Signal signal,
        Long from, Long to, Cursor before, int limit) {
    /** A place in the order of episodes. */
    public record Cursor(long onset, String id) {
        /** The place of an episode. */
        public static Cursor of(EpisodeRow row) {
            return new Cursor(row.last().onset(), row.last().episode());
        }
    }
}
