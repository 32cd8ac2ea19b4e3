package io.vitalwatch.corsano;

/**
 * What a receiver needs from a body before storing it: user, study, number of samples.
 *
 * @param content what kind of body it is
 * @param eventType for display, at most 128 characters: {@code activity} or {@code temperature} (type of the last good row),
 *     {@code empty} without a good row, {@code test}, {@code heartbeat}, or for UNKNOWN the type that the body names, else {@code unknown};
 *     null for NOT_JSON
 * @param reason why it is not JSON, or why its content is unknown; else null
 * @param user the user, or null where the body names none
 * @param study the study, or the default; null for TEST, HEARTBEAT and NOT_JSON
 * @param samples number of samples in it, good or bad; 0 unless the content is SAMPLES
 * @param newestSample the latest sample time, Unix milliseconds, or 0
 */
public record BodySummary(
        Content content, String eventType, String reason, String user, String study, int samples, long newestSample) {
    /** What kind of body it is. */
    public enum Content {
        /** Samples, perhaps none of them good. */
        SAMPLES,
        /** The vendor's test event, {@code {"event_type":"test"}}. */
        TEST,
        /** The receiver's own heartbeat, {@code {"event_type":"heartbeat"}}. */
        HEARTBEAT,
        /** JSON that the decoder rejects. */
        UNKNOWN,
        /** Not JSON, or larger than the limit. */
        NOT_JSON
    }
}
