package io.vitalwatch.model.control;

import java.io.Serializable;

/** Reads the content of control records. */
@FunctionalInterface
public interface ControlReader extends Serializable {
    /**
     * Reads a record.
     *
     * @param content the bytes as they stand in vitals.control, or null
     * @throws IllegalArgumentException if it is no control record; the message says what is wrong, and contains no value of a patient
     */
    ControlRecord read(byte[] content);
}
