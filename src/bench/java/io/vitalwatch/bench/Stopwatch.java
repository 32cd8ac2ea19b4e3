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
import java.util.concurrent.TimeUnit;

/**
 * Starts when the Kafka consumers of the contender have received a number of records, so that start and warm-up are not in the rate. It is
 * an interceptor of the Kafka clients. Some contenders use the same settings for consumers and producers, so it implements both interfaces,
 * and counts in consumers only.
 */
public final class Stopwatch implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Printed when the watch starts and when it is read, for the process that runs the broker. */
    static final String STARTED = "STARTED";
    static final String STOPPED = "STOPPED";

    private static boolean running;
    private static String topic;
    private static long warm;
    private static long consumed;
    private static long before;
    private static long nanos;
    private static long cpu;
    private static long compiling;

    public Stopwatch() {}

    /**
     * Prepares a run.
     *
     * @param raw the topic whose records are counted; a consumer may also read others
     * @param records number of records before the watch starts
     */
    static synchronized void ready(String raw, long records) {
        running = false;
        topic = raw;
        warm = records;
        consumed = 0;
    }

    private static synchronized void count(int records) {
        if (!running && consumed >= warm) {
            before = consumed;
            nanos = System.nanoTime();
            cpu = PROCESS.getProcessCpuTime();
            compiling = compiling();
            running = true;
            System.out.println(STARTED);
        }
        consumed += records;
    }

    /** CPU nanoseconds of this process. */
    static long processCpu() {
        return PROCESS.getProcessCpuTime();
    }

    /** Nanoseconds in which JIT compilers ran; Java counts them in milliseconds. */
    private static long compiling() {
        return TimeUnit.MILLISECONDS.toNanos(ManagementFactory.getCompilationMXBean().getTotalCompilationTime());
    }

    /**
     * Since the watch started: wall-clock nanoseconds, CPU nanoseconds of this process, records consumed, nanoseconds of compilation (which
     * are part of the CPU's).
     */
    static synchronized long[] read() {
        if (!running) {
            throw new IllegalStateException("only " + consumed + " records were read");
        }
        System.out.println(STOPPED);
        return new long[] {System.nanoTime() - nanos, processCpu() - cpu, consumed - before, compiling() - compiling};
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        int count = 0;
        for (TopicPartition partition : records.partitions()) {
            count += partition.topic().equals(topic) ? records.records(partition).size() : 0;
        }
        if (count > 0) {
            count(count);
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
