package io.vitalwatch.simulator;

import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioReader;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.SimulatedStudy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Simulations for tests. */
public final class Simulations {
    public static final long START = Instant.parse("2026-01-05T06:00:00Z").toEpochMilli();
    public static final long MINUTE = 60_000;
    public static final long HOUR = 3_600_000;
    public static final List<SimulatedStudy> STUDY = List.of(new SimulatedStudy("EZTJD", true));

    private Simulations() {}

    public static Simulation of(String scenario, long seed) {
        Scenario read = ScenarioReader.find(scenario);
        return Simulation.of(new SimulationSettings(seed, START, read.durationMillis(), read.patients(), 1, STUDY), read);
    }

    static Simulation healthy(long seed, int patients, long duration, int rowsPerMinute) {
        return Simulation.of(new SimulationSettings(seed, START, duration, patients, rowsPerMinute, STUDY), ScenarioReader.find("healthy"));
    }

    /** One patient to whom these events happen; {@code events} as in a scenario file, without the hyphen. */
    public static Simulation one(long seed, String length, String... events) {
        StringBuilder yaml = new StringBuilder("for: " + length + "\n" + (events.length == 0 ? "" : "groups:\n  - events:\n"));
        for (String event : events) {
            yaml.append("      - ").append(event).append('\n');
        }
        Scenario scenario = ScenarioReader.read(yaml.toString(), "test.yaml", "test");
        return Simulation.of(new SimulationSettings(seed, START, scenario.durationMillis(), 1, 1, STUDY), scenario);
    }

    static Stream<PlannedDelivery> stream(Simulation simulation) {
        return StreamSupport.stream(simulation.spliterator(), false);
    }

    static List<PlannedDelivery> list(Simulation simulation) {
        List<PlannedDelivery> all = new ArrayList<>();
        simulation.forEach(all::add);
        return all;
    }
}
