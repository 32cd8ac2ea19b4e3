package io.vitalwatch.intake;

import io.vitalwatch.model.Origin;

/**
 * One stored record before it is decoded.
 *
 * @param origin where it was read
 * @param arrival arrival of the delivery, Unix milliseconds; {@link io.vitalwatch.model.Delivery#NO_CLOCK} if only its flags are read
 *     and its partition has no clock yet
 * @param stamp the record's own timestamp, Unix milliseconds
 * @param flagsRead whether its cardiac-arrest flags were read before ({@link Intake#flags})
 * @param heartbeat whether its headers say that it is a receiver's heartbeat; the body then does not count
 * @param body the body as received, or null for a tombstone; where {@code unreadable} is set, the line that could not be read
 * @param unreadable why a recording's line could not be read, or null
 */
public record RawRecord(Origin origin, long arrival, long stamp, boolean flagsRead, boolean heartbeat, byte[] body, String unreadable) {
    /** A delivery that is read once and whose stamp is its arrival. */
    public RawRecord(Origin origin, long arrival, byte[] body, String unreadable) {
        this(origin, arrival, arrival, false, false, body, unreadable);
    }
}
