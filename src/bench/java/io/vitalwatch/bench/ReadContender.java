package io.vitalwatch.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** For comparison: one plain consumer for each core that reads every byte, or lets Jackson find every token of every body. */
final class ReadContender implements Contender {
    private static final JsonFactory JSON = new JsonFactory();

    private final boolean parse;

    ReadContender(boolean parse) {
        this.parse = parse;
    }

    @Override
    public long[] run(Run run) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(run.parallelism());
        try {
            List<Future<Long>> parts = IntStream.range(0, run.parallelism()).mapToObj(part -> threads.submit(() -> consume(run, part)))
                    .toList();
            long touched = 0;
            for (Future<Long> part : parts) {
                touched += part.get();
            }
            long[] took = Stopwatch.read();
            if (touched == 0) {
                throw new IllegalStateException("nothing was read");
            }
            return took;
        } finally {
            threads.shutdownNow();
        }
    }

    private long consume(Run run, int part) throws IOException {
        List<TopicPartition> own = IntStream.range(0, run.partitions()).filter(i -> i % run.parallelism() == part)
                .mapToObj(run.rawPartitions()::get).toList();
        long touched = 0;
        CRC32 sum = new CRC32();
        Properties client = run.client();
        client.put("bootstrap.servers", run.servers());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(own);
            consumer.seekToBeginning(own);
            long left = consumer.endOffsets(own).values().stream().mapToLong(Long::longValue).sum();
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    left--;
                    if (parse) {
                        touched += tokens(record.value());
                    } else {
                        sum.update(record.value());
                        touched += sum.getValue() & 1 | 1;
                    }
                }
            }
        }
        return touched;
    }

    static int tokens(byte[] body) throws IOException {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
