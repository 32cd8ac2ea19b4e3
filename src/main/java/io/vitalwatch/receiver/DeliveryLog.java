package io.vitalwatch.receiver;

import java.util.function.Consumer;

/** Where accepted deliveries are stored. Never blocks and never throws: what goes wrong is told to the callback. */
interface DeliveryLog {
    /** Why a delivery was not stored. */
    enum Failure {
        /** There is no broker, or it does not answer. */
        KAFKA_DOWN("kafka-down"),
        /** The broker refused the record, or no acknowledgement came. */
        NOT_ACKNOWLEDGED("not-acknowledged");

        private final String label;

        Failure(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * Stores one record.
     *
     * @param key the user, or null
     * @param arrival record timestamp, Unix milliseconds
     * @param deliveryId SHA-256 of the value, hex
     * @param done called once with null when it is safe, else with what went wrong; perhaps on a thread that must not be held up
     */
    void append(byte[] key, byte[] value, long arrival, String deliveryId, Consumer<Failure> done);

    /** Whether a record sent now would have a chance. */
    boolean available();

    /** Whether it is certain that there is no broker, so that what waits, waits in vain. */
    boolean gone();
}
