package io.vitalwatch.simulator.vendor;

/**
 * A delivery that the vendor's cloud is going to send, or a control record that a person is going to write at that time.
 *
 * @param sendAtMillis when it is sent, simulated Unix milliseconds; also its arrival where nothing delays it
 * @param user the user; deliveries of one user are sent in order
 * @param study the study, also where the body does not name it
 * @param eventType {@code activity}, {@code temperature}, {@code test} or {@link #CONTROL}
 * @param body the exact bytes; must not be changed
 * @param signing how it will be signed
 * @param malformed whether the body is broken on purpose: a receiver answers 400
 */
public record PlannedDelivery(
        long sendAtMillis, String user, String study, String eventType, byte[] body, Signing signing, boolean malformed) {
    /** The event type of a control record. */
    public static final String CONTROL = "control";

    /** How a delivery is signed. */
    public enum Signing {
        /** With the shared secret. */
        GOOD,
        /** With another secret. */
        WRONG,
        /** Not at all. */
        MISSING
    }

    /**
     * A control record. It is written to the control topic and not posted.
     *
     * @param content the record's exact bytes
     */
    public static PlannedDelivery control(long millis, byte[] content) {
        return new PlannedDelivery(millis, CONTROL, "", CONTROL, content, Signing.MISSING, false);
    }

    /** Whether it is a control record. */
    public boolean isControl() {
        return eventType.equals(CONTROL);
    }

    /** Whether a working receiver answers this delivery with success. */
    public boolean deservesSuccess() {
        return signing == Signing.GOOD && !malformed;
    }

    /** The same with another body. */
    PlannedDelivery with(byte[] other) {
        return new PlannedDelivery(sendAtMillis, user, study, eventType, other, signing, malformed);
    }

    /** The same at another time. */
    PlannedDelivery at(long millis) {
        return new PlannedDelivery(millis, user, study, eventType, body, signing, malformed);
    }
}
