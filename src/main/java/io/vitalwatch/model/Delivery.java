package io.vitalwatch.model;

import java.util.List;

/**
 * One decoded webhook delivery: what crosses the shuffle to the patient's monitor.
 *
 * @param user the vendor's opaque user id, at most 128 characters, compared exactly
 * @param study the study id, or the configured default
 * @param arrival when the receiver got it, Unix milliseconds (the record's timestamp, never the wall clock)
 * @param origin where it was read
 * @param samples its rows in order of sample time
 */
public record Delivery(String user, String study, long arrival, Origin origin, List<Sample> samples) {}
