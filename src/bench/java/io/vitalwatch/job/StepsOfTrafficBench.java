package io.vitalwatch.job;

import io.vitalwatch.bench.Collected;
import io.vitalwatch.bench.Deliveries;
import io.vitalwatch.bench.Traffic;
import io.vitalwatch.job.records.AlertRecords;
import io.vitalwatch.job.records.RejectionRecords;
import io.vitalwatch.job.records.TopicRecords;
import io.vitalwatch.job.records.WindowRecords;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.monitor.DeliverySerializer;
import io.vitalwatch.monitor.UserSerializer;
import io.vitalwatch.monitor.ValueType;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each step of the job costs: decoding, both sides of the shuffle, the monitor's deliveries and its
 * timers, and the three kinds of records. Prints nanoseconds of CPU of the thread for a sample, of the second half of the rounds. Steps run in
 * turn, a batch of deliveries each, and a watermark follows each batch; Flink's network and Kafka are not in it.
 *
 * <p>Arguments: traffic ({@link Traffic#of}), percent of late rows, rounds, patients, deliveries of a batch. A round of {@code real} is a day.
 */
public final class StepsOfTrafficBench {
    private static final int KEY_GROUPS = 128;
    private static final String[] STEPS = {"decode", "serialize", "deserialize", "deliveries", "timers", "alerts", "windows", "rejections"};

    private final DeliverySerializer serializer = new DeliverySerializer();
    private final DataOutputSerializer shuffled = new DataOutputSerializer(1 << 20);
    private final DataInputDeserializer received = new DataInputDeserializer();
    private final Collected<Delivery> decoded = new Collected<>();
    private final Collected<Alert> judged = new Collected<>();
    private final OneInputStreamOperatorTestHarness<RawDelivery, Delivery> decoder;
    private final KeyedOneInputStreamOperatorTestHarness<String, Delivery, Alert> monitor;
    private final List<RawDelivery> batch = new ArrayList<>();
    private final long[] spent = new long[STEPS.length];
    private long samples;
    private long bytes;
    private long last;
    private long offset;

    private StepsOfTrafficBench() throws Exception {
        JobSettings settings = JobSettingsReader.read(List.of());
        decoder = new OneInputStreamOperatorTestHarness<>(new DecodeOperator(settings, 1,
                new OutputTag<>("rejected", TypeInformation.of(Rejection.class)),
                new OutputTag<>("control-state", TypeInformation.of(ControlAnswer.class)), KafkaEnds.controlLog(settings)));
        decoder.setup(serializer);
        decoded.comesFrom(decoder.getOperator());
        decoder.open();
        monitor = new KeyedOneInputStreamOperatorTestHarness<>(Topology.monitor(settings, 1), Delivery::user,
                new ValueType<>(String.class, new UserSerializer()), KEY_GROUPS, 1, 0);
        monitor.setup();
        judged.comesFrom(monitor.getOperator());
        monitor.open();
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[2]);
        int most = Integer.parseInt(arguments[4]);
        Traffic traffic = Traffic.of(arguments[0], Deliveries.ROWS, Integer.parseInt(arguments[3]), rounds, 3000,
                Integer.parseInt(arguments[1]));
        StepsOfTrafficBench bench = new StepsOfTrafficBench();
        for (int round = 0; round < rounds; round++) {
            if (round == rounds / 2) {
                bench.begin();
            }
            traffic.send(round, user -> true, (user, arrival, body) -> bench.take(arrival, body, most));
            bench.run();
        }
        bench.print();
    }

    private void begin() {
        Arrays.fill(spent, 0);
        samples = 0;
        bytes = 0;
    }

    private void take(long arrival, byte[] body, int most) {
        batch.add(new RawDelivery("corsano.raw", 0, offset++, arrival, body));
        if (batch.size() >= most) {
            run();
        }
    }

    private void run() {
        try {
            runBatch();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void runBatch() throws Exception {
        last = cpu();
        for (RawDelivery each : batch) {
            decoder.processElement(each, each.stamp);
        }
        batch.clear();
        took(0);
        shuffled.clear();
        for (Delivery each : decoded.all()) {
            serializer.serialize(each, shuffled);
        }
        took(1);
        List<StreamRecord<Delivery>> deliveries = new ArrayList<>();
        received.setBuffer(shuffled.getSharedBuffer(), 0, shuffled.length());
        while (deliveries.size() < decoded.all().size()) {
            Delivery delivery = serializer.deserialize(received);
            samples += delivery.samples().size();
            deliveries.add(new StreamRecord<>(delivery, delivery.arrival()));
        }
        decoded.clear();
        took(2);
        for (StreamRecord<Delivery> each : deliveries) {
            monitor.processElement(each);
        }
        took(3);
        if (!deliveries.isEmpty()) {
            monitor.processWatermark(new Watermark(deliveries.get(deliveries.size() - 1).getTimestamp() - 1));
        }
        took(4);
        write(judged.all(), new AlertRecords("vitals.alerts", "bench"));
        took(5);
        write(judged.side("windows"), new WindowRecords("vitals.windows"));
        took(6);
        write(judged.side("rejected"), new RejectionRecords("vitals.rejected"));
        took(7);
        judged.clear();
    }

    @SuppressWarnings("unchecked")
    private <T> void write(List<?> records, TopicRecords<T> as) {
        for (Object each : records) {
            bytes += as.serialize((T) each, null, 0L).value().length;
        }
    }

    private void took(int step) {
        long now = cpu();
        spent[step] += now - last;
        last = now;
    }

    private void print() {
        long all = 0;
        for (int i = 0; i < STEPS.length; i++) {
            System.out.printf("%-12s %,8d%n", STEPS[i], spent[i] / samples);
            all += spent[i];
        }
        System.out.printf("%-12s %,8d ns a sample, of %,d samples; %d bytes of records a sample%n", "together", all / samples, samples,
                bytes / samples);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
