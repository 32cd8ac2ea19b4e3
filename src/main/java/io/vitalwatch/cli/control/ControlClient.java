package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.ControlRecordJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Reads and writes the control topic. */
final class ControlClient {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> clients;
    private final String topic;

    /** @param clients Kafka client settings, including {@code bootstrap.servers} */
    ControlClient(Map<String, Object> clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    /** All records that can be read, in their order. */
    List<LoggedControl> log() {
        List<LoggedControl> log = new ArrayList<>();
        each(topic, found -> {
            try {
                log.add(new LoggedControl(found.offset(), found.timestamp(), found.value(), ControlRecordJson.read(found.value())));
            } catch (IllegalArgumentException e) {
                // It changes nothing; the job has refused it.
            }
        });
        return log;
    }

    /** Passes all records that a topic has now to a reader; those of one partition in their order. */
    void each(String name, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("enable.auto.commit", "false");
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name, LONGEST).stream()
                    .map(each -> new TopicPartition(name, each.partition())).toList();
            if (partitions.isEmpty()) {
                throw new CommandFailure("Kafka has no topic " + name + "; create it with: vitalwatch topics create");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LONGEST);
            while (partitions.stream().anyMatch(each -> consumer.position(each, LONGEST) < ends.get(each))) {
                consumer.poll(POLL).forEach(reader);
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Writes a record, and returns its place. */
    LoggedControl write(ControlRecord record) {
        Map<String, Object> settings = new HashMap<>(clients);
        settings.put("acks", "all");
        settings.put("delivery.timeout.ms", Long.toString(LONGEST.toMillis()));
        settings.put("request.timeout.ms", "5000");
        settings.put("max.block.ms", Long.toString(LONGEST.toMillis()));
        byte[] content = ControlRecordJson.of(record);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var place = producer.send(new ProducerRecord<>(topic, 0, null, content)).get();
            return new LoggedControl(place.offset(), place.timestamp(), content, record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted; the change may have been written", e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private static CommandFailure failed(Throwable why) {
        return new CommandFailure("Kafka does not answer as expected (" + why.getMessage() + "); check the address and the rights", why);
    }
}
