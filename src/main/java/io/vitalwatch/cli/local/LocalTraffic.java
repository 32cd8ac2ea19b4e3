package io.vitalwatch.cli.local;

import io.vitalwatch.cli.recording.RecordedTraffic;
import io.vitalwatch.cli.recording.RecordingReader;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.vendor.PlannedDelivery;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The deliveries that {@code local} posts.
 *
 * @param description a few words for the first lines on the terminal
 * @param start when it begins, simulated or recorded, Unix milliseconds
 * @param plan the deliveries in the order of their times
 * @param simulation the simulation, or null for a recording
 * @param source closed with this record
 */
public record LocalTraffic(String description, long start, Iterator<PlannedDelivery> plan, Simulation simulation, AutoCloseable source)
        implements AutoCloseable {
    /** The name of the bundled recording on the command line. */
    public static final String BUNDLED = "bundled";
    private static final String EXTRACT = "/io/vitalwatch/extract/first-day.ndjson.gz";

    /** The deliveries of a simulation. */
    public static LocalTraffic of(Simulation simulation, String scenario) {
        return new LocalTraffic("scenario " + scenario + ", " + simulation.settings().patients() + " virtual bracelets",
                simulation.settings().startMillis(), simulation.iterator(), simulation, () -> { });
    }

    /**
     * The deliveries of a recording.
     *
     * @param file a recording, {@code -} for stdin, or {@link #BUNDLED}
     * @throws IOException if the file cannot be read; the message names it
     */
    public static LocalTraffic recorded(String file) throws IOException {
        boolean bundled = file.equals(BUNDLED);
        RecordingReader recording = bundled ? bundled() : new RecordingReader(file, new AtomicLong());
        RecordedTraffic traffic = new RecordedTraffic(recording);
        String description = bundled ? "a bundled day of real readings, 32 intensive-care patients" : file;
        return new LocalTraffic(description, traffic.start(), traffic, null, recording);
    }

    @Override
    public void close() throws IOException {
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("closing a file throws no other exception", e);
        }
    }

    private static RecordingReader bundled() throws IOException {
        InputStream extract = LocalTraffic.class.getResourceAsStream(EXTRACT);
        if (extract == null) {
            throw new CommandFailure("The bundled recording " + EXTRACT + " is missing in this jar; name a file");
        }
        return new RecordingReader(EXTRACT, extract, new AtomicLong());
    }
}
