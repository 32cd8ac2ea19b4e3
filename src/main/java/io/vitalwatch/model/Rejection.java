package io.vitalwatch.model;

import java.util.Locale;

/**
 * A dead letter: data that could not be used, where it came from and why, so that people can inspect it and send it again.
 *
 * @param scope how much was lost
 * @param reason a short code, also part of the counter's name
 * @param detail one sentence: what was wrong, where in the body, what to do
 * @param origin where the delivery was read
 * @param arrival arrival of the delivery, Unix milliseconds
 * @param user the user, or null where the body does not name one
 * @param study the study, or null
 * @param sampleTime time of the sample concerned, or 0 where there is none
 * @param vital label of the measurement concerned, or null
 * @param value the offending value as received or as stored, or null
 * @param body the raw bytes of a rejected delivery (possibly cut, see bodyLength), else null
 * @param bodyLength length of the delivery as received, bytes
 */
public record Rejection(
        Scope scope,
        String reason,
        String detail,
        Origin origin,
        long arrival,
        String user,
        String study,
        long sampleTime,
        String vital,
        String value,
        byte[] body,
        int bodyLength) {
    /** How much was lost. */
    public enum Scope {
        /** A whole delivery. */
        DELIVERY,
        /** One sample; the others of its delivery were kept. */
        SAMPLE,
        /** One reading; the rest of its sample was kept. */
        READING,
        /** Nothing was lost; something in the body was unusual. */
        NOTICE;

        /** Lower-case name, as in records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
