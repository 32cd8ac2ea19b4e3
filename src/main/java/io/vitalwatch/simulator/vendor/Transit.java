package io.vitalwatch.simulator.vendor;

import io.vitalwatch.simulator.patient.Injection;
import io.vitalwatch.simulator.patient.Noise;
import io.vitalwatch.simulator.vendor.VendorBodies.BodyStyle;

import java.util.function.Consumer;

/**
 * The moment at which a phone transfers a delivery to the vendor's cloud, as the faults of the transfer see it.
 *
 * @param now when the phone transfers, simulated Unix milliseconds
 * @param number the number of the delivery, the place for its random numbers
 * @param timezone the patient's offset, such as {@code +01:00}
 * @param extra takes further deliveries that are sent beside this one
 */
record Transit(long now, long number, String timezone, Noise noise, BodyStyle style, Consumer<PlannedDelivery> extra) {
    /** Whether this delivery is in the share of deliveries that the injection changes. */
    boolean changedBy(Injection injection) {
        return noise.chance(injection.kind().word(), number, injection.number("share"));
    }
}
