package io.vitalwatch.console.live;

import io.vitalwatch.console.change.ControlHistory;
import io.vitalwatch.console.store.Store;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.control.AuditEvent;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.AlertJson;
import io.vitalwatch.wire.AuditJson;
import io.vitalwatch.wire.ControlRecordJson;
import io.vitalwatch.wire.ControlStateJson;
import io.vitalwatch.wire.SamplesJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds records that were read to store, ward and {@link ControlHistory}. One that cannot be read is counted and skipped. For the thread that
 * reads; many records at once are decoded on all cores.
 */
final class IngestedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(IngestedRecords.class);
    /** From so many records on, it is worth to read them on several threads. */
    private static final int MANY = 200;

    /** What a record that was read does to store and ward; on the thread that reads. */
    private interface Step {
        /** @param again whether the ward has it, and only the store may lack it */
        void run(long now, boolean again);
    }

    private final ConsoleTopics topics;
    private final Store store;
    private final Ward ward;
    private final ControlHistory controls;
    /** Up to where records are read again that the ward has and the store lacks. */
    private final Map<TopicPartition, Long> known = new HashMap<>();
    private volatile long unreadable;

    IngestedRecords(ConsoleTopics topics, Store store, Ward ward, ControlHistory controls) {
        this.topics = topics;
        this.store = store;
        this.ward = ward;
        this.controls = controls;
    }

    /** How many records could not be read. Any thread may ask. */
    long unreadable() {
        return unreadable;
    }

    /** Records up to these places have been added to the ward: from now on they are for the store only. */
    void areKnown(Map<TopicPartition, Long> places) {
        known.putAll(places);
    }

    /** No record has been added before. */
    void allAreNew() {
        known.clear();
    }

    /** The numbers of a partition begin again. */
    void begin(TopicPartition partition) {
        known.remove(partition);
    }

    /**
     * Adds records in their order.
     *
     * @param now a clock such as System.nanoTime()
     */
    void add(ConsumerRecords<byte[], byte[]> polled, long now) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
        polled.forEach(records::add);
        List<Step> steps = (records.size() < MANY ? records.stream() : records.parallelStream()).map(this::step).toList();
        for (int i = 0; i < steps.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            // The ward forgets what is over: an old start that came again would open an alarm.
            boolean again = record.offset() < known.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
            try {
                steps.get(i).run(now, again);
            } catch (RuntimeException e) {
                skip(record, again, e);
            }
        }
    }

    private Step step(ConsumerRecord<byte[], byte[]> record) {
        try {
            return read(record);
        } catch (RuntimeException e) {
            return (now, again) -> skip(record, again, e);
        }
    }

    private Step read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        int partition = record.partition();
        long offset = record.offset();
        byte[] body = record.value();
        if (body == null) {
            return (now, again) -> store.skip(topic, partition, offset);
        }
        if (topic.equals(topics.samples())) {
            Delivery delivery = SamplesJson.read(body);
            return (now, again) -> {
                StoredPatientRow patient = store.add(topic, partition, offset, delivery, now);
                if (!again) {
                    ward.apply(patient, delivery);
                }
            };
        }
        if (topic.equals(topics.alerts())) {
            Alert alert = AlertJson.read(body);
            return (now, again) -> {
                StoredPatientRow patient = store.add(topic, partition, offset, alert, body);
                if (!again) {
                    ward.apply(patient, alert);
                }
            };
        }
        if (topic.equals(topics.control())) {
            return (now, again) -> control(record, again);
        }
        if (topic.equals(topics.state())) {
            ControlAnswer answer = ControlStateJson.read(body);
            return (now, again) -> store.add(topic, partition, offset, answer, body);
        }
        if (topic.equals(topics.shadow())) {
            Alert alert = AlertJson.read(body);
            return (now, again) -> store.addShadow(topic, partition, offset, alert, body);
        }
        AuditEvent event = AuditJson.read(body);
        return (now, again) -> store.add(topic, partition, offset, record.timestamp(), event, body);
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, boolean again, RuntimeException why) {
        if (!again) {
            // Its message may have a value of a patient. A record must not end the reading of all others, whatever is wrong with it.
            LOG.warn("Record {} of {}-{} cannot be read ({}); it is skipped", record.offset(), record.topic(), record.partition(),
                    why.getClass().getSimpleName());
            unreadable++;
        }
        store.skip(record.topic(), record.partition(), record.offset());
    }

    /** A control record that cannot be read stands in the audit all the same: somebody tried to change something. */
    private void control(ConsumerRecord<byte[], byte[]> record, boolean again) {
        ControlRecord read = null;
        try {
            read = ControlRecordJson.read(record.value());
            controls.take(new LoggedControl(record.offset(), record.timestamp(), record.value(), read));
        } catch (IllegalArgumentException e) {
            unreadable += again ? 0 : 1;
        }
        store.add(record.topic(), record.partition(), record.offset(), record.timestamp(), read, record.value());
    }
}
