package io.vitalwatch.cli;

import io.vitalwatch.simulator.Scenario;
import io.vitalwatch.simulator.ScenarioException;
import io.vitalwatch.simulator.ScenarioReader;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.SimulationSettings;
import io.vitalwatch.simulator.Study;
import io.vitalwatch.simulator.Truth;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** What to simulate: the options that {@code simulate} and {@code local} share. */
final class SimulationOptions {
    /** Start of simulated time where nobody looks at a clock: the same command gives the same recording, today and tomorrow. */
    static final Instant FIXED_START = Instant.parse("2026-01-05T06:00:00Z");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private final String otherwise;

    @Option(names = "--scenario", paramLabel = "NAME|FILE", description = "What happens: a bundled scenario or a YAML file; see the folder "
            + "of scenarios. Default: all in local, healthy in simulate.")
    private String scenario;

    @Option(names = "--patients", paramLabel = "N", description = "How many bracelets. Default: as the scenario says.")
    private Integer patients;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1",
            description = "Optical rows a minute and bracelet, 1 to 60. Default: 1, as the vendor has it; 6 is a hospital plan.")
    private int rate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another seed gives other patients. Default: 1.")
    private long seed;

    @Option(names = "--start", paramLabel = "TIME", description = "Start of simulated time, ISO-8601 with offset. Default: now; in a "
            + "recording 2026-01-05T06:00:00Z.")
    private String start;

    @Option(names = "--studies", paramLabel = "NAME[=on|off]", split = ",", defaultValue = "SIM01",
            description = "Studies that patients are dealt to in turn; of one with its switch off nothing is sent. Default: SIM01.")
    private List<String> studies;

    /** For simulate. */
    SimulationOptions() {
        this("healthy");
    }

    /** @param otherwise the scenario where none is named */
    SimulationOptions(String otherwise) {
        this.otherwise = otherwise;
    }

    boolean scenarioGiven() {
        return scenario != null;
    }

    String scenarioName() {
        return scenario == null ? otherwise : scenario;
    }

    /** The scenario, read. */
    Scenario scenario() {
        try {
            return ScenarioReader.find(scenarioName());
        } catch (ScenarioException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    /**
     * Plans the simulation.
     *
     * @param durationMillis how much simulated time, or null for as much as the scenario needs
     * @param fixedStart whether simulated time begins at a fixed moment unless told otherwise; else it begins now
     */
    Simulation simulation(Long durationMillis, boolean fixedStart) {
        Scenario read = scenario();
        try {
            long duration = durationMillis == null ? read.durationMillis() : durationMillis;
            List<Study> dealt = new ArrayList<>();
            studies.forEach(study -> dealt.add(Study.parse(study)));
            int count = patients == null ? read.patients() : patients;
            return Simulation.of(new SimulationSettings(seed, startMillis(fixedStart), duration, count, rate, dealt), read);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    /** Writes the truth file; nothing where there is none. */
    static void writeTruth(Simulation simulation, OutputFile file) throws IOException {
        if (file != null) {
            try (OutputStream out = Files.newOutputStream(file.temporary())) {
                writeTruth(simulation, out);
            }
        }
    }

    static void writeTruth(Simulation simulation, OutputStream out) throws IOException {
        for (Truth each : simulation.truth()) {
            out.write((each.json() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private long startMillis(boolean fixedStart) {
        if (start == null) {
            return (fixedStart ? FIXED_START : Instant.now()).toEpochMilli() / 1000 * 1000;
        }
        try {
            return OffsetDateTime.parse(start).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            throw wrongUsage("--start " + start + " is no time; write 2026-01-05T06:00:00Z or another ISO-8601 time with its offset");
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
