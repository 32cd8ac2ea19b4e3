package io.vitalwatch.wire;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Part;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import java.util.List;

/** A delivery with its judged readings as its record on the samples topic, written and read. The contract is schema/samples.json. */
public final class SamplesJson {
    private static final Group[] GROUPS = Group.values();

    private SamplesJson() {}

    /**
     * The record's bytes, UTF-8; the same delivery always gives the same bytes. A sample's time is in its own offset. Rows whose time cannot
     * be believed are only counted.
     */
    public static byte[] of(Delivery delivery) {
        return RecordJson.of(json -> {
            json.text(RecordField.USER, delivery.user());
            json.text(RecordField.STUDY, delivery.study());
            json.time(RecordField.ARRIVED, delivery.arrival(), 0);
            json.text(RecordField.TOPIC, delivery.origin().topic());
            json.number(RecordField.PARTITION, delivery.origin().partition());
            json.number(RecordField.OFFSET, delivery.origin().offset());
            if (!delivery.undated().isEmpty()) {
                json.number(RecordField.UNDATED, delivery.undated().size());
            }
            json.startArray(RecordField.SAMPLES);
            for (Sample sample : delivery.samples()) {
                json.element(element -> write(element, sample));
            }
            json.endArray();
        });
    }

    private static void write(RecordJson json, Sample sample) {
        json.text(RecordField.TYPE, sample.type().label());
        json.time(RecordField.TIME, sample.time(), sample.offsetMinutes());
        ternary(json, RecordField.WORN, sample.worn());
        ternary(json, RecordField.CHARGING, sample.charging());
        number(json, RecordField.BATTERY, sample.battery());
        number(json, RecordField.ACTIVITY, sample.activity());
        number(json, RecordField.CARDIAC_ARREST, sample.cardiacArrest());
        json.startArray(RecordField.READINGS);
        for (Reading reading : sample.readings()) {
            json.element(element -> {
                element.text(RecordField.GROUP, reading.group().label());
                element.object(RecordField.VALUES, values -> {
                    for (Vital vital : reading.group().measured()) {
                        values.milli(vital.label(), reading.value(vital));
                    }
                });
                if (reading.quality() != Reading.NO_QUALITY) {
                    element.number(RecordField.QUALITY, reading.quality());
                }
                element.text(RecordField.VERDICT, reading.verdict().label());
            });
        }
        json.endArray();
    }

    private static void ternary(RecordJson json, String field, Ternary value) {
        if (value != Ternary.UNKNOWN) {
            json.flag(field, value == Ternary.TRUE);
        }
    }

    private static void number(RecordJson json, String field, int value) {
        if (value != Sample.MISSING) {
            json.number(field, value);
        }
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one. Rows without a credible time are not in it, nor which fields
     * a row had.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static Delivery read(byte[] record) {
        Delivery usual = SamplesScanner.read(record);
        return usual != null ? usual : readAnyForm(record);
    }

    /** As {@link #read}, from a record in any form that JSON allows. */
    static Delivery readAnyForm(byte[] record) {
        RecordReader json = RecordReader.of(record, "samples");
        long arrived = json.time(RecordField.ARRIVED);
        return new Delivery(
                json.text(RecordField.USER),
                json.text(RecordField.STUDY),
                arrived,
                arrived,
                Part.WHOLE,
                new Origin(json.text(RecordField.TOPIC), json.integer(RecordField.PARTITION), json.number(RecordField.OFFSET)),
                json.list(RecordField.SAMPLES, SamplesJson::sample));
    }

    private static Sample sample(RecordReader json) {
        return new Sample(
                json.word(RecordField.TYPE, SampleType.values(), SampleType::label),
                json.time(RecordField.TIME),
                json.offsetMinutes(RecordField.TIME),
                ternary(json, RecordField.WORN),
                ternary(json, RecordField.CHARGING),
                number(json, RecordField.BATTERY),
                number(json, RecordField.ACTIVITY),
                number(json, RecordField.CARDIAC_ARREST),
                json.list(RecordField.READINGS, SamplesJson::reading));
    }

    private static Reading reading(RecordReader json) {
        Group group = json.word(RecordField.GROUP, GROUPS, Group::label);
        RecordReader values = json.object(RecordField.VALUES);
        List<Vital> measured = group.measured();
        return new Reading(
                group,
                values.value(measured.get(0).label()),
                group.paired() ? values.value(measured.get(1).label()) : 0,
                json.has(RecordField.QUALITY) ? json.integer(RecordField.QUALITY) : Reading.NO_QUALITY,
                json.word(RecordField.VERDICT, Verdict.values(), Verdict::label));
    }

    private static Ternary ternary(RecordReader json, String field) {
        return json.has(field) ? Ternary.of(json.flag(field)) : Ternary.UNKNOWN;
    }

    private static int number(RecordReader json, String field) {
        return json.has(field) ? json.integer(field) : Sample.MISSING;
    }
}
