package io.vitalwatch.kafka;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.HashMap;
import java.util.Map;

/** Settings of each Kafka client of the receiver: those of the user, except the ones that the receiver's guarantees depend on. */
public final class KafkaSettings {
    private static final int LARGEST_REQUEST = 5 * 1024 * 1024;

    private final Map<String, String> given;

    public KafkaSettings(Map<String, String> given) {
        this.given = given;
    }

    /**
     * The producer of deliveries. All replicas acknowledge, because the answer 204 means that the delivery is stored. Sending never blocks,
     * so that an outage is noticed at once.
     */
    public Map<String, Object> deliveries() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("linger.ms", "2");
        settings.put("batch.size", "65536");
        settings.put("compression.type", "lz4");
        settings.put("buffer.memory", "67108864");
        settings.put("request.timeout.ms", "1500");
        settings.put("delivery.timeout.ms", "3500");
        settings.put("reconnect.backoff.max.ms", "500");
        settings.put("socket.connection.setup.timeout.ms", "1000");
        settings.put("max.request.size", Integer.toString(LARGEST_REQUEST));
        settings.putAll(given);
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("max.block.ms", "0");
        return producer(settings, "receiver");
    }

    /** The producer of the delivery history. Rows may be lost; they must not delay deliveries. */
    public Map<String, Object> history() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("linger.ms", "200");
        settings.put("batch.size", "131072");
        settings.put("compression.type", "lz4");
        settings.put("delivery.timeout.ms", "5000");
        settings.put("request.timeout.ms", "3000");
        settings.putAll(given);
        settings.put("acks", "1");
        settings.put("enable.idempotence", "false");
        settings.put("buffer.memory", "4194304");
        settings.put("max.block.ms", "0");
        return producer(settings, "receiver-history");
    }

    /**
     * The producer of vitals.receivers, whose acknowledgements measure the broker's clock. Nothing delays a record: it is sent at once, and
     * the partition's leader alone acknowledges it.
     */
    public Map<String, Object> clock() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("request.timeout.ms", "1500");
        settings.put("delivery.timeout.ms", "2000");
        settings.put("reconnect.backoff.max.ms", "500");
        settings.put("socket.connection.setup.timeout.ms", "1000");
        settings.putAll(given);
        settings.put("linger.ms", "0");
        settings.put("acks", "1");
        settings.put("enable.idempotence", "false");
        settings.put("retries", "0");
        settings.put("buffer.memory", "1048576");
        settings.put("max.block.ms", "0");
        return producer(settings, "receiver-clock");
    }

    /** The producer of control records: few, each waited for. */
    public Map<String, Object> control() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("request.timeout.ms", "2000");
        settings.put("delivery.timeout.ms", "4000");
        settings.put("max.block.ms", "3000");
        settings.put("reconnect.backoff.max.ms", "500");
        settings.putAll(given);
        settings.put("linger.ms", "0");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        return producer(settings, "console-control");
    }

    /** The receiver's producer of audit records. */
    public Map<String, Object> audit() {
        Map<String, Object> settings = control();
        settings.put("client.id", "receiver-audit");
        return settings;
    }

    /** A consumer that reads a topic from its beginning, without a group. */
    public Map<String, Object> follower(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("reconnect.backoff.max.ms", "500");
        settings.putAll(given);
        settings.put("client.id", "receiver-" + name);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", ByteArrayDeserializer.class);
        settings.put("value.deserializer", ByteArrayDeserializer.class);
        return settings;
    }

    /** As {@link #follower}, for records that are not urgent: fewer, larger fetches. */
    public Map<String, Object> lazyFollower(String name) {
        Map<String, Object> settings = follower(name);
        settings.put("fetch.min.bytes", "65536");
        settings.put("fetch.max.wait.ms", "500");
        return settings;
    }

    /** The consumer that relays control records: a group of which one member has the partition. Another one takes over after six seconds. */
    public Map<String, Object> relay(String group) {
        Map<String, Object> settings = follower("relay");
        settings.put("group.id", group);
        settings.put("session.timeout.ms", "6000");
        settings.put("heartbeat.interval.ms", "1500");
        settings.put("max.poll.records", "500");
        settings.put("fetch.max.wait.ms", "500");
        return settings;
    }

    /** The admin client, with short timeouts. */
    public Map<String, Object> admin() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("reconnect.backoff.max.ms", "500");
        settings.put("request.timeout.ms", "1500");
        settings.put("default.api.timeout.ms", "3000");
        settings.putAll(given);
        settings.put("client.id", "receiver-probe");
        return settings;
    }

    private static Map<String, Object> producer(Map<String, Object> settings, String client) {
        settings.put("client.id", client);
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        return settings;
    }
}
