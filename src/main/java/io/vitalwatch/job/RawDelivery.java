package io.vitalwatch.job;

/** One record of the raw topic as it was read: the exact body, its place in the topic and its timestamp. A POJO for Flink. */
public final class RawDelivery {
    /** The Kafka header that says what a record is: {@link #HEARTBEAT} or {@link #CONTROL}; a delivery has none. */
    public static final String KIND_HEADER = "vitalwatch-kind";
    /** The Kafka header with the id of the receiver that wrote the record. */
    public static final String RECEIVER_HEADER = "vitalwatch-receiver";
    /** The kind of a receiver's heartbeat. */
    public static final String HEARTBEAT = "heartbeat";
    /** The kind of a copy of a control record. */
    public static final String CONTROL = "control";
    /** Header of a copy: the record's offset in vitals.control. */
    public static final String SEQ_HEADER = "vitalwatch-seq";
    /** Header of a copy: the id of vitals.control. */
    public static final String TOPIC_ID_HEADER = "vitalwatch-topic-id";
    /** Header of a copy: the record's timestamp in vitals.control, Unix milliseconds. */
    public static final String APPENDED_HEADER = "vitalwatch-appended";
    /** Header of a copy without a value: why the record was not copied. */
    public static final String PROBLEM_HEADER = "vitalwatch-problem";

    /** The Kafka topic, or the file's name in a replay. */
    public String topic;
    /** The partition; 0 in a replay. */
    public int partition;
    /** The offset; in a replay the line, counted from 1. */
    public long offset;
    /** The record's timestamp, Unix milliseconds. Its partition's clock decides whether it is the arrival. */
    public long stamp;
    /** The header {@link #KIND_HEADER}, or null. */
    public String kind;
    /** The header {@link #RECEIVER_HEADER}, or null. */
    public String receiver;
    /** Of a copy of a control record: its headers; null for other records. */
    public String[] control;
    /** The body as received, or null for a tombstone. */
    public byte[] body;
    /** Why a replay could not read the line of this delivery (then the body is the line itself), or null. */
    public String unreadable;

    public RawDelivery() {}

    public RawDelivery(String topic, int partition, long offset, long stamp, byte[] body) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.stamp = stamp;
        this.body = body;
    }
}
