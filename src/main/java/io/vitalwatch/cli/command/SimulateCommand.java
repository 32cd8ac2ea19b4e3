package io.vitalwatch.cli.command;

import io.vitalwatch.cli.local.Shutdown;
import io.vitalwatch.cli.recording.OutputFile;
import io.vitalwatch.cli.recording.OutputFiles;
import io.vitalwatch.cli.terminal.DeliveryTable;
import io.vitalwatch.cli.terminal.DurationConverter;
import io.vitalwatch.cli.terminal.Table;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.vendor.DeliveryHistory;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.RecordingWriter;
import io.vitalwatch.simulator.vendor.Vendor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code simulate}: simulates the vendor, over HTTP or into a recording. */
@Command(name = "simulate", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Simulates the vendor: virtual bracelets, their faults, and signed webhooks.",
        footer = {"", "simulate --record FILE writes what a receiver would have accepted; replay reads it. "
                + "simulate --url URL --secret-file FILE posts the deliveries.",
            "", "Exit codes: 0 every good delivery was accepted and no forged one, 1 otherwise, 2 wrong usage."})
public final class SimulateCommand implements Callable<Integer> {
    private static final int ROWS_SHOWN = 12;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SimulationOptions simulation;

    @Option(names = "--for", paramLabel = "TIME", converter = DurationConverter.class,
            description = "Length in simulated time, such as 30min or 24h. Default: as the scenario says.")
    private Duration length;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write the injected events to this file, NDJSON, for score.")
    private String truth;

    @Option(names = "--record", paramLabel = "FILE",
            description = "Write a recording for replay, without a network; gzip if the name ends in .gz.")
    private String record;

    @Mixin
    private VendorOptions vendor;

    @Option(names = "--history", paramLabel = "FILE", description = "Write the delivery history to this file too, one JSON object.")
    private String history;

    @Option(names = "--test-event", description = "Send the vendor's test event, and nothing else.")
    private boolean testEvent;

    /** @param terminal where to print */
    public SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (!vendor.given() && record == null) {
            throw wrongUsage("No destination. Give --url and --secret-file to post, or --record FILE to write a recording");
        }
        if (!vendor.given() && (testEvent || history != null)) {
            throw wrongUsage("--test-event and --history need --url: deliveries of a recording get no answer");
        }
        Simulation planned = simulation.simulation(length == null ? null : length.toMillis(), !vendor.given());
        if (vendor.given() && planned.hasControls()) {
            throw wrongUsage("The scenario has events of people, such as acknowledge: play it with local, or record it with --record alone");
        }
        DeliveryHistory made = null;
        try (Shutdown shutdown = new Shutdown(); OutputFiles outputs = new OutputFiles()) {
            OutputFile truthFile = open(outputs, "--truth", truth);
            OutputFile recordFile = open(outputs, "--record", record);
            OutputFile historyFile = open(outputs, "--history", history);
            Vendor sender = vendor.given() ? vendor.vendor() : null;
            SimulationOptions.writeTruth(planned, truthFile);
            if (recordFile != null) {
                record(planned, recordFile);
            }
            if (sender != null) {
                made = deliver(sender, planned, shutdown);
                if (historyFile != null) {
                    try (OutputStream out = Files.newOutputStream(historyFile.temporary())) {
                        made.writeJson(out);
                    }
                }
            }
            outputs.commit(terminal.out());
            if (made != null) {
                terminal.out().print(DeliveryTable.of(made, ROWS_SHOWN));
                terminal.out().flush();
            }
        }
        return made == null || made.totals().passed() ? 0 : 1;
    }

    private DeliveryHistory deliver(Vendor sender, Simulation planned, Shutdown shutdown) throws InterruptedException {
        Iterator<PlannedDelivery> plan = testEvent ? List.of(planned.testEvent()).iterator() : planned.iterator();
        sender.deliver(plan, planned.settings().startMillis(), shutdown::asked);
        return sender.history();
    }

    private void record(Simulation planned, OutputFile file) throws IOException {
        try (RecordingWriter recording = RecordingWriter.to(file.temporary(), record)) {
            for (PlannedDelivery delivery : planned) {
                recording.write(delivery);
            }
            terminal.err().println(Table.number(recording.written()) + " deliveries recorded in " + record);
        }
    }

    private OutputFile open(OutputFiles outputs, String option, String path) {
        try {
            return path == null ? null : outputs.open(path);
        } catch (IOException e) {
            throw wrongUsage(option + " " + path + ": " + e.getMessage());
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
