package io.vitalwatch.job;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Row;
import io.vitalwatch.model.Sample;
import io.vitalwatch.monitor.Tally;
import io.vitalwatch.quality.QualityGate;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decodes bodies and judges their readings: stateless, chained to the source. Whatever cannot be used becomes a dead letter here.
 *
 * <p>When a bounded input ends, the arrival clock stands at the last arrival that any subtask has seen, not at the end of time: this
 * operator answers the final watermark with the last arrival and then steps aside (idle), so downstream the clock settles at the maximum.
 */
final class DecodeOperator extends AbstractStreamOperator<Delivery> implements OneInputStreamOperator<RawDelivery, Delivery> {
    private static final long serialVersionUID = 1;

    private final Settings settings;
    private final OutputTag<Rejection> rejections;

    private transient BodyDecoder decoder;
    private transient QualityGate gate;
    private transient Tally tally;
    private transient Tally.Count deliveriesIn;
    private transient Tally.Count deliveriesDecoded;
    private transient Tally.Count samplesIn;
    private transient Tally.Count samplesRejected;
    private transient long lastArrival;

    DecodeOperator(Settings settings, OutputTag<Rejection> rejections) {
        this.settings = settings;
        this.rejections = rejections;
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = new BodyDecoder(settings.decoding().defaultStudy(), settings.decoding().maxBodyBytes());
        gate = new QualityGate(settings.gate());
        tally = new Tally(getRuntimeContext(), getMetricGroup());
        deliveriesIn = tally.of("deliveries.in");
        deliveriesDecoded = tally.of("deliveries.decoded");
        // From the start and at 0: Prometheus takes no notice of the first count of a counter that comes into being with it.
        for (String other : List.of("deliveries.rejected", "deliveries.test", "deliveries.heartbeat")) {
            tally.of(other);
        }
        samplesIn = tally.of("samples.in");
        samplesRejected = tally.of("samples.rejected");
        lastArrival = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<RawDelivery> element) {
        RawDelivery raw = element.getValue();
        lastArrival = Math.max(lastArrival, raw.arrival);
        deliveriesIn.add(1);
        if (raw.unreadable != null) {
            reject(raw, "bad-line", raw.unreadable);
            return;
        }
        Decoded decoded = decoder.decode(raw.body);
        switch (decoded.outcome()) {
            case TEST -> tally.of("deliveries.test").add(1);
            case HEARTBEAT -> tally.of("deliveries.heartbeat").add(1);
            case REJECTED -> reject(raw, decoded.problems().get(0).reason(), decoded.problems().get(0).detail());
            case SAMPLES -> forward(raw, decoded, element.getTimestamp());
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Watermark.MAX_WATERMARK.getTimestamp()) {
            super.processWatermark(mark);
            return;
        }
        if (lastArrival != Long.MIN_VALUE) {
            super.processWatermark(new Watermark(lastArrival));
        }
        output.emitWatermarkStatus(WatermarkStatus.IDLE);
    }

    private void forward(RawDelivery raw, Decoded decoded, long timestamp) {
        deliveriesDecoded.add(1);
        samplesIn.add(decoded.samples());
        Origin origin = new Origin(raw.topic, raw.partition, raw.offset);
        for (Decoded.Problem problem : decoded.problems()) {
            if (problem.scope() == Scope.SAMPLE) {
                countSample(problem.reason());
            }
            emit(new Rejection(problem.scope(), problem.reason(), problem.detail(), origin, raw.arrival, decoded.user(), decoded.study(),
                    problem.sampleTime(), null, problem.value(), null, raw.body.length));
        }
        List<Sample> samples = new ArrayList<>(decoded.rows().size());
        boolean ordered = true;
        long before = Long.MIN_VALUE;
        for (Row row : decoded.rows()) {
            long time = row.get(Row.Field.TIMESTAMP);
            QualityGate.Refusal refusal = gate.refusal(row, raw.arrival);
            if (gate.flagUnreadable(row)) {
                emit(new Rejection(Scope.READING, "malformed", "the cardiac-arrest flag is no code from 0 up: look at this patient's data",
                        origin, raw.arrival, decoded.user(), decoded.study(), time, "cardiac-arrest", row.malformedText(), null,
                        raw.body.length));
            }
            if (refusal != null) {
                countSample(refusal.label());
                emit(new Rejection(Scope.SAMPLE, refusal.label(), detail(refusal), origin, raw.arrival, decoded.user(), decoded.study(), time,
                        null, null, null, raw.body.length));
                continue;
            }
            samples.add(gate.judge(row));
            ordered &= time >= before;
            before = time;
        }
        if (!ordered) {
            samples.sort(Comparator.comparingLong(Sample::time));
        }
        if (!samples.isEmpty()) {
            Delivery delivery = new Delivery(decoded.user(), decoded.study(), raw.arrival, origin, samples);
            output.collect(new StreamRecord<>(delivery, timestamp));
        }
    }

    private void reject(RawDelivery raw, String reason, String detail) {
        tally.of("deliveries.rejected").add(1);
        tally.of("deliveries.rejected." + reason).add(1);
        int length = raw.body == null ? 0 : raw.body.length;
        int kept = Math.min(length, settings.output().rejectedMaxBodyBytes());
        byte[] body = raw.body == null ? null : kept == length ? raw.body : java.util.Arrays.copyOf(raw.body, kept);
        emit(new Rejection(Scope.DELIVERY, reason, detail, new Origin(raw.topic, raw.partition, raw.offset), raw.arrival, null, null, 0, null,
                null, body, length));
    }

    private void countSample(String reason) {
        samplesRejected.add(1);
        tally.of("samples.rejected." + reason).add(1);
    }

    private void emit(Rejection rejection) {
        output.collect(rejections, new StreamRecord<>(rejection, rejection.arrival()));
    }

    private static String detail(QualityGate.Refusal refusal) {
        return switch (refusal) {
            case FUTURE -> "further ahead of its arrival than future.tolerance: the bracelet's clock may never have been set";
            case PAST -> "older at its arrival than past.limit: the bracelet's clock may never have been set";
        };
    }
}
