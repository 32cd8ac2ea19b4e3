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
 * Starts when a number of records have been in the consumers' hands, whoever's consumers they are: starting up and getting warm is in no
 * rate. Runs as an interceptor of the Kafka clients; settings that go to consumers and producers alike may name it, so it is both, and
 * looks at consumers only.
 */
public final class Stopwatch implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static boolean running;
    private static long warm;
    private static long consumed;
    private static long before;
    private static long nanos;
    private static long cpu;

    public Stopwatch() {}

    /** Ready for a run. @param records those that come before the watch starts */
    static synchronized void ready(long records) {
        running = false;
        warm = records;
        consumed = 0;
    }

    private static synchronized void count(int records) {
        if (!running && consumed >= warm) {
            before = consumed;
            nanos = System.nanoTime();
            cpu = PROCESS.getProcessCpuTime();
            running = true;
        }
        consumed += records;
    }

    /** Wall-clock and CPU nanoseconds of this process since the watch started, and records consumed since. */
    static synchronized long[] read() {
        if (!running) {
            throw new IllegalStateException("only " + consumed + " records were read");
        }
        return new long[] {System.nanoTime() - nanos, PROCESS.getProcessCpuTime() - cpu, consumed - before};
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (!records.isEmpty()) {
            count(records.count());
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
