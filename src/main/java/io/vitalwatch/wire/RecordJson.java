package io.vitalwatch.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes the fields of a record: one JSON object without white space, fields in a fixed order, UTF-8, so that the same record is always the
 * same bytes. A field without a value is left out. It uses Jackson's stream writer and not databind, which is slower, because job and
 * replay write every alert and window with it.
 */
public final class RecordJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_OFFSET_MINUTES = 18 * 60;
    /** Years of four digits at every offset: Unix milliseconds, first inclusive, last exclusive. */
    private static final long FIRST_TIME = Instant.parse("0000-01-02T00:00:00Z").toEpochMilli();
    private static final long LAST_TIME = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000;

    private final JsonGenerator json;

    private RecordJson(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the fields of an object. */
    interface Body {
        void writeTo(RecordJson json) throws IOException;
    }

    /** The bytes of one record. */
    static byte[] of(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            generator.writeStartObject();
            body.writeTo(new RecordJson(generator));
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a record could not be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    /** A string field; left out if the value is null. */
    void text(String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, wellFormed(value));
        }
    }

    /** A whole number. */
    void number(String field, long value) throws IOException {
        json.writeNumberField(field, value);
    }

    /** Thousandths, written as the shortest plain decimal: 121000 is 121, 38100 is 38.1, -500 is -0.5. */
    void milli(String field, long thousandths) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(decimal(thousandths));
    }

    /** A field with the value null: the value is unknown. */
    void unknown(String field) throws IOException {
        json.writeNullField(field);
    }

    void flag(String field, boolean value) throws IOException {
        json.writeBooleanField(field, value);
    }

    void base64(String field, byte[] value) throws IOException {
        json.writeBinaryField(field, value);
    }

    /** Unix milliseconds in the local time of an offset; left out if the year has more than four digits or is negative. */
    void time(String field, long millis, int offsetMinutes) throws IOException {
        String text = iso(millis, offsetMinutes);
        if (text != null) {
            json.writeStringField(field, text);
        }
    }

    void object(String field, Body body) throws IOException {
        json.writeObjectFieldStart(field);
        body.writeTo(this);
        json.writeEndObject();
    }

    void texts(String field, Iterable<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String each : values) {
            json.writeString(wellFormed(each));
        }
        json.writeEndArray();
    }

    void startArray(String field) throws IOException {
        json.writeArrayFieldStart(field);
    }

    /** An object as the next element of the started array. */
    void element(Body body) throws IOException {
        json.writeStartObject();
        body.writeTo(this);
        json.writeEndObject();
    }

    void endArray() throws IOException {
        json.writeEndArray();
    }

    /**
     * Unix milliseconds as RFC 3339, with milliseconds only if they are not 0, and {@code Z} for UTC. Written by hand, because every record
     * has times and {@link java.time.format.DateTimeFormatter} takes a third of the time that it takes to write a window's record.
     *
     * @param offsetMinutes minutes east of UTC; an offset of more than 18 hours, which RFC 3339 cannot express, counts as UTC
     * @return the text, or null if the year does not have four digits
     */
    public static String iso(long millis, int offsetMinutes) {
        int minutes = Math.abs(offsetMinutes) <= MAX_OFFSET_MINUTES ? offsetMinutes : 0;
        if (millis < FIRST_TIME || millis >= LAST_TIME) {
            return null;
        }
        long local = millis + minutes * 60_000L;
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
        int ofDay = (int) Math.floorMod(local, DAY);
        StringBuilder text = new StringBuilder(29);
        digits(text, date.getYear() / 100);
        digits(text, date.getYear() % 100);
        digits(text.append('-'), date.getMonthValue());
        digits(text.append('-'), date.getDayOfMonth());
        digits(text.append('T'), ofDay / 3_600_000);
        digits(text.append(':'), ofDay / 60_000 % 60);
        digits(text.append(':'), ofDay / 1000 % 60);
        int fraction = ofDay % 1000;
        if (fraction != 0) {
            digits(text.append('.').append((char) ('0' + fraction / 100)), fraction % 100);
        }
        if (minutes == 0) {
            return text.append('Z').toString();
        }
        digits(text.append(minutes < 0 ? '-' : '+'), Math.abs(minutes) / 60);
        digits(text.append(':'), Math.abs(minutes) % 60);
        return text.toString();
    }

    private static void digits(StringBuilder text, int upTo99) {
        text.append((char) ('0' + upTo99 / 10)).append((char) ('0' + upTo99 % 10));
    }

    /** Replaces every lone surrogate, which UTF-8 cannot express, by U+FFFD: in texts of a record and in its key alike. */
    public static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (mended == null) {
                mended = new StringBuilder(text);
            }
            mended.setCharAt(i, '\uFFFD');
        }
        return mended == null ? text : mended.toString();
    }

    private static String decimal(long thousandths) {
        long fraction = Math.abs(thousandths % 1000);
        if (fraction == 0) {
            return Long.toString(thousandths / 1000);
        }
        StringBuilder text = new StringBuilder(12);
        if (thousandths < 0) {
            text.append('-');
        }
        text.append(Math.abs(thousandths / 1000)).append('.').append((char) ('0' + fraction / 100));
        if (fraction % 100 != 0) {
            text.append((char) ('0' + fraction / 10 % 10));
            if (fraction % 10 != 0) {
                text.append((char) ('0' + fraction % 10));
            }
        }
        return text.toString();
    }
}
