package io.vitalwatch.intake;

import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Rejection;

/** Receives what the intake makes of records. */
public interface IntakeOutput {
    /** A delivery with at least one sample; its samples are in order of time. */
    void delivery(Delivery delivery);

    /** Something that could not be used, or an oddity of a body that was used. */
    void rejection(Rejection rejection);

    /** Adds to a counter. */
    void count(IntakeCounter counter, long amount);

    /** Adds one to a counter and one to its part for this reason: {@code <counter>.<reason>}. */
    void count(IntakeCounter counter, String reason);
}
