package io.vitalwatch.bench;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

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
            BenchFlink.bodies(environment, run, WatermarkStrategy.noWatermarks())
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
