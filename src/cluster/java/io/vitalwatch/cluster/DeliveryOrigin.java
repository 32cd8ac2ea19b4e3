package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the deliveries of a fault run come from. */
enum DeliveryOrigin {
    /** A recording of real readings; each patient of it is copied. */
    REAL("real readings") {
        @Override
        void record(Path to, int patients, long seed) throws IOException {
            RecordedDeliveries.multiply(BuiltProduct.recording(), patients, to);
        }
    },
    /** The simulator, with several patients for each event of the bundled scenario {@code all}. */
    SIMULATOR("simulator") {
        @Override
        void record(Path to, int patients, long seed) throws IOException {
            VendorTraffic.simulated(patients, VendorTraffic.WHOLE, seed, ReceiverServer.Clock.TOLD).record(to);
        }
    };

    private final String text;

    DeliveryOrigin(String text) {
        this.text = text;
    }

    /**
     * Writes the deliveries that a receiver accepts, in order of arrival.
     *
     * @param patients copies of each recorded patient, or simulated patients for each event
     */
    abstract void record(Path to, int patients, long seed) throws IOException;

    /** The origins in a comma-separated list. */
    static List<DeliveryOrigin> named(String names) {
        return Stream.of(names.split(",")).map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT))).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
