package io.vitalwatch.bench;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.zip.CRC32;

/** For comparison: a Flink job that reads every byte, or every token, and keeps nothing: what Flink's source and runtime alone cost. */
final class FlinkReadContender implements Contender {
    private final boolean parse;

    FlinkReadContender(boolean parse) {
        this.parse = parse;
    }

    @Override
    public long[] run(Run run) throws Exception {
        try (BenchFlink flink = BenchFlink.of(run)) {
            var environment = flink.environment();
            environment.getConfig().enableObjectReuse();
            KafkaSource<byte[]> source = KafkaSource.<byte[]>builder()
                    .setProperties(run.client())
                    .setBootstrapServers(run.servers())
                    .setTopics(run.raw())
                    .setGroupId(run.name())
                    .setStartingOffsets(OffsetsInitializer.earliest())
                    .setBounded(OffsetsInitializer.latest())
                    .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
                    .build();
            environment.fromSource(source, WatermarkStrategy.noWatermarks(), "raw", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                    .filter(new Touch(parse))
                    .sinkTo(new DiscardingSink<>());
            flink.run(environment);
            return Stopwatch.read();
        }
    }

    /** Lets nothing through. */
    private static final class Touch extends RichFilterFunction<byte[]> {
        private static final long serialVersionUID = 1;

        private final boolean parse;
        private transient CRC32 sum;

        private Touch(boolean parse) {
            this.parse = parse;
        }

        @Override
        public boolean filter(byte[] body) throws Exception {
            if (parse) {
                return ReadContender.tokens(body) < 0;
            }
            sum = sum == null ? new CRC32() : sum;
            sum.update(body);
            return sum.getValue() < 0;
        }
    }
}
