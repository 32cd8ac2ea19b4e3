package io.vitalwatch.receiver;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.HashMap;
import java.util.Map;

/** What each of the receiver's Kafka clients is told: the user's settings, under those that the promises rest on. */
final class KafkaSettings {
    private static final int LARGEST_REQUEST = 5 * 1024 * 1024;

    private final Map<String, String> given;

    KafkaSettings(Map<String, String> given) {
        this.given = given;
    }

    /** Deliveries: a 204 is a promise, so every copy acknowledges; and nothing ever waits, so an outage is told at once. */
    Map<String, Object> deliveries() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("linger.ms", "5");
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

    /** History: worth having, never worth waiting for. */
    Map<String, Object> history() {
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

    Map<String, Object> follower(String name) {
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

    /** For what nobody waits for: takes records in larger pieces. */
    Map<String, Object> lazyFollower(String name) {
        Map<String, Object> settings = follower(name);
        settings.put("fetch.min.bytes", "65536");
        settings.put("fetch.max.wait.ms", "500");
        return settings;
    }

    Map<String, Object> admin() {
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
