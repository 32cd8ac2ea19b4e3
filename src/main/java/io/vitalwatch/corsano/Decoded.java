package io.vitalwatch.corsano;

import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Row;

import java.util.List;

/**
 * What a body turned out to be.
 *
 * @param user the user, or null unless the outcome is SAMPLES
 * @param study the study or the default, or null unless the outcome is SAMPLES
 * @param samples samples met, good or bad: the number of rows and of problems of scope SAMPLE
 * @param rows the good ones, in the order of the body
 * @param problems what could not be used; exactly one of scope DELIVERY when the outcome is REJECTED
 */
public record Decoded(Outcome outcome, String user, String study, int samples, List<Row> rows, List<Problem> problems) {
    /** What kind of delivery it was. */
    public enum Outcome {
        /** Samples, perhaps none of them good. */
        SAMPLES,
        /** The vendor's test event, {@code {"event_type":"test"}}. */
        TEST,
        /** The receiver's own sign of life, {@code {"event_type":"heartbeat"}}. */
        HEARTBEAT,
        /** Nothing could be used. */
        REJECTED
    }

    /**
     * Something that could not be used.
     *
     * @param reason a short code
     * @param detail one sentence for people; holds no measured values
     * @param sampleTime the sample's time where it is known, else 0
     * @param value the offending value as received, cut to 64 characters, or null
     */
    public record Problem(Scope scope, String reason, String detail, long sampleTime, String value) {}

    static Decoded rejected(String reason, String detail) {
        return new Decoded(Outcome.REJECTED, null, null, 0, List.of(), List.of(new Problem(Scope.DELIVERY, reason, detail, 0, null)));
    }
}
