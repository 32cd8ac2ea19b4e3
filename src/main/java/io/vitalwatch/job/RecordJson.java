package io.vitalwatch.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * How every record is written: one JSON object without white space, fields in a fixed order, UTF-8, so that the same record is always
 * the same bytes. A field that says nothing is left out.
 */
final class RecordJson {
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

    /** What a record writes between its braces. */
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

    /** A string field; left out when the value is null. */
    void text(String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, wellFormed(value));
        }
    }

    /** A whole number. */
    void number(String field, long value) throws IOException {
        json.writeNumberField(field, value);
    }

    /** Thousandths as the shortest plain decimal: 121000 is 121, 38100 is 38.1, -500 is -0.5. */
    void milli(String field, long thousandths) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(decimal(thousandths));
    }

    /** A field that is there and says that nothing is known. */
    void unknown(String field) throws IOException {
        json.writeNullField(field);
    }

    void flag(String field, boolean value) throws IOException {
        json.writeBooleanField(field, value);
    }

    void base64(String field, byte[] value) throws IOException {
        json.writeBinaryField(field, value);
    }

    /** Unix milliseconds in local time of an offset; left out where RFC 3339 has no year for it. */
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

    void startArray(String field) throws IOException {
        json.writeArrayFieldStart(field);
    }

    /** An object as an element of the array that was started. */
    void element(Body body) throws IOException {
        json.writeStartObject();
        body.writeTo(this);
        json.writeEndObject();
    }

    void endArray() throws IOException {
        json.writeEndArray();
    }

    /**
     * Unix milliseconds as RFC 3339, with milliseconds only where there are any, and {@code Z} for UTC. By hand, because it stands in every
     * record and {@link java.time.format.DateTimeFormatter} takes a third of all that writing a window's record costs.
     *
     * @param offsetMinutes east of UTC; one that no clock has (beyond 18 hours) counts as UTC
     * @return null for a time that has no year of four digits
     */
    static String iso(long millis, int offsetMinutes) {
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

    /** A lone surrogate has no UTF-8: each becomes U+FFFD, as the text of a record or of its key. */
    static String wellFormed(String text) {
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
