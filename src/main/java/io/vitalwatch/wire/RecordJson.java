package io.vitalwatch.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the fields of a record: one JSON object without white space, fields in a fixed order, UTF-8, so that the same record is always the
 * same bytes. A field without a value is left out. It uses Jackson's stream writer and not databind, which is slower, because job and
 * replay write every alert and window with it.
 */
public final class RecordJson {
    private static final JsonFactory FACTORY = new JsonFactory();

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
        json.writeNumber(RecordText.decimal(thousandths));
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
        String text = RecordText.time(millis, offsetMinutes);
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
}
