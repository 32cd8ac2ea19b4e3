package io.vitalwatch.job;

/** One record of the raw topic as it was read: the exact body and where and when it arrived. A POJO for Flink. */
public final class RawDelivery {
    /** The Kafka topic, or the file's name in a replay. */
    public String topic;
    /** The partition; 0 in a replay. */
    public int partition;
    /** The offset; in a replay the line, counted from 1. */
    public long offset;
    /** Arrival, Unix milliseconds: the record's timestamp. */
    public long arrival;
    /** The body as received, or null for a tombstone. */
    public byte[] body;
    /** Why a replay could not even read the line that held this delivery (body then holds the line), or null. */
    public String unreadable;

    public RawDelivery() {}

    public RawDelivery(String topic, int partition, long offset, long arrival, byte[] body) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.arrival = arrival;
        this.body = body;
    }
}
