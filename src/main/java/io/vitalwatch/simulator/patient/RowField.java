package io.vitalwatch.simulator.patient;

/**
 * A field of a row, between timestamp and timezone.
 *
 * @param key the vendor's key
 * @param scale what a value is multiplied by to keep it as a whole number: 1, or 100 for two decimals
 * @param form how it is written
 */
record RowField(String key, int scale, Form form) {
    /** How a field is written. */
    enum Form {
        /** A number; 0 until it is set. */
        NUMBER,
        /** A number; missing until it is set. */
        OPTIONAL,
        /** A number; null while it is 0. */
        NULLABLE,
        /** 0 or 1 where values are strings, true or false where they are numbers. */
        FLAG
    }

    static RowField number(String key) {
        return new RowField(key, 1, Form.NUMBER);
    }

    static RowField optional(String key) {
        return new RowField(key, 1, Form.OPTIONAL);
    }

    static RowField flag(String key) {
        return new RowField(key, 1, Form.FLAG);
    }

    static RowField hundredths(String key, Form form) {
        return new RowField(key, 100, form);
    }

    /** The same kind of field with a longer key. */
    RowField suffixed(String suffix) {
        return new RowField(key + suffix, scale, form);
    }
}
