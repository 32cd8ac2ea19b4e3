package io.vitalwatch.receiver.http;

import java.util.Locale;

/** Stages of a request whose time is measured. */
enum RequestStage {
    /** From the request's head to the last byte of its body. */
    READ,
    /** Signature and summary of the body. */
    CHECK,
    /** From sending to Kafka to its acknowledgement. */
    ACKNOWLEDGE;

    /** The value of the label {@code phase}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
