package io.vitalwatch.job;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.job.control.ControlSchema;
import io.vitalwatch.job.control.ShadowReader;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.ControlAnswer;
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

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The job's data flow, top to bottom. It is the same in a cluster, in {@code local} and in {@code replay}; only source and sinks differ.
 */
public final class Topology {
    private static final OutputTag<Rejection> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Rejection.class));
    private static final OutputTag<WindowSummary> WINDOWS = new OutputTag<>("windows", TypeInformation.of(WindowSummary.class));
    private static final OutputTag<ControlAnswer> ANSWERS = new OutputTag<>("control-state", TypeInformation.of(ControlAnswer.class));

    private static final TypeInformation<String> USER = new ValueType<>(String.class, new UserSerializer());

    private Topology() {}

    /**
     * Defines the job on an environment; executes nothing.
     *
     * @param partitions how many partitions the source has: source and decoder have at most as many subtasks; 0 where that is not known
     */
    public static void define(
            StreamExecutionEnvironment env, JobSettings settings, Source<RawDelivery, ?, ?> source, int partitions, Sinks sinks) {
        SingleOutputStreamOperator<RawDelivery> raw =
                env.fromSource(source, stamps(), "corsano.raw", TypeInformation.of(RawDelivery.class)).uid("source");

        SingleOutputStreamOperator<Delivery> decoded = raw.transform(
                        "decode and judge",
                        new ValueType<>(Delivery.class, new DeliverySerializer()),
                        new DecodeOperator(settings, partitions, REJECTED, ANSWERS, KafkaEnds.controlLog(settings)))
                .uid("decode");

        SingleOutputStreamOperator<Alert> alerts = decoded.keyBy(Delivery::user, USER)
                .transform(
                        "patient monitor",
                        TypeInformation.of(Alert.class),
                        monitor(settings, partitions))
                .uid("monitor");

        end(alerts, sinks.alerts(), "vitals.alerts", "alerts", sinks.parallelism());
        end(alerts.getSideOutput(WINDOWS), sinks.windows(), "vitals.windows", "windows", sinks.parallelism());
        end(decoded.getSideOutput(REJECTED).union(alerts.getSideOutput(REJECTED)), sinks.rejected(), "vitals.rejected", "rejected",
                sinks.parallelism());
        if (settings.control().isOn() && sinks.shadow() != null) {
            SingleOutputStreamOperator<Alert> shadow = decoded.getSideOutput(DecodeOperator.SHADOW).keyBy(Delivery::user, USER)
                    .transform("shadow monitor", TypeInformation.of(Alert.class), shadow(settings, partitions)).uid("shadow");
            end(shadow, sinks.shadow(), "vitals.alerts.shadow", "alerts-shadow", sinks.parallelism());
        }
        if (sinks.controlState() != null) {
            end(decoded.getSideOutput(ANSWERS).union(alerts.getSideOutput(ANSWERS)), sinks.controlState(), "vitals.control.state",
                    "control-state", sinks.parallelism());
        }
        int readers = partitions > 0 ? Math.min(partitions, env.getParallelism()) : env.getParallelism();
        if (sinks.samples() != null) {
            // With the decoder's parallelism nothing is shuffled, so the readings of a patient keep their order.
            end(decoded, sinks.samples(), "vitals.samples", "samples", readers);
        }

        if (readers < env.getParallelism()) {
            // A subtask without a partition reads nothing, so it can say nothing about the arrival clock.
            raw.setParallelism(readers);
            decoded.setParallelism(readers);
        }
    }

    /**
     * The source's own watermark only shows that something was read of each of its partitions; the decoder makes the one that counts. So
     * the source never declares itself idle, and its partitions are not aligned: both would hide partitions from the decoder.
     */
    private static WatermarkStrategy<RawDelivery> stamps() {
        return WatermarkStrategy.<RawDelivery>forMonotonousTimestamps().withTimestampAssigner((delivery, timestamp) -> delivery.stamp);
    }

    /** Judges deliveries by the rules in force. */
    static MonitorOperator monitor(JobSettings settings, int partitions) {
        MonitorOperator monitor = new MonitorOperator(settings.monitor(), settings.catalogue(), rejectedReadings(settings),
                settings.countDistinctPatients(), WINDOWS, REJECTED).keeping(settings.rules(), settings.gate().pastLimitMillis());
        if (!settings.control().isOn()) {
            return monitor;
        }
        SignalSettings times = settings.control().answersAlarms() ? settings.control().signals() : null;
        return monitor.controlledBy(new ControlSchema(), partitions).answering(ANSWERS, times);
    }

    /** Judges the same deliveries by the shadow catalogue, with states of its own. Its windows and rows are those of the other monitor. */
    static MonitorOperator shadow(JobSettings settings, int partitions) {
        CatalogueText none = new CatalogueText(ShadowReader.NO_RULES, "shadow", Map.of(), settings.rules().ages());
        return new MonitorOperator(settings.monitor(), none.catalogue(), Set.of(), false, WINDOWS, REJECTED)
                .keeping(none, settings.gate().pastLimitMillis()).controlledBy(new ShadowReader(new ControlSchema()), partitions)
                .asShadow();
    }

    private static Set<Verdict> rejectedReadings(JobSettings settings) {
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
