package io.vitalwatch.control;

/**
 * A copy of a control record as it stands in the raw topic.
 *
 * @param partition the partition of the raw topic
 * @param offset its offset there
 * @param stamp its timestamp there, Unix milliseconds
 * @param seq the record's offset in vitals.control, as the header says; null if it says none that can be read
 * @param topicId the id of vitals.control, as the header says; null if it says none
 * @param appendedAt the record's timestamp in vitals.control, as the header says, Unix milliseconds; null if it says none that can be read
 * @param problem why its writer did not copy the value; null if it did
 * @param value the record's bytes
 */
public record CopiedControl(
        int partition, long offset, long stamp, Long seq, String topicId, Long appendedAt, String problem, byte[] value) {}
