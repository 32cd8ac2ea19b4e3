package io.vitalwatch.console.api;

import io.vitalwatch.model.control.ControlRecord;

import java.io.IOException;

/** Writes control records. */
public interface ControlSink {
    /**
     * Writes a record and waits until Kafka has it.
     *
     * @return its number in the order of all changes
     * @throws IOException if Kafka does not take it
     */
    long write(ControlRecord record) throws IOException;
}
