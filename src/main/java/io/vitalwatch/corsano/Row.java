package io.vitalwatch.corsano;

import io.vitalwatch.model.SampleType;

import java.util.Arrays;
import java.util.List;

/**
 * One row as the decoder read it, before the quality gate judges it: numbers in thousandths. Missing and malformed values are different.
 *
 * <p>Mutable: the decoder fills it, the quality gate reads it once.
 */
public final class Row {
    /** The field was absent, null or an empty string. */
    public static final long MISSING = Long.MIN_VALUE;
    /** The field held something that is not a finite number; the first such text of a row is in {@link #malformedText()}. */
    public static final long MALFORMED = Long.MIN_VALUE + 1;

    private static final long[] NOTHING = new long[Field.count()];

    static {
        Arrays.fill(NOTHING, MISSING);
    }

    private final long[] values = NOTHING.clone();
    private SampleType type;
    private int offsetMinutes;
    private boolean timezone;
    private String timezoneText;
    private String malformedText;
    private int fields;
    private List<String> unknownNames = List.of();
    /** By ordinal, only where the field is malformed; null until the first one. */
    private String[] texts;

    /** A row without any field. */
    public Row() {}

    /** Removes all fields. */
    void clear() {
        System.arraycopy(NOTHING, 0, values, 0, NOTHING.length);
        type = null;
        offsetMinutes = 0;
        timezone = false;
        timezoneText = null;
        malformedText = null;
        texts = null;
        fields = 0;
        unknownNames = List.of();
    }

    /** Takes all that a row has which the scanner has read. */
    void copyOf(Row row) {
        System.arraycopy(row.values, 0, values, 0, values.length);
        type = row.type;
        offsetMinutes = row.offsetMinutes;
        fields = row.fields;
    }

    /** Thousandths of the field's unit (for the timestamp: Unix milliseconds), or {@link #MISSING} or {@link #MALFORMED}. */
    public long get(Field field) {
        return values[field.ordinal()];
    }

    /** Sets a field to a value as {@link #get} returns it. */
    public void set(Field field, long value) {
        values[field.ordinal()] = value;
    }

    /** As {@link #set(Field, long)}, by the field's ordinal. */
    void set(int ordinal, long value) {
        values[ordinal] = value;
    }

    /** True when the field holds a number. */
    public boolean has(Field field) {
        return values[field.ordinal()] > MALFORMED;
    }

    /** A hash of all that was read: a row that is sent again has the same one. Rows that differ have different ones, nearly always. */
    public long fingerprint() {
        long hash = type == null ? 1 : type.ordinal() + 2;
        for (int i = 0; i < values.length; i++) {
            hash = mix(hash, values[i]);
            String text = texts == null ? null : texts[i];
            hash = text == null ? hash : mix(hash, text.hashCode());
        }
        return mix(hash, offsetMinutes);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    /**
     * The fields that the row had, whatever they said: a bit for each by its ordinal. The bit of the timestamp says whether anything is
     * known of the row beside its time and zone; a field that the vendor documents and the program does not use is known.
     */
    public int fields() {
        return fields;
    }

    /** Names of fields that are probably known ones under another name; at most 16, each of at most 64 plain characters. */
    public List<String> unknownNames() {
        return unknownNames;
    }

    /** Sets {@link #fields()} and {@link #unknownNames()}. */
    void fields(int bits, List<String> unknown) {
        fields = bits;
        unknownNames = unknown;
    }

    /** The event type. */
    public SampleType type() {
        return type;
    }

    public void type(SampleType value) {
        type = value;
    }

    /** Sets the event type from the fields: a row with {@code temp_sk1} is a temperature row. For bodies that do not name the type. */
    void typeByFields() {
        type = get(Field.TEMP_SK1) == MISSING ? SampleType.ACTIVITY : SampleType.TEMPERATURE;
    }

    /** Offset of local time, minutes east of UTC; 0 if the row has none. */
    public int offsetMinutes() {
        return offsetMinutes;
    }

    public void offsetMinutes(int value) {
        offsetMinutes = value;
    }

    /**
     * Sets the time zone.
     *
     * @param minutes minutes east of UTC; 0 where the zone cannot be read
     * @param unreadable what stood there, at most 64 characters, or null where it was read
     */
    void timezone(int minutes, String unreadable) {
        timezone = true;
        offsetMinutes = minutes;
        timezoneText = unreadable;
    }

    /** Whether {@link #timezone} was called. */
    boolean hasTimezone() {
        return timezone;
    }

    /** A time zone that could not be read, as received (at most 64 characters); null where it was read and where there was none. */
    public String timezoneText() {
        return timezoneText;
    }

    /** A malformed field as received, at most 64 characters; null for a field that is not malformed. */
    public String text(Field field) {
        return texts == null ? null : texts[field.ordinal()];
    }

    /** Keeps the text of a malformed field. */
    void malformed(Field field, String text) {
        if (texts == null) {
            texts = new String[values.length];
        }
        texts[field.ordinal()] = text;
        if (malformedText == null && field != Field.TIMESTAMP) {
            malformedText = text;
        }
    }

    /** The first malformed value of this row as received (at most 64 characters), or null. */
    public String malformedText() {
        return malformedText;
    }

    public void malformedText(String value) {
        malformedText = value;
    }
}
