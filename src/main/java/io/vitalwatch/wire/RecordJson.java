package io.vitalwatch.wire;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes the fields of a record: one JSON object without white space, fields in a fixed order, UTF-8, so that the same record is always the
 * same bytes. A field without a value is left out. It is written by {@link JsonBytes} and not by a library, because job and replay write
 * every alert with it.
 */
public final class RecordJson {
    private static final int USUAL_LENGTH = 1024;

    private final JsonBytes json = new JsonBytes(USUAL_LENGTH);

    private RecordJson() {}

    /** Writes the fields of an object. */
    interface Body {
        void writeTo(RecordJson json);
    }

    /** The bytes of one record. */
    static byte[] of(Body body) {
        RecordJson record = new RecordJson();
        record.element(body);
        return record.json.toBytes();
    }

    /** A string field; left out if the value is null. */
    void text(String field, String value) {
        if (value != null) {
            json.name(field);
            json.text(value);
        }
    }

    /** A whole number. */
    void number(String field, long value) {
        json.name(field);
        json.number(value);
    }

    /** Thousandths, written as the shortest plain decimal: 121000 is 121, 38100 is 38.1, -500 is -0.5. */
    void milli(String field, long thousandths) {
        json.name(field);
        json.thousandths(thousandths);
    }

    /** A field with the value null: the value is unknown. */
    void unknown(String field) {
        json.name(field);
        json.word("null");
    }

    void flag(String field, boolean value) {
        json.name(field);
        json.word(value ? "true" : "false");
    }

    void base64(String field, byte[] value) {
        json.name(field);
        json.plainText(Base64.getEncoder().encode(value));
    }

    /** Unix milliseconds in the local time of an offset; left out if the year has more than four digits or is negative. */
    void time(String field, long millis, int offsetMinutes) {
        json.time(field, millis, offsetMinutes);
    }

    void object(String field, Body body) {
        json.name(field);
        element(body);
    }

    void texts(String field, Iterable<String> values) {
        startArray(field);
        for (String each : values) {
            json.text(each);
        }
        endArray();
    }

    void startArray(String field) {
        json.name(field);
        json.open('[');
    }

    /** An object as the next element of the started array. */
    void element(Body body) {
        json.open('{');
        body.writeTo(this);
        json.close('}');
    }

    void endArray() {
        json.close(']');
    }

    /** A text in UTF-8, as it stands in a record; lone surrogates are replaced as by {@link #wellFormed}. */
    public static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return JsonBytes.isPlain(bytes) ? bytes : wellFormed(text).getBytes(StandardCharsets.UTF_8);
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
