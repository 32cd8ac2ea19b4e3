package io.vitalwatch.corsano;

/**
 * Reads bodies as the vendor sends them, straight from the bytes: objects with known keys, plain ASCII strings, plain numbers.
 *
 * <p>It reads only a part of what {@link BodyDecoder} accepts, with the same result (a test compares both with mutated bodies). For any
 * other body it returns false, and the decoder reads the whole body again with a JSON parser. So bad input is judged in one place.
 *
 * <p>A row of a form that was seen before is read by a {@link RowPlan}, any other field by field.
 */
final class BodyScanner extends RowScanner {
    /** Null if each row is read field by field. */
    private final RowPlans plans;
    private String study = "";
    private String type = "";

    BodyScanner() {
        this(new RowPlans());
    }

    /** @param plans forms of rows, or null to read each row field by field */
    BodyScanner(RowPlans plans) {
        this.plans = plans;
    }

    /** @return whether the whole body was read; if not, the content of the envelope is undefined */
    boolean scan(byte[] bytes, Envelope into) {
        body = bytes;
        at = 0;
        plain = 0;
        try {
            space();
            if (body[at] != '{' || !readEnvelope(into, true)) {
                return false;
            }
            while (at < body.length) {
                if (!isSpace(body[at++])) {
                    return false;
                }
            }
            return true;
        } catch (ArrayIndexOutOfBoundsException e) {
            // The body ends too early.
            return false;
        } finally {
            body = null;
        }
    }

    /** How many fields of the last body were read by the fast loop. For tests: the result does not show which way a field was read. */
    int plainFields() {
        return plain;
    }

    private boolean readEnvelope(Envelope into, boolean outermost) {
        int seen = 0;
        for (boolean more = open('}'); more; more = next()) {
            int start = at + 1;
            if (!skipString()) {
                return false;
            }
            int length = at - 1 - start;
            int bit = is(start, length, "study") ? 1 : is(start, length, "type") ? 2 : is(start, length, "user_uuid") ? 4
                    : is(start, length, "data") ? 8 : 0;
            if ((seen & bit) != 0 || length > LONGEST_KEY || is(start, length, "event_type") || !colon()) {
                return false;
            }
            seen |= bit;
            if (bit == 8) {
                if (body[at] == '[') {
                    into.hasData = true;
                    if (!readBatches(into)) {
                        return false;
                    }
                } else if (body[at] != '{' || !outermost || !readEnvelope(into, false)) {
                    return false;
                }
            } else if (bit == 0) {
                if (!skipScalar()) {
                    return false;
                }
            } else {
                start = at + 1;
                if (!skipString()) {
                    return false;
                }
                length = at - 1 - start;
                if (bit == 1) {
                    into.study = study = is(start, length, study) ? study : text(start, length);
                } else if (bit == 2) {
                    into.type = type = is(start, length, type) ? type : text(start, length);
                } else {
                    into.user = text(start, length);
                }
            }
        }
        return closed('}');
    }

    private boolean readBatches(Envelope into) {
        for (boolean more = open(']'); more; more = next()) {
            if (body[at] == '[') {
                for (boolean inner = open(']'); inner; inner = next()) {
                    if (body[at] != '{' || !readRow(into)) {
                        return false;
                    }
                }
                if (!closed(']')) {
                    return false;
                }
            } else if (body[at] != '{' || !readRow(into)) {
                return false;
            }
        }
        return closed(']');
    }

    private boolean readRow(Envelope into) {
        Row row = into.emptyRow();
        int start = at;
        int end = plans == null ? -1 : plans.read(body, start, row);
        if (end >= 0) {
            at = end;
        } else if (!readFields(row)) {
            return false;
        } else if (plans != null) {
            plans.learn(body, start, at, row);
        }
        into.samples++;
        into.add(row);
        return true;
    }
}
