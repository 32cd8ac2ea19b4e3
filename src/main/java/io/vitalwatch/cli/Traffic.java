package io.vitalwatch.cli;

import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.Simulation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@code local} posts.
 *
 * @param description for the first lines on the terminal
 * @param start the simulated or recorded moment at which it begins, Unix ms
 * @param simulation what was planned, or null for a recording
 */
record Traffic(String description, long start, Iterator<PlannedDelivery> plan, Simulation simulation, AutoCloseable source)
        implements AutoCloseable {
    /** The word for the bundled recording. */
    static final String BUNDLED = "bundled";
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";

    static Traffic of(Simulation simulation, String scenario) {
        return new Traffic("scenario " + scenario + ", " + simulation.settings().patients() + " virtual bracelets",
                simulation.settings().startMillis(), simulation.iterator(), simulation, () -> { });
    }

    /** @param file a recording, {@code -} for stdin, or {@link #BUNDLED} */
    static Traffic recorded(String file) throws IOException {
        boolean bundled = file.equals(BUNDLED);
        DeliveryFile recording = bundled ? bundled() : new DeliveryFile(file, new AtomicLong());
        RecordedTraffic traffic = new RecordedTraffic(recording);
        String description = bundled ? "a bundled day of real readings, 32 intensive-care patients" : file;
        return new Traffic(description, traffic.start(), traffic, null, recording);
    }

    @Override
    public void close() throws IOException {
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("closing a file throws nothing else", e);
        }
    }

    private static DeliveryFile bundled() throws IOException {
        InputStream extract = Traffic.class.getResourceAsStream(EXTRACT);
        if (extract == null) {
            throw new CommandFailure("The bundled recording " + EXTRACT + " is missing in this jar; name another");
        }
        return new DeliveryFile(EXTRACT, extract, new AtomicLong());
    }
}
