package io.vitalwatch.kafka;

import io.vitalwatch.control.ControlRecordReader;
import io.vitalwatch.job.RawDelivery;
import io.vitalwatch.model.control.ControlRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.utils.Utils;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The copy of a control record in the raw topic. Which receiver makes it does not matter: all its bytes come from the record and its place.
 *
 * @param seq the record's offset in vitals.control
 * @param refresh whether it repeats what is in force
 * @param record the record, or null if it cannot be read
 * @param key the user, or null
 * @param value the exact bytes; null where they are too many
 * @param headers what kind of record it is and where it stands
 */
record ControlCopyRecord(long seq, boolean refresh, ControlRecord record, byte[] key, byte[] value, List<Header> headers) {
    /**
     * Makes a copy.
     *
     * @param seq the record's offset in vitals.control
     * @param content the exact bytes, or null
     * @param appendedAt its time in vitals.control, Unix milliseconds
     * @param record the record, or null if it cannot be read
     */
    static ControlCopyRecord of(
            long seq, byte[] content, long appendedAt, ControlRecord record, String topicId, boolean refresh) {
        List<Header> headers = new ArrayList<>(List.of(header(RawDelivery.KIND_HEADER, RawDelivery.CONTROL),
                header(RawDelivery.SEQ_HEADER, Long.toString(seq)), header(RawDelivery.TOPIC_ID_HEADER, topicId),
                header(RawDelivery.APPENDED_HEADER, Long.toString(appendedAt))));
        byte[] value = content;
        if (value != null && value.length > ControlRecordReader.LARGEST_RECORD) {
            headers.add(header(RawDelivery.PROBLEM_HEADER,
                    "the record has " + value.length + " bytes; it may have " + ControlRecordReader.LARGEST_RECORD));
            value = null;
        }
        byte[] key = record != null && record.scope().isUser() ? record.scope().name().getBytes(StandardCharsets.UTF_8) : null;
        return new ControlCopyRecord(seq, refresh, record, key, value, List.copyOf(headers));
    }

    /**
     * The partitions that get it: that of the patient's deliveries, or all. A record that cannot be read goes into one, where it is refused.
     *
     * @param partitions how many there are, at least 1
     */
    List<Integer> partitions(int partitions) {
        if (key != null) {
            return List.of(Utils.toPositive(Utils.murmur2(key)) % partitions);
        }
        if (record == null) {
            return List.of((int) (seq % partitions));
        }
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(i);
        }
        return all;
    }

    private static Header header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.US_ASCII));
    }
}
