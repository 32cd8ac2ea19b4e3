package io.vitalwatch.receiver;

import java.util.List;

/**
 * One arrival, as the delivery history lists it. Holds no measured value, no signature and no user.
 *
 * @param number consecutive in this process, from 1; newer is larger
 * @param receiver which process saw it
 * @param time arrival, Unix milliseconds
 * @param event activity, temperature, test, another type as sent, or null where the body was not read
 * @param code the HTTP status that was answered
 * @param attempt how often this body has arrived by now; 0 where it is not known whole
 * @param micros our own time from the request's first byte to the answer
 * @param reason why it failed or was not stored, or null
 * @param study the study, or null
 * @param size bytes of the body that came
 * @param samples samples in it
 * @param hash SHA-256 of the body, hex, which is also the delivery id in Kafka; or null where the body is not known whole
 * @param details more about a failed one; null for others, and for those read back from Kafka
 */
record HistoryRow(long number, String receiver, long time, String event, int code, int attempt, long micros, String reason,
        String study, long size, int samples, String hash, Details details) {
    /**
     * The request as it came.
     *
     * @param from address of the sender
     * @param headers lines, those with secrets masked
     * @param body its first bytes as text, at most {@link BodyReader#PREFIX}
     */
    record Details(String from, List<String> headers, String body) {}

    boolean success() {
        return code >= 200 && code < 300;
    }

    HistoryRow numbered(long newNumber, int newAttempt) {
        return new HistoryRow(newNumber, receiver, time, event, code, newAttempt, micros, reason, study, size, samples, hash, details);
    }

    HistoryRow withoutDetails() {
        return new HistoryRow(number, receiver, time, event, code, attempt, micros, reason, study, size, samples, hash, null);
    }
}
