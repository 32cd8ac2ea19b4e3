package io.vitalwatch.bench;

import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what an operator in one of Flink's test harnesses gives out. The harness's own output copies each record by a generic serializer,
 * which takes several times as long as the operator.
 *
 * @param <T> of its main output
 */
public final class Collected<T> implements Output<StreamRecord<T>> {
    private final List<T> all = new ArrayList<>();
    private final Map<String, List<Object>> sides = new HashMap<>();

    /** Takes the output of an operator; between {@code setup} and {@code open} of its harness. */
    public void comesFrom(Object operator) throws ReflectiveOperationException {
        Field output = AbstractStreamOperator.class.getDeclaredField("output");
        output.setAccessible(true);
        output.set(operator, this);
    }

    /** The records of the main output since {@link #clear}. */
    public List<T> all() {
        return all;
    }

    /** The records of a side output since {@link #clear}. */
    public List<Object> side(String name) {
        return sides.computeIfAbsent(name, each -> new ArrayList<>());
    }

    public void clear() {
        all.clear();
        sides.clear();
    }

    @Override
    public void collect(StreamRecord<T> record) {
        all.add(record.getValue());
    }

    @Override
    public <X> void collect(OutputTag<X> tag, StreamRecord<X> record) {
        side(tag.getId()).add(record.getValue());
    }

    @Override
    public void emitWatermark(Watermark mark) {}

    @Override
    public void emitWatermark(WatermarkEvent event) {}

    @Override
    public void emitWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void emitLatencyMarker(LatencyMarker marker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes attributes) {}

    @Override
    public void close() {}
}
