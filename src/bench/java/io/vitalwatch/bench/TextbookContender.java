package io.vitalwatch.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Two rules as a plain DataStream job: databind, one row for each sample in the shuffle, Flink's sliding windows of 5 minutes by 1 minute.
 */
final class TextbookContender implements Contender {
    @Override
    public long[] run(Run run) throws Exception {
        try (BenchFlink flink = BenchFlink.of(run)) {
            var environment = flink.environment();
            environment.getConfig().enableObjectReuse();
            KafkaSink<VitalRow> sink = KafkaSink.<VitalRow>builder()
                    .setBootstrapServers(run.servers())
                    .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                    .setRecordSerializer(KafkaRecordSerializationSchema.builder()
                            .setTopic(run.alerts()).setValueSerializationSchema(new Json()).build())
                    .build();
            BenchFlink.bodies(environment, run, WatermarkStrategy.forMonotonousTimestamps())
                    .flatMap(new Flatten())
                    .returns(VitalRow.class)
                    .keyBy(row -> row.user)
                    .window(SlidingEventTimeWindows.of(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                    .aggregate(new Highest())
                    .filter(VitalRow::alarms)
                    .sinkTo(sink);
            flink.run(environment);
            return Stopwatch.read();
        }
    }

    private static final class Flatten implements FlatMapFunction<byte[], VitalRow> {
        private static final long serialVersionUID = 1;

        private transient ObjectMapper mapper;

        @Override
        public void flatMap(byte[] body, Collector<VitalRow> out) throws IOException {
            if (mapper == null) {
                mapper = new ObjectMapper();
            }
            VitalRow.Body read = mapper.readValue(body, VitalRow.Body.class);
            for (List<VitalRow.Sample> batch : read.data.data) {
                for (VitalRow.Sample sample : batch) {
                    out.collect(new VitalRow(read.data.user, sample.arrest, sample.systolic, sample.diastolic));
                }
            }
        }
    }

    private static final class Highest implements AggregateFunction<VitalRow, VitalRow, VitalRow> {
        private static final long serialVersionUID = 1;

        @Override
        public VitalRow createAccumulator() {
            return new VitalRow();
        }

        @Override
        public VitalRow add(VitalRow value, VitalRow highest) {
            return highest.highest(value);
        }

        @Override
        public VitalRow getResult(VitalRow highest) {
            return highest;
        }

        @Override
        public VitalRow merge(VitalRow a, VitalRow b) {
            return a.highest(b);
        }
    }

    /** An alarm as JSON. */
    static final class Json implements SerializationSchema<VitalRow> {
        private static final long serialVersionUID = 1;

        private transient ObjectMapper mapper;

        @Override
        public byte[] serialize(VitalRow row) {
            try {
                mapper = mapper == null ? new ObjectMapper() : mapper;
                return mapper.writeValueAsBytes(row);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
