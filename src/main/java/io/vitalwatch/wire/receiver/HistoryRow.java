package io.vitalwatch.wire.receiver;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import java.util.List;

/**
 * One request to the receiver: a record of the topic corsano.deliveries, and a row of the delivery page and its API. The record has no
 * measured value, no signature and no user. The contract is schema/delivery.json.
 *
 * @param number number of the row in this process, from 1; a newer row has a larger number
 * @param receiver the name of the process that received it
 * @param time arrival, Unix milliseconds
 * @param event activity, temperature, test, another type as sent, or null if the body was not read
 * @param code the HTTP status of the answer
 * @param attempt how many times this body has arrived so far; 0 without a good signature
 * @param micros time from the request's first byte to the answer, microseconds
 * @param reason why it failed or was not stored, or null
 * @param study the study, or null
 * @param size bytes of the body that arrived
 * @param samples samples in the body
 * @param hash SHA-256 of the body, hex, which is also the delivery id in Kafka; or null without a good signature
 * @param details the request itself; null unless it failed, and never in the topic
 */
@JsonPropertyOrder({"number", "receiver", "time", "event", "status", "http", "attempt", "latency_us", "reason", "study", "size", "samples",
    "body_sha256", "request"})
@JsonInclude(Include.NON_NULL)
public record HistoryRow(
        long number,
        @JsonInclude(Include.ALWAYS) String receiver,
        @JsonProperty(value = "time", required = true) long time,
        String event,
        @JsonProperty(value = "http", required = true) int code,
        int attempt,
        @JsonProperty("latency_us") long micros,
        String reason,
        String study,
        long size,
        int samples,
        @JsonProperty("body_sha256") String hash,
        @JsonProperty("request") Details details) {
    /**
     * A failed request as it arrived.
     *
     * @param from address of the sender
     * @param headers header lines; values that may be secret are masked
     * @param body the first bytes of the body as text, masked unless a setting shows them; null if bodies are not kept
     * @param diagnosis of a signature that did not pass: the settings with which it would have, or null
     */
    @JsonInclude(Include.NON_NULL)
    public record Details(String from, List<String> headers, String body, String diagnosis) {}

    /** {@code success} or {@code failed}. */
    @JsonProperty("status")
    public String status() {
        return success() ? "success" : "failed";
    }

    /** Whether it was answered 2xx. */
    public boolean success() {
        return code >= 200 && code < 300;
    }

    /** Whether the request had a good signature: only then is the body's hash computed. */
    public boolean signed() {
        return hash != null && code != 401 && code != 404 && code != 405 && code != 408 && code != 413 && code != 415;
    }

    /** The same row with another number and attempt. */
    public HistoryRow numbered(long newNumber, int newAttempt) {
        return new HistoryRow(newNumber, receiver, time, event, code, newAttempt, micros, reason, study, size, samples, hash, details);
    }

    /** The same row with a diagnosis of its signature. */
    public HistoryRow withDiagnosis(String diagnosis) {
        return details == null ? this : new HistoryRow(number, receiver, time, event, code, attempt, micros, reason, study, size, samples,
                hash, new Details(details.from(), details.headers(), details.body(), diagnosis));
    }

    /** The same row without the request. */
    public HistoryRow withoutDetails() {
        return new HistoryRow(number, receiver, time, event, code, attempt, micros, reason, study, size, samples, hash, null);
    }
}
