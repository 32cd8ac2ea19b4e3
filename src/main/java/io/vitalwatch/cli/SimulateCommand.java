package io.vitalwatch.cli;

import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.Recording;
import io.vitalwatch.simulator.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code simulate}: plays the vendor, over HTTP or into a recording. */
@Command(name = "simulate", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Plays the vendor: virtual bracelets, what goes wrong with them, and signed webhooks.")
final class SimulateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--record", paramLabel = "FILE", description = "Write a recording for replay, no network; gzip when named .gz.")
    private String record;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write what was injected, NDJSON, for score.")
    private String truth;

    @Option(names = "--for", paramLabel = "TIME", converter = Time.class,
            description = "How much simulated time, such as 30min or 24h. Default: as the scenario says.")
    private Duration length;

    @Mixin
    private SimulationOptions simulation;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Simulation planned = simulation.simulation(length == null ? null : length.toMillis(), true);
        try (Outputs outputs = new Outputs()) {
            SimulationOptions.writeTruth(planned, open(outputs, "--truth", truth));
            record(planned, open(outputs, "--record", record));
            outputs.commit(terminal.out());
        }
        return 0;
    }

    private void record(Simulation planned, OutputFile file) throws IOException {
        try (Recording recording = Recording.to(file.temporary(), record)) {
            for (PlannedDelivery delivery : planned) {
                recording.write(delivery);
            }
            terminal.err().println(Table.number(recording.written()) + " deliveries recorded in " + record);
        }
    }

    private OutputFile open(Outputs outputs, String option, String path) {
        try {
            return path == null ? null : outputs.open(path);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), option + " " + path + ": " + e.getMessage());
        }
    }
}
