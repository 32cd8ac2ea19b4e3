package io.vitalwatch.model;

import java.util.List;

/**
 * One record of an alarm episode: everything that is needed to know why it was raised.
 *
 * <p>It holds nothing of the wall clock and nothing random, so the same deliveries give the same record, byte for byte.
 *
 * @param id hash of episode and sequence: the same after a crash, a replay, a rescale
 * @param episode hash of user, rule and onset
 * @param sequence 0 for the start, then counted up
 * @param rule the rule's id in the catalogue
 * @param onset when the condition began, sample time (arrival time for no-data)
 * @param observed the sample time on which this record was decided (the deadline on the arrival clock when silence decided it)
 * @param arrived when the deciding delivery arrived (the deadline, when silence decided)
 * @param offsetMinutes the sample's own offset, in which times are written
 * @param freshness live, or historical (found on data too old to wake anyone)
 * @param readings the readings that decided, oldest first
 * @param limit what they were held against
 * @param message one plain sentence
 */
public record Alert(
        String id,
        String episode,
        int sequence,
        Phase phase,
        AlarmState state,
        Reason reason,
        Kind kind,
        String rule,
        Priority priority,
        String user,
        String study,
        long onset,
        long observed,
        long arrived,
        int offsetMinutes,
        Freshness freshness,
        List<Evidence> readings,
        Limit limit,
        String message) {

    /** Age of the data at the decision, whole seconds: arrival − sample time, never below zero. */
    public long ageSeconds() {
        return Math.max(0, Math.floorDiv(arrived - observed, 1000));
    }

    /**
     * A reading as evidence.
     *
     * @param value thousandths of the vital's unit
     * @param quality the vendor's code, or {@link Reading#NO_QUALITY} where there is none
     * @param at sample time, Unix milliseconds
     */
    public record Evidence(Vital vital, int value, int quality, long at) {}

    /**
     * What the readings were held against, in the rule's own words.
     *
     * @param condition the rung's condition, such as {@code systolic > 180 or diastolic > 120}
     * @param count how many readings had to show it
     * @param of out of how many
     * @param durationMillis how long it had to last (first to last of those readings); 0 for at once
     */
    public record Limit(String condition, int count, int of, long durationMillis) {}
}
