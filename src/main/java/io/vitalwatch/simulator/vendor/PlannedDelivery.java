package io.vitalwatch.simulator.vendor;

/**
 * A delivery that the vendor's cloud is going to send.
 *
 * @param sendAtMillis when it is sent, simulated Unix milliseconds; also its arrival where nothing delays it
 * @param user the user; deliveries of one user are sent in order
 * @param study the study, also where the body does not name it
 * @param eventType {@code activity}, {@code temperature} or {@code test}
 * @param body the exact bytes; must not be changed
 * @param signing how it will be signed
 * @param malformed whether the body is broken on purpose: a receiver answers 400
 */
public record PlannedDelivery(
        long sendAtMillis, String user, String study, String eventType, byte[] body, Signing signing, boolean malformed) {
    /** How a delivery is signed. */
    public enum Signing {
        /** With the shared secret. */
        GOOD,
        /** With another secret. */
        WRONG,
        /** Not at all. */
        MISSING
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
