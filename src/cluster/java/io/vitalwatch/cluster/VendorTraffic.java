package io.vitalwatch.cluster;

import io.vitalwatch.cli.recording.RecordedDeliveries;
import io.vitalwatch.cluster.ReceiverServer.Clock;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.SimulationSettings;
import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioReader;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.PlannedDelivery.Signing;
import io.vitalwatch.simulator.vendor.RecordingWriter;
import io.vitalwatch.simulator.vendor.SimulatedStudy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Deliveries of the vendor; each iteration gives the same ones. */
record VendorTraffic(String name, long startMillis, Iterable<PlannedDelivery> deliveries) {
    /** The length of the scenario. */
    static final Duration WHOLE = Duration.ofHours(6);

    private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

    /**
     * Simulated patients, with every event of the bundled scenario {@code all}.
     *
     * @param patients number of patients for each event
     * @param length of simulated time; {@link #WHOLE} for all events
     * @param clock of the receiver
     */
    static VendorTraffic simulated(int patients, Duration length, long seed, Clock clock) throws IOException {
        String yaml;
        try (var in = VendorTraffic.class.getResourceAsStream("everything.yaml")) {
            yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("patients: 1", "patients: " + patients);
        }
        Scenario scenario = ScenarioReader.read(yaml, "everything.yaml", "everything");
        // By the wall clock no sample may be in the future, because the job rejects those.
        long start = clock == Clock.TOLD ? START.toEpochMilli() : System.currentTimeMillis() / 1000 * 1000 - length.toMillis();
        return new VendorTraffic("simulator, " + scenario.patients() + " patients", start, Simulation.of(new SimulationSettings(seed, start,
                length.toMillis(), scenario.patients(), 1, List.of(new SimulatedStudy("SIM01", true))), scenario));
    }

    /** Real deliveries, with a number of copies of each patient. */
    static VendorTraffic real(Path file, int copies, Path folder) throws IOException {
        Path multiplied = Files.createDirectories(folder).resolve("real.ndjson");
        RecordedDeliveries.multiply(file, copies, multiplied);
        List<PlannedDelivery> plan = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        for (RecordedDeliveries.Item item : RecordedDeliveries.read(multiplied)) {
            latest = Math.max(latest, item.arrival());
            plan.add(new PlannedDelivery(latest, item.key() == null ? "" : new String(item.key(), StandardCharsets.UTF_8), "", "activity",
                    item.body(), Signing.GOOD, false));
        }
        return new VendorTraffic("real readings, " + copies + " patients for each", plan.get(0).sendAtMillis(), plan);
    }

    /** Writes the deliveries that arrive without faults and that a receiver accepts; returns their number. */
    long record(Path file) throws IOException {
        try (RecordingWriter recording = RecordingWriter.to(file, file.toString())) {
            for (PlannedDelivery delivery : deliveries) {
                if (delivery.deservesSuccess()) {
                    RawLog.write(recording, delivery.sendAtMillis(), delivery.body());
                }
            }
            return recording.written();
        }
    }
}
