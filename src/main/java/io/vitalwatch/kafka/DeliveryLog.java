package io.vitalwatch.kafka;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Stores accepted deliveries. Never blocks and never throws: a failure goes to the callback. */
public interface DeliveryLog {
    /** Why a delivery was not stored. */
    enum Failure {
        /** There is no broker, or it does not answer. */
        KAFKA_DOWN,
        /** The broker refused the record, or no acknowledgement came. */
        NOT_ACKNOWLEDGED
    }

    /**
     * Stores one record.
     *
     * @param key the user, or null
     * @param clock gives the record's timestamp, Unix milliseconds; asked when the record takes its place in the log, so that timestamps
     *     rise where the clock does
     * @param deliveryId SHA-256 of the value, hex
     * @param done called once: with null if every replica has the record, else with the failure; it must not block the thread that calls it
     */
    void append(byte[] key, byte[] value, LongSupplier clock, String deliveryId, Consumer<Failure> done);

    /** Whether a record that is sent now will probably be stored. */
    boolean available();

    /** Whether no broker is connected, so that an acknowledgement cannot come. */
    boolean gone();
}
