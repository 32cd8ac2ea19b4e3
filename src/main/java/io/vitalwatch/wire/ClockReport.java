package io.vitalwatch.wire;

/**
 * What a receiver writes to vitals.receivers with each heartbeat. Kafka gives the record the broker's time, so the record compares both
 * clocks.
 *
 * @param receiver the id of the receiver
 * @param process the random name of its process; two processes must not have the same id
 * @param stamp the time of its machine's clock, Unix milliseconds
 */
public record ClockReport(String receiver, String process, long stamp) {}
