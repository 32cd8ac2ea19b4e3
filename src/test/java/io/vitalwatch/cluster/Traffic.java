package io.vitalwatch.cluster;

import io.vitalwatch.cli.Recorded;
import io.vitalwatch.cluster.ReceiverServer.Clock;
import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.PlannedDelivery.Signing;
import io.vitalwatch.simulator.Recording;
import io.vitalwatch.simulator.Scenario;
import io.vitalwatch.simulator.ScenarioReader;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.SimulationSettings;
import io.vitalwatch.simulator.Study;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Deliveries of the vendor, and the same each time they are asked for. */
record Traffic(String name, long startMillis, Iterable<PlannedDelivery> deliveries) {
    /** The length of the scenario. */
    static final Duration WHOLE = Duration.ofHours(6);

    private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

    /**
     * Patients to whom everything happens that a scenario can have.
     *
     * @param patients how many for each thing
     * @param length of simulated time; {@link #WHOLE} for all that can happen
     * @param clock of the receiver
     */
    static Traffic simulated(int patients, Duration length, long seed, Clock clock) throws IOException {
        String yaml;
        try (var in = Traffic.class.getResourceAsStream("everything.yaml")) {
            yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("patients: 1", "patients: " + patients);
        }
        Scenario scenario = ScenarioReader.read(yaml, "everything.yaml", "everything");
        // By the wall clock samples may not be of the future, which the job rejects.
        long start = clock == Clock.TOLD ? START.toEpochMilli() : System.currentTimeMillis() / 1000 * 1000 - length.toMillis();
        return new Traffic("simulator, " + scenario.patients() + " patients", start, Simulation.of(new SimulationSettings(seed, start,
                length.toMillis(), scenario.patients(), 1, List.of(new Study("SIM01", true))), scenario));
    }

    /** Real deliveries, so many patients for each one. */
    static Traffic real(Path file, int copies, Path folder) throws IOException {
        Path multiplied = Files.createDirectories(folder).resolve("real.ndjson");
        Recorded.multiply(file, copies, multiplied);
        List<PlannedDelivery> plan = new ArrayList<>();
        long latest = Long.MIN_VALUE;
        for (Recorded.Item item : Recorded.read(multiplied)) {
            latest = Math.max(latest, item.arrival());
            plan.add(new PlannedDelivery(latest, item.key() == null ? "" : new String(item.key(), StandardCharsets.UTF_8), "", "activity",
                    item.body(), Signing.GOOD, false));
        }
        return new Traffic("real readings, " + copies + " patients for each", plan.get(0).sendAtMillis(), plan);
    }

    /** Writes what arrives where nothing goes wrong, without what a receiver refuses; returns how many deliveries that are. */
    long record(Path file) throws IOException {
        try (Recording recording = Recording.to(file, file.toString())) {
            for (PlannedDelivery delivery : deliveries) {
                if (delivery.deservesSuccess()) {
                    RawLog.write(recording, delivery.sendAtMillis(), delivery.body());
                }
            }
            return recording.written();
        }
    }
}
