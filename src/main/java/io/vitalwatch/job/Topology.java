package io.vitalwatch.job;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.monitor.DeliverySerializer;
import io.vitalwatch.monitor.MonitorOperator;
import io.vitalwatch.monitor.UserSerializer;
import io.vitalwatch.monitor.ValueType;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The flow, top to bottom: the same in a cluster, in {@code local} and in {@code replay}; only the ends differ. */
public final class Topology {
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));

    private static final TypeInformation<String> USER = new ValueType<>(String.class, new UserSerializer());

    private Topology() {}

    /**
     * Defines the job on an environment; executes nothing.
     *
     * @param sourceParallelism parallelism of source and decoder, or 0 for that of the job
     */
    public static void define(
            StreamExecutionEnvironment env, Settings settings, Source<RawDelivery, ?, ?> source, int sourceParallelism, Sinks sinks) {
        SingleOutputStreamOperator<RawDelivery> raw =
                env.fromSource(source, arrivalClock(settings), "corsano.raw", TypeInformation.of(RawDelivery.class)).uid("source");

        SingleOutputStreamOperator<Delivery> decoded = raw.transform(
                        "decode and judge", new ValueType<>(Delivery.class, new DeliverySerializer()), new DecodeOperator(settings, REJECTED))
                .uid("decode");

        SingleOutputStreamOperator<Alert> alerts = decoded.keyBy(Delivery::user, USER)
                .transform(
                        "patient monitor",
                        TypeInformation.of(Alert.class),
                        new MonitorOperator(settings.monitor(), settings.catalogue(), rejectedReadings(settings), settings.countDistinctPatients(),
                                WINDOWS, REJECTED))
                .uid("monitor");

        end(alerts, sinks.alerts(), "vitals.alerts", "alerts", sinks.parallelism());
        end(alerts.getSideOutput(WINDOWS), sinks.windows(), "vitals.windows", "windows", sinks.parallelism());
        end(decoded.getSideOutput(REJECTED).union(alerts.getSideOutput(REJECTED)), sinks.rejected(), "vitals.rejected", "rejected",
                sinks.parallelism());

        if (sourceParallelism > 0) {
            raw.setParallelism(sourceParallelism);
            decoded.setParallelism(sourceParallelism);
        }
    }

    /** Event time is arrival: the record's timestamp. Partitions are in order of arrival, so the watermark follows without slack. */
    private static WatermarkStrategy<RawDelivery> arrivalClock(Settings settings) {
        WatermarkStrategy<RawDelivery> strategy =
                WatermarkStrategy.<RawDelivery>forMonotonousTimestamps().withTimestampAssigner((delivery, timestamp) -> delivery.arrival);
        return settings.source().idleMillis() == 0
                ? strategy
                : strategy.withIdleness(Duration.ofMillis(settings.source().idleMillis()));
    }

    private static Set<Verdict> rejectedReadings(Settings settings) {
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (settings.output().rejectedReadings().contains(verdict.label())) {
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    private static <T> void end(DataStream<T> stream, Sink<T> sink, String name, String uid, int parallelism) {
        DataStreamSink<T> end = stream.sinkTo(sink).name(name).uid(uid);
        if (parallelism > 0) {
            end.setParallelism(parallelism);
        }
    }
}
