package io.vitalwatch.receiver.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.cli.local.EmbeddedKafka;
import io.vitalwatch.kafka.TopicPlan;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.receiver.signature.Signing;
import io.vitalwatch.wire.ControlRecordJson;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Control records reach the raw topic by the relay, and by nothing else. */
@Timeout(180)
class ControlRelayTest {
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aPatientsRecordGoesIntoThePartitionOfItsDeliveriesAndAnyOtherIntoAll() throws Exception {
        String topic = controlTopic("one");
        RecordMetadata forAll = write(topic, limits(Scope.ALL, 1));
        write(topic, limits(Scope.user("u3"), 2));
        write(topic, "no JSON".getBytes(StandardCharsets.UTF_8));
        write(topic, new byte[600_000]);
        try (TestReceiver receiver = TestReceiver.ready(kafka, "--topic.control=" + topic, "--heartbeat.interval=1h")) {
            assertThat(receiver.post(TestReceiver.delivery("u3", "S", 0)).statusCode()).isEqualTo(204);
            List<ConsumerRecord<byte[], byte[]>> copies = copies(receiver, 5);
            int partition = receiver.raw(12).stream().filter(each -> each.key() != null && header(each, "vitalwatch-kind") == null).findFirst()
                    .orElseThrow().partition();

            assertThat(copies).filteredOn(each -> header(each, "vitalwatch-seq").equals("0")).hasSize(2)
                    .allMatch(each -> header(each, "vitalwatch-appended").equals(Long.toString(forAll.timestamp())))
                    .allMatch(each -> new String(each.value(), StandardCharsets.UTF_8).equals(
                            new String(limits(Scope.ALL, 1), StandardCharsets.UTF_8)));
            assertThat(copies).filteredOn(each -> header(each, "vitalwatch-seq").equals("1")).singleElement()
                    .satisfies(each -> assertThat(each.partition()).isEqualTo(partition));
            assertThat(copies).filteredOn(each -> header(each, "vitalwatch-seq").equals("2")).hasSize(1);
            assertThat(copies).filteredOn(each -> header(each, "vitalwatch-seq").equals("3")).singleElement().satisfies(each -> {
                assertThat(each.value()).isNull();
                assertThat(header(each, "vitalwatch-problem")).contains("600000 bytes");
            });
            assertThat(copies).extracting(each -> header(each, "vitalwatch-topic-id")).containsOnly(topicId(topic));
        }
    }

    @Test
    void oneReceiverRelaysAnotherTakesOverAndNoRecordIsLeftOut() throws Exception {
        String topic = controlTopic("two");
        String name = TestReceiver.fresh();
        String[] settings = {"--topic.control=" + topic, "--heartbeat.interval=1h"};
        TestReceiver first = TestReceiver.named(kafka, name, settings);
        TestReceiver second = TestReceiver.named(kafka, name, settings);
        try {
            for (int i = 0; i < 20; i++) {
                write(topic, limits(Scope.ALL, i));
            }
            TestReceiver.until("a relay", () -> active(first) + active(second) == 1);
            TestReceiver relay = active(first) == 1 ? first : second;
            TestReceiver other = relay == first ? second : first;
            relay.close();
            for (int i = 20; i < 40; i++) {
                write(topic, limits(Scope.ALL, i));
            }
            TestReceiver.until("a takeover", () -> active(other) == 1);
            TestReceiver.until("all copies", () -> complete(other, 40));
        } finally {
            first.close();
            second.close();
        }
    }

    @Test
    void aRelayThatTakesOverCopiesWhatIsInForceAgainEvenIfTheJobRefusedWhatCameAfterIt() throws Exception {
        String topic = controlTopic("refused");
        String name = TestReceiver.fresh();
        String[] settings = {"--topic.control=" + topic, "--heartbeat.interval=1h"};
        write(topic, catalogue("good", """
                cardiac-arrest: {type: flag, kind: physiological, codes: {1: high}, clear: {after: 5min}}
                no-data: {type: silence, kind: technical, priority: medium, after: 10min}
                """));
        write(topic, catalogue("bad", "cardiac-arrest: {type: unknown}"));
        try (TestReceiver first = TestReceiver.named(kafka, name, settings)) {
            copies(first, 4);
        }
        try (TestReceiver second = TestReceiver.named(kafka, name, settings)) {
            TestReceiver.until("what is in force", () -> copies(second).stream().filter(each -> header(each, "vitalwatch-seq").equals("1")).count()
                    == 4);
            assertThat(copies(second)).filteredOn(each -> header(each, "vitalwatch-seq").equals("0")).hasSize(4);
        }
    }

    @Test
    void theRecordsOfATopicThatWasMadeAnewAreCopiedWithItsIdFromTheFirstOne() throws Exception {
        String topic = controlTopic("anew");
        try (TestReceiver receiver = TestReceiver.ready(kafka, "--topic.control=" + topic, "--heartbeat.interval=1h")) {
            for (int i = 0; i < 3; i++) {
                write(topic, limits(Scope.ALL, i));
            }
            copies(receiver, 6);
            String before = topicId(topic);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.deleteTopics(List.of(topic)).all().get();
                TestReceiver.until("its end", () -> !topics(admin).contains(topic));
            }
            controlTopic("anew");
            write(topic, limits(Scope.ALL, 9));

            TestReceiver.until("copies of the new topic", () -> copies(receiver).stream().anyMatch(each ->
                    !header(each, "vitalwatch-topic-id").equals(before) && header(each, "vitalwatch-seq").equals("0")));
        }
    }

    @Test
    void noBodyThatIsPostedBecomesAControlRecordOrAHeartbeat() throws Exception {
        String topic = controlTopic("posted");
        List<String> bodies = List.of(new String(limits(Scope.ALL, 1), StandardCharsets.UTF_8), "{\"event_type\":\"heartbeat\"}",
                "{\"vitalwatch-kind\":\"control\",\"control\":{}}", "{\"event_type\":\"control\",\"user_uuid\":\"u\"}");
        try (TestReceiver receiver = TestReceiver.ready(kafka, "--topic.control=" + topic, "--heartbeat.interval=1h")) {
            int stored = 0;
            for (String body : bodies) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                for (boolean signed : new boolean[] {true, false}) {
                    var request = receiver.request().POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                            .header("vitalwatch-kind", "control").header("vitalwatch-seq", "0").header("vitalwatch-topic-id", topicId(topic))
                            .header("vitalwatch-appended", "1").header("vitalwatch-receiver", "r");
                    int status = receiver.send(signed ? request.header("X-Signature", Signing.hex(bytes)) : request).statusCode();
                    stored += status == 204 ? 1 : 0;
                    assertThat(signed || status != 204).as("an unsigned body is stored").isTrue();
                }
            }
            List<ConsumerRecord<byte[], byte[]>> records = receiver.raw(6 + stored);

            assertThat(stored).isPositive();
            assertThat(records).filteredOn(each -> header(each, "vitalwatch-kind") != null).hasSize(6)
                    .allMatch(each -> header(each, "vitalwatch-kind").equals("heartbeat"));
            assertThat(records).filteredOn(each -> header(each, "vitalwatch-kind") == null).hasSize(stored)
                    .allMatch(each -> names(each).stream().noneMatch(name -> name.startsWith("vitalwatch")));
        }
    }

    private static boolean complete(TestReceiver receiver, int records) {
        for (int partition = 0; partition < 2; partition++) {
            int number = partition;
            List<Long> first = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> each : copies(receiver)) {
                long seq = Long.parseLong(header(each, "vitalwatch-seq"));
                if (each.partition() == number && (first.isEmpty() || seq > first.get(first.size() - 1))) {
                    first.add(seq);
                }
            }
            assertThat(first).as("in order and without a gap").isEqualTo(new ArrayList<>(new TreeSet<>(first)))
                    .allMatch(seq -> seq == first.indexOf(seq));
            if (first.size() < records) {
                return false;
            }
        }
        return true;
    }

    private static List<ConsumerRecord<byte[], byte[]>> copies(TestReceiver receiver, int atLeast) throws InterruptedException {
        TestReceiver.until("copies", () -> copies(receiver).size() >= atLeast);
        return copies(receiver);
    }

    private static List<ConsumerRecord<byte[], byte[]>> copies(TestReceiver receiver) {
        return receiver.raw(0).stream().filter(each -> "control".equals(header(each, "vitalwatch-kind"))).toList();
    }

    private static int active(TestReceiver receiver) {
        return receiver.getUnchecked("/metrics").contains("vitalwatch_receiver_relay_active 1.0") ? 1 : 0;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static List<String> names(ConsumerRecord<byte[], byte[]> record) {
        List<String> names = new ArrayList<>();
        record.headers().forEach(each -> names.add(each.key()));
        return names;
    }

    private static byte[] limits(Scope scope, int number) {
        return ControlRecordJson.of(new ControlRecord("r" + number, scope, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                new LimitsChange(Map.of("spo2-low.medium", "88"), List.of())));
    }

    private static byte[] catalogue(String id, String yaml) {
        return ControlRecordJson.of(new ControlRecord(id, Scope.ALL, ControlRecord.NOT_SET, ControlRecord.NOT_SET, "me", "why", -1,
                new CatalogueChange(yaml)));
    }

    private static String controlTopic(String name) {
        kafka.createTopic("control-" + name, 1, Map.of("message.timestamp.type", "LogAppendTime",
                "cleanup.policy", TopicPlan.of("vitals.control").settings().get("cleanup.policy")));
        return "control-" + name;
    }

    private static RecordMetadata write(String topic, byte[] value) throws Exception {
        Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, 0, null, null, value)).get();
        }
    }

    private static String topicId(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId().toString();
        }
    }

    private static List<String> topics(Admin admin) {
        try {
            return List.copyOf(admin.listTopics().names().get());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
