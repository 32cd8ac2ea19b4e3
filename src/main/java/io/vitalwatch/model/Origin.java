package io.vitalwatch.model;

/**
 * Where a delivery was read. With it the received record can be found again.
 *
 * @param topic the Kafka topic, or the file's name in a replay
 * @param partition the partition; 0 in a replay
 * @param offset the offset; in a replay the line, counted from 1
 */
public record Origin(String topic, int partition, long offset) {}
