package io.vitalwatch.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

class EmbeddedKafkaTest {
    private static final long YEAR_2035 = 2_051_222_400_000L;
    private static final long YEAR_2001 = 978_307_200_000L;

    @Test
    @Timeout(60)
    void recordsOfAnyRecordedTimeComeBackAndNothingIsLeftBehind() throws Exception {
        Set<Thread> before = lastingThreads();
        Set<Path> directoriesBefore = directories();
        String address;
        long closing;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            address = kafka.bootstrapServers();
            kafka.createTopic("t", 3, EmbeddedKafka.RECORDED_TIME);
            produce(kafka, YEAR_2001, YEAR_2035);

            assertThat(consume(kafka, 2)).extracting(ConsumerRecord::timestamp).containsExactlyInAnyOrder(YEAR_2001, YEAR_2035);
            closing = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(10));
        assertThat(lastingThreads()).isSubsetOf(before);
        assertThat(directories()).isSubsetOf(directoriesBefore);
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        assertThatIOException().isThrownBy(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("localhost", port), 1000);
            }
        });
    }

    @Test
    @Timeout(60)
    void twoBrokersLiveSideBySideAndATopicThatExistsIsRefusedByName() throws Exception {
        try (EmbeddedKafka one = EmbeddedKafka.start(); EmbeddedKafka other = EmbeddedKafka.start()) {
            assertThat(one.bootstrapServers()).isNotEqualTo(other.bootstrapServers());
            one.createTopic("t", 1, Map.of());
            other.createTopic("t", 1, Map.of());
            assertThatThrownBy(() -> one.createTopic("t", 1, Map.of())).hasMessageContaining("Topic t could not be created");
        }
    }

    /** A producer that tries once: each partition of a new topic takes a record at once. */
    @Test
    @Timeout(60)
    void aNewTopicCanBeWrittenInAllPartitions() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "retries", 0, "enable.idempotence", false);
            for (int topic = 0; topic < 5; topic++) {
                kafka.createTopic("t" + topic, 40, Map.of());
                try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                    List<Future<?>> sent = new ArrayList<>();
                    for (int partition = 39; partition >= 0; partition--) {
                        sent.add(producer.send(new ProducerRecord<>("t" + topic, partition, "k", "v")));
                    }
                    producer.flush();
                    for (Future<?> each : sent) {
                        each.get();
                    }
                }
            }
        }
    }

    private static void produce(EmbeddedKafka kafka, long... timestamps) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (long timestamp : timestamps) {
                producer.send(new ProducerRecord<>("t", null, timestamp, "k", "v")).get();
            }
        }
    }

    private static List<ConsumerRecord<String, String>> consume(EmbeddedKafka kafka, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", "g",
                "auto.offset.reset", "earliest");
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("t"));
            while (found.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(found::add);
            }
        }
        return found;
    }

    private static Set<Thread> lastingThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> thread.isDaemon() || !thread.isAlive());
        return threads;
    }

    private static Set<Path> directories() throws Exception {
        try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new HashSet<>(paths.filter(path -> path.getFileName().toString().startsWith("vitalwatch-kafka-")).toList());
        }
    }
}
