package io.vitalwatch.intake;

import io.vitalwatch.corsano.BodyDecoder;
import io.vitalwatch.corsano.Decoded;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.corsano.Row;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Part;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Rejection.Scope;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.QualityGate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Decodes bodies and judges their readings. What cannot be used becomes a rejection; nothing is dropped without one, and no bytes make it
 * throw. It keeps nothing from one record to the next. Not thread-safe; one a thread.
 */
public final class Intake {
    private final BodyDecoder decoder;
    private final QualityGate gate;
    private final UnreadableFields unreadable;
    private final ListedRejections listed = new ListedRejections();
    private final int keptBodyBytes;

    public Intake(IntakeSettings settings) {
        this.decoder = new BodyDecoder(settings.defaultStudy(), settings.maxBodyBytes());
        this.gate = new QualityGate(settings.gate());
        this.unreadable = new UnreadableFields(gate);
        this.keptBodyBytes = settings.keptBodyBytes();
    }

    /** Reads one record; gives at most one delivery, after the rejections. */
    public void read(RawRecord raw, IntakeOutput out) {
        out.count(IntakeCounter.DELIVERIES, 1);
        if (raw.heartbeat()) {
            out.count(IntakeCounter.HEARTBEAT, 1);
            return;
        }
        if (raw.unreadable() != null) {
            reject(raw, "bad-line", raw.unreadable(), out);
            return;
        }
        Decoded decoded = decoder.decode(raw.body());
        switch (decoded.outcome()) {
            case TEST -> out.count(IntakeCounter.TEST, 1);
            case HEARTBEAT -> out.count(IntakeCounter.HEARTBEAT, 1);
            case REJECTED -> reject(raw, decoded.problems().get(0).reason(), decoded.problems().get(0).detail(), out);
            case SAMPLES -> forward(raw, decoded, out);
        }
    }

    private void forward(RawRecord raw, Decoded decoded, IntakeOutput output) {
        IntakeOutput out = listed.begin(output);
        out.count(IntakeCounter.DECODED, 1);
        out.count(IntakeCounter.SAMPLES, decoded.samples());
        for (Decoded.Problem problem : decoded.problems()) {
            if (problem.scope() == Scope.SAMPLE) {
                out.count(IntakeCounter.SAMPLES_REJECTED, problem.reason());
            } else if (problem.scope() == Scope.NOTICE) {
                out.count(IntakeCounter.NOTICES, problem.reason());
            }
            out.rejection(new Rejection(problem.scope(), problem.reason(), problem.detail(), raw.origin(), raw.arrival(), decoded.user(),
                    decoded.study(), problem.sampleTime(), null, problem.value(), null, raw.body().length));
        }
        decoded.unlisted().forEach((reason, count) -> {
            for (int i = 0; i < count; i++) {
                out.count(IntakeCounter.SAMPLES_REJECTED, reason);
            }
            listed.addUnlisted(count);
        });
        List<Sample> samples = new ArrayList<>(decoded.rows().size());
        boolean ordered = true;
        unreadable.begin();
        List<Undated> undated = undated(raw, decoded, out);
        long before = Long.MIN_VALUE;
        for (Row row : decoded.rows()) {
            long time = row.get(Field.TIMESTAMP);
            unreadable.check(row, raw, decoded, out);
            checkFlag(row, time, raw, decoded, out);
            QualityGate.Refusal refusal = gate.refusal(row, raw.arrival());
            if (refusal != null) {
                out.count(IntakeCounter.SAMPLES_REJECTED, refusal.label());
                out.rejection(new Rejection(Scope.SAMPLE, refusal.label(), detail(refusal, time, raw.arrival()), raw.origin(), raw.arrival(),
                        decoded.user(), decoded.study(), time, null, null, null, raw.body().length));
                undated = undated.isEmpty() ? new ArrayList<>() : undated;
                undated.add(gate.undated(row, refusal, raw.arrival()));
                continue;
            }
            samples.add(gate.judge(row, decoded.study()));
            ordered &= time >= before;
            before = time;
        }
        listed.end(raw, decoded);
        if (!ordered) {
            samples.sort(Comparator.comparingLong(Sample::time));
        }
        if (!samples.isEmpty() || !undated.isEmpty()) {
            Part part = raw.flagsRead() ? Part.AFTER_FLAGS : Part.WHOLE;
            output.delivery(new Delivery(decoded.user(), decoded.study(), raw.arrival(), raw.stamp(), part, raw.origin(), samples, undated));
        }
    }

    private List<Undated> undated(RawRecord raw, Decoded decoded, IntakeOutput out) {
        if (decoded.undated().isEmpty()) {
            return List.of();
        }
        List<Undated> undated = new ArrayList<>();
        for (Row row : decoded.undated()) {
            checkFlag(row, 0, raw, decoded, out);
            undated.add(gate.undated(row, null, raw.arrival()));
        }
        return undated;
    }

    private void checkFlag(Row row, long time, RawRecord raw, Decoded decoded, IntakeOutput out) {
        if (gate.flagUnreadable(row)) {
            out.count(IntakeCounter.FIELDS_UNREADABLE, Field.CARDIAC_ARREST.key());
            out.rejection(new Rejection(Scope.READING, "malformed",
                    "the cardiac-arrest flag is no code from 0 up: look at this patient's data", raw.origin(), raw.arrival(), decoded.user(),
                    decoded.study(), time, Vital.CARDIAC_ARREST.label(), row.text(Field.CARDIAC_ARREST), null, raw.body().length));
        }
    }

    /**
     * The cardiac-arrest flags of a record that waits for its arrival: its rows up to the last one with a flag, or null where none has a
     * flag, and its rows with a flag whose time cannot be believed. Nothing is counted or rejected; {@link #read} does that later. A row's
     * time is refused only where the clock and the stamp both refuse it.
     */
    public Delivery flags(RawRecord raw) {
        if (raw.heartbeat() || raw.unreadable() != null) {
            return null;
        }
        Decoded decoded = decoder.decode(raw.body());
        if (decoded.outcome() != Decoded.Outcome.SAMPLES) {
            return null;
        }
        long lastFlag = Long.MIN_VALUE;
        List<Sample> samples = new ArrayList<>();
        List<Undated> undated = new ArrayList<>();
        decoded.undated().forEach(row -> undated.add(gate.undated(row, null, raw.stamp())));
        for (Row row : decoded.rows()) {
            QualityGate.Refusal byStamp = gate.refusal(row, raw.stamp());
            boolean refusedByClock = raw.arrival() == Delivery.NO_CLOCK || gate.refusal(row, raw.arrival()) != null;
            if (refusedByClock && byStamp != null) {
                undated.add(gate.undated(row, byStamp, raw.stamp()));
                continue;
            }
            Sample sample = gate.judge(row, decoded.study());
            samples.add(sample);
            if (sample.cardiacArrest() > 0) {
                lastFlag = Math.max(lastFlag, sample.time());
            }
        }
        long last = lastFlag;
        samples.removeIf(sample -> sample.time() > last);
        undated.removeIf(each -> each.row().cardiacArrest() <= 0);
        if (samples.isEmpty() && undated.isEmpty()) {
            return null;
        }
        samples.sort(Comparator.comparingLong(Sample::time));
        return new Delivery(decoded.user(), decoded.study(), raw.arrival(), raw.stamp(), Part.FLAGS, raw.origin(), samples, undated);
    }

    private void reject(RawRecord raw, String reason, String detail, IntakeOutput out) {
        out.count(IntakeCounter.REJECTED, reason);
        int length = raw.body() == null ? 0 : raw.body().length;
        byte[] kept = length > keptBodyBytes ? Arrays.copyOf(raw.body(), keptBodyBytes) : raw.body();
        out.rejection(new Rejection(Scope.DELIVERY, reason, detail, raw.origin(), raw.arrival(), null, null, 0, null, null, kept, length));
    }

    private String detail(QualityGate.Refusal refusal, long time, long arrival) {
        String unit = gate.likelyUnit(time, arrival);
        String cause = unit == null ? "the bracelet's clock may never have been set" : "the timestamp looks like " + unit
                + "; send Unix milliseconds";
        return switch (refusal) {
            case FUTURE -> "further ahead of its arrival than future.tolerance: " + cause;
            case PAST, ANCIENT -> "older at its arrival than past.limit: " + cause;
        };
    }
}
