package io.vitalwatch.cli.command;

import io.vitalwatch.cli.recording.OutputFile;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.SimulationSettings;
import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.scenario.ScenarioException;
import io.vitalwatch.simulator.scenario.ScenarioReader;
import io.vitalwatch.simulator.score.Truth;
import io.vitalwatch.simulator.vendor.SimulatedStudy;
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
    /** Start of simulated time in recordings: fixed, so that the same command always gives the same recording. */
    static final Instant FIXED_START = Instant.parse("2026-01-05T06:00:00Z");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private final String defaultScenario;

    @Option(names = "--scenario", paramLabel = "NAME|FILE", description = "What happens: the name of a bundled scenario or a YAML "
            + "file. Default: demo in local, healthy in simulate.")
    private String scenario;

    @Option(names = "--patients", paramLabel = "N", description = "Number of bracelets. Default: as the scenario says.")
    private Integer patients;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1",
            description = "Optical rows per minute and bracelet, 1 to 60. Default: 1, as the vendor sends; 6 is a hospital plan.")
    private int rate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Seed of the random numbers: another seed gives other patients. Default: 1.")
    private long seed;

    @Option(names = "--start", paramLabel = "TIME", description = "Start of simulated time, ISO-8601 with offset. Default: now; for "
            + "simulate without --url 2026-01-05T06:00:00Z.")
    private String start;

    @Option(names = "--studies", paramLabel = "NAME[=on|off]", split = ",", defaultValue = "SIM01",
            description = "Studies, assigned to the patients in turn; for a study that is off nothing is sent. Default: SIM01.")
    private List<String> studies;

    /** For {@code simulate}. */
    SimulationOptions() {
        this("healthy");
    }

    /** @param defaultScenario the scenario if none is named */
    SimulationOptions(String defaultScenario) {
        this.defaultScenario = defaultScenario;
    }

    boolean scenarioGiven() {
        return scenario != null;
    }

    String scenarioName() {
        return scenario == null ? defaultScenario : scenario;
    }

    /** Reads the scenario. */
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
     * @param durationMillis length in simulated time, or null for the length of the scenario
     * @param fixedStart without --start: true to begin at {@link #FIXED_START}, false to begin now
     */
    Simulation simulation(Long durationMillis, boolean fixedStart) {
        Scenario read = scenario();
        try {
            long duration = durationMillis == null ? read.durationMillis() : durationMillis;
            List<SimulatedStudy> dealt = new ArrayList<>();
            studies.forEach(study -> dealt.add(SimulatedStudy.parse(study)));
            int count = patients == null ? read.patients() : patients;
            return Simulation.of(new SimulationSettings(seed, startMillis(fixedStart), duration, count, rate, dealt), read);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    /** Writes the truth file, unless it is null. */
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
            throw wrongUsage("--start " + start + " is not a time; write an ISO-8601 time with its offset, such as 2026-01-05T06:00:00Z");
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
