package io.vitalwatch.bench;

import com.sun.management.OperatingSystemMXBean;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

import java.lang.management.ManagementFactory;
import java.util.Map;

/**
 * Starts when the first record of a run is in a consumer's hands, whoever's consumer it is: start-up is in no rate. Runs as an interceptor
 * of the Kafka clients; settings that go to consumers and producers alike may name it, so it is both, and looks at consumers only.
 */
public final class Stopwatch implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static volatile boolean running;
    private static long nanos;
    private static long cpu;

    public Stopwatch() {}

    /** Ready for another run. */
    static synchronized void reset() {
        running = false;
    }

    static synchronized void start() {
        if (!running) {
            nanos = System.nanoTime();
            cpu = PROCESS.getProcessCpuTime();
            running = true;
        }
    }

    /** Wall-clock and CPU nanoseconds of this process since the first record. */
    static synchronized long[] read() {
        if (!running) {
            throw new IllegalStateException("no record was read");
        }
        return new long[] {System.nanoTime() - nanos, PROCESS.getProcessCpuTime() - cpu};
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (!running && !records.isEmpty()) {
            start();
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
