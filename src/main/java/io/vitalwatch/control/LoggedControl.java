package io.vitalwatch.control;

import io.vitalwatch.model.control.ControlRecord;

/**
 * A control record at its place in vitals.control.
 *
 * @param seq its offset
 * @param appendedAt its timestamp, Unix milliseconds
 * @param content its bytes
 * @param record the record
 */
public record LoggedControl(long seq, long appendedAt, byte[] content, ControlRecord record) {}
