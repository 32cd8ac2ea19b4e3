package io.vitalwatch.simulator;

/**
 * A delivery of the vendor's cloud, planned.
 *
 * @param sendAtMillis when it is sent, simulated Unix milliseconds: its arrival where nothing stands in the way
 * @param user the user whose deliveries keep their order
 * @param study the study, also where the body does not name it
 * @param eventType {@code activity}, {@code temperature} or {@code test}
 * @param body the exact bytes; not to be changed
 * @param signing how it is to be signed
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

    /** Whether a receiver in good health answers this delivery with success. */
    public boolean deservesSuccess() {
        return signing == Signing.GOOD && !malformed;
    }

    PlannedDelivery at(long millis) {
        return new PlannedDelivery(millis, user, study, eventType, body, signing, malformed);
    }
}
