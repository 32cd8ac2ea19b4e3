package io.vitalwatch.corsano;

import io.vitalwatch.model.Rejection.Scope;

import java.util.List;
import java.util.Map;

/**
 * The content of a body.
 *
 * @param user the user, or null unless the outcome is SAMPLES
 * @param study the study or the default, or null unless the outcome is SAMPLES
 * @param samples number of samples, good or bad: rows plus problems of scope SAMPLE plus those that are not listed
 * @param rows the good samples, in the order of the body
 * @param undated rows whose timestamp cannot be read, in the order of the body: each is a problem of scope SAMPLE too
 * @param problems data that could not be used; exactly one problem, of scope DELIVERY, if the outcome is REJECTED
 * @param unlisted samples that could not be used beyond the first 100 of the body, by reason; there are no problems for them
 */
public record Decoded(Outcome outcome, String user, String study, int samples, List<Row> rows, List<Row> undated,
        List<Problem> problems, Map<String, Integer> unlisted) {
    /** What kind of delivery it was. */
    public enum Outcome {
        /** Samples, perhaps none of them good. */
        SAMPLES,
        /** The vendor's test event, {@code {"event_type":"test"}}. */
        TEST,
        /** The receiver's own heartbeat, {@code {"event_type":"heartbeat"}}. */
        HEARTBEAT,
        /** Nothing could be used. */
        REJECTED
    }

    /**
     * Data that could not be used.
     *
     * @param reason a short code
     * @param detail one sentence for people, without measured values
     * @param sampleTime the sample's time where it is known, else 0
     * @param value the offending value as received, cut to 64 characters, or null
     */
    public record Problem(Scope scope, String reason, String detail, long sampleTime, String value) {}

    static Decoded without(Outcome outcome) {
        return new Decoded(outcome, null, null, 0, List.of(), List.of(), List.of(), Map.of());
    }

    static Decoded rejected(String reason, String detail) {
        return new Decoded(Outcome.REJECTED, null, null, 0, List.of(), List.of(),
                List.of(new Problem(Scope.DELIVERY, reason, detail, 0, null)), Map.of());
    }
}
