package io.vitalwatch.simulator.patient;

import java.util.List;

/**
 * A row as the bracelet stores it. An activity row is multiplexed: it fills one measurement group, and the others are 0 with quality 0. A
 * temperature row has no wearing field: the user's activity rows say whether the bracelet is worn.
 */
public final class BraceletRow {
    private static final int ABSENT = Integer.MIN_VALUE;

    private final RowLayout layout;
    private final long time;
    private final int[] values;
    private final String timezone;
    private final RowSpelling spelling;

    private BraceletRow(RowLayout layout, long time, int[] values, String timezone, RowSpelling spelling) {
        this.layout = layout;
        this.time = time;
        this.values = values;
        this.timezone = timezone;
        this.spelling = spelling;
    }

    /** A row without readings. */
    static BraceletRow empty(RowLayout layout, long time, String timezone) {
        List<RowField> fields = layout.fields();
        int[] values = new int[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(i).form() == RowField.Form.OPTIONAL ? ABSENT : 0;
        }
        return new BraceletRow(layout, time, values, timezone, RowSpelling.VENDOR);
    }

    /** An activity row of a worn bracelet that reports cardiac arrest and nothing else. */
    public static BraceletRow cardiacArrest(long time, String timezone) {
        return empty(RowLayout.ACTIVITY, time, timezone)
                .with(RowLayout.WEARING, 4).with(RowLayout.BATTERY, 50).with(RowLayout.CARDIAC_ARREST, 2);
    }

    /** Sets a field, rounded to what the field can hold; returns this row. */
    BraceletRow with(RowField field, double value) {
        values[layout.place(field)] = (int) Math.round(value * field.scale());
        return this;
    }

    /** A field as it is kept: a whole number, in hundredths where the field has two decimals. */
    int get(RowField field) {
        return values[layout.place(field)];
    }

    /** Whether this row has the field, with a value other than 0. */
    boolean hasReading(RowField field) {
        return layout.fields().contains(field) && get(field) != 0 && get(field) != ABSENT;
    }

    /** The bracelet's timestamp, Unix milliseconds. */
    long time() {
        return time;
    }

    /** A copy with another timestamp. */
    BraceletRow at(long millis) {
        return new BraceletRow(layout, millis, values.clone(), timezone, spelling);
    }

    /** A copy that is written in another way. */
    BraceletRow spelled(RowSpelling other) {
        return new BraceletRow(layout, time, values.clone(), timezone, other);
    }

    /** Appends the JSON object; values as strings, as in the vendor's example, or as numbers, as in the data dictionary. */
    public void write(StringBuilder json, boolean strings) {
        json.append('{');
        field(json, "timestamp", Long.toString(time), strings);
        List<RowField> fields = layout.fields();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != ABSENT) {
                write(json, fields.get(i), values[i], strings);
            }
        }
        field(json, "timezone", timezone, true);
        json.append('}');
    }

    private void write(StringBuilder json, RowField field, int value, boolean strings) {
        String key = spelling.key(field.key());
        switch (field.form()) {
            case FLAG -> {
                boolean word = !strings || spelling.textFlags();
                field(json, key, word ? String.valueOf(value != 0) : Integer.toString(value), strings || spelling.textFlags());
            }
            case NULLABLE -> field(json, key, value == 0 ? "null" : decimal(value, field.scale()), strings && value != 0);
            default -> field(json, key, decimal(value, field.scale()), strings);
        }
    }

    private static String decimal(int value, int scale) {
        int rest = value % scale;
        return rest == 0 ? Integer.toString(value / scale) : value / scale + (rest < 10 ? ".0" : ".") + rest;
    }

    /** Appends one field with the comma before it where it is not the first. */
    public static void field(StringBuilder json, String key, String value, boolean quoted) {
        json.append(json.charAt(json.length() - 1) == '{' ? "\"" : ",\"").append(key).append("\":");
        if (quoted) {
            json.append('"').append(value).append('"');
        } else {
            json.append(value);
        }
    }
}
