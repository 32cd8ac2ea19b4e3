package io.vitalwatch.console.change;

import io.vitalwatch.control.ControlCounter;
import io.vitalwatch.control.ControlIntake;
import io.vitalwatch.control.ControlOutput;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.ControlTrial;
import io.vitalwatch.control.CopiedControl;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.wire.ControlRecordJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The control records that count, found by the job's own checks as the records are read. Whether the job takes an answer to an alarm depends
 * on the alarm, so answers are not kept. Any thread may call it.
 */
public final class ControlHistory {
    private final ControlSettings settings;
    private ControlIntake intake;
    private LoggedControl reading;
    private long next;
    private int version;
    private final List<CountedChange> counted = new ArrayList<>();

    /**
     * A record that counts.
     *
     * @param at when it was written, Unix milliseconds
     * @param from from when it counts
     */
    public record CountedChange(long seq, long at, long from, ControlRecord record) {}

    /** @param settings how the job takes records: its parameters, the catalogue of its submission */
    public ControlHistory(ControlSettings settings) {
        this.settings = settings;
        clear();
    }

    /** Takes the next record; one that was taken before changes nothing. */
    public synchronized void take(LoggedControl record) {
        reading = record;
        version++;
        next = Math.max(next, record.seq() + 1);
        intake.read(new CopiedControl(0, record.seq(), record.appendedAt(), record.seq(), null, record.appendedAt(), null, record.content()),
                Long.MIN_VALUE);
    }

    /** Forgets everything: the topic was created again. */
    public synchronized void clear() {
        counted.clear();
        version++;
        next = 0;
        intake = new ControlIntake(settings, ControlRecordJson::read, new Collected(), true);
    }

    /** The parameters with which changes are checked. */
    public ControlSettings settings() {
        return settings;
    }

    /** The records that count, in their order, without answers to alarms. */
    public synchronized List<CountedChange> counted() {
        return List.copyOf(counted);
    }

    /** Another number after each record. */
    public synchronized int version() {
        return version;
    }

    /** The record of the catalogue in force at a time, or null for that of the submission. */
    public synchronized CountedChange catalogue(long time) {
        return last(ControlKind.CATALOGUE, time);
    }

    /** The record of the shadow catalogue that runs at a time, or null. */
    public synchronized CountedChange shadow(long time) {
        CountedChange last = last(ControlKind.SHADOW, time);
        return last == null || ((ShadowChange) last.record().change()).yaml() == null ? null : last;
    }

    private CountedChange last(ControlKind kind, long time) {
        CountedChange last = null;
        for (CountedChange each : counted) {
            boolean later = last == null || each.from() >= last.from();
            last = each.record().kind() == kind && each.from() <= time && later ? each : last;
        }
        return last;
    }

    /** The text of the catalogue in force at a time. */
    public String yaml(long time) {
        CountedChange catalogue = catalogue(time);
        return catalogue == null ? settings.yaml() : ((CatalogueChange) catalogue.record().change()).yaml();
    }

    /** Parameters of the job that stand over that text; a catalogue that a record brings has none. */
    public Map<String, String> parameters(long time) {
        return catalogue(time) == null ? settings.fields() : Map.of();
    }

    /** What the job would answer if a record were written at a time. */
    public synchronized ControlAnswer trial(ControlRecord record, long time) {
        try {
            return new ControlTrial(settings, ControlRecordJson::read, intake.snapshot(), next).answer(ControlRecordJson.of(record), time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Collected implements ControlOutput {
        @Override
        public void toAll(ControlCopy copy, ControlRecord record) {
            counted.add(new CountedChange(copy.seq(), reading.appendedAt(), copy.appliedAt(), record));
        }

        @Override
        public void toPatient(ControlCopy copy, ControlRecord record) {
            if (record.kind() != ControlKind.ACTION) {
                counted.add(new CountedChange(copy.seq(), reading.appendedAt(), copy.appliedAt(), record));
            }
        }

        @Override
        public void answer(ControlAnswer answer) {}

        @Override
        public void foreignTopic(int partition, String known, String found) {}

        @Override
        public void outOfOrder(int partition, long seq, long before) {}

        @Override
        public void count(ControlCounter counter, int partition) {}
    }
}
