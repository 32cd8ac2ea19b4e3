package io.vitalwatch.wire;

import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;
import io.vitalwatch.model.WindowSummary;

import java.util.EnumMap;
import java.util.Map;

/** A window summary as its record on the windows topic, written and read. The contract is schema/window.json. */
public final class WindowJson {
    private static final Verdict[] VERDICTS = Verdict.values();

    private WindowJson() {}

    /** The record's bytes, UTF-8; the same summary always gives the same bytes. Times are UTC. */
    public static byte[] of(WindowSummary window) {
        byte[] plain = PlainWindow.write(window);
        return plain != null ? plain : fieldByField(window);
    }

    /** The same bytes for any summary, field by field. */
    static byte[] fieldByField(WindowSummary window) {
        return RecordJson.of(json -> {
            json.text(RecordField.USER, window.user());
            json.text(RecordField.STUDY, window.study());
            json.text(RecordField.VITAL, window.vital().label());
            json.text(RecordField.UNIT, window.vital().unit());
            json.text(RecordField.LOINC, window.vital().loinc());
            json.time(RecordField.START, window.start(), 0);
            json.time(RecordField.END, window.end(), 0);
            json.number(RecordField.COUNT, window.count());
            json.number(RecordField.USABLE, window.usable());
            if (window.usable() > 0) {
                json.milli(RecordField.MIN, window.min());
                json.milli(RecordField.MEDIAN, window.median());
                json.milli(RecordField.MAX, window.max());
                json.milli(RecordField.LAST, window.last());
            }
            json.object(RecordField.REJECTED, rejected -> {
                // Always in the order of the verdicts, independent of the map.
                for (Verdict verdict : VERDICTS) {
                    Integer count = window.rejected().get(verdict);
                    if (count != null && count > 0) {
                        rejected.number(verdict.label(), count);
                    }
                }
            });
        });
    }

    /**
     * Reads a record that {@link #of} wrote, of this version or of a later one. Without a usable reading, min, median, max and last are 0.
     * Unknown reasons of rejection are ignored.
     *
     * @throws IllegalArgumentException if the record is not valid JSON, or if a field is missing or wrong; the message names the field
     */
    public static WindowSummary read(byte[] record) {
        RecordReader json = RecordReader.of(record, "window");
        int usable = json.integer(RecordField.USABLE);
        return new WindowSummary(
                json.text(RecordField.USER),
                json.text(RecordField.STUDY),
                json.word(RecordField.VITAL, Vital.values(), Vital::label),
                json.time(RecordField.START),
                json.time(RecordField.END),
                json.integer(RecordField.COUNT),
                usable,
                usable > 0 ? json.value(RecordField.MIN) : 0,
                usable > 0 ? json.value(RecordField.MEDIAN) : 0,
                usable > 0 ? json.value(RecordField.MAX) : 0,
                usable > 0 ? json.value(RecordField.LAST) : 0,
                rejected(json.object(RecordField.REJECTED)));
    }

    private static Map<Verdict, Integer> rejected(RecordReader json) {
        Map<Verdict, Integer> rejected = new EnumMap<>(Verdict.class);
        for (Verdict verdict : VERDICTS) {
            if (json.has(verdict.label())) {
                rejected.put(verdict, json.integer(verdict.label()));
            }
        }
        return rejected;
    }
}
