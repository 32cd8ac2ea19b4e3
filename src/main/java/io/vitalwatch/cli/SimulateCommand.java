package io.vitalwatch.cli;

import io.vitalwatch.simulator.DeliveryHistory;
import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.Recording;
import io.vitalwatch.simulator.Simulation;
import io.vitalwatch.simulator.Vendor;
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

/** {@code simulate}: plays the vendor, over HTTP or into a recording. */
@Command(name = "simulate", mixinStandardHelpOptions = true, versionProvider = Version.class, sortOptions = false,
        description = "Plays the vendor: virtual bracelets, what goes wrong with them, and signed webhooks.",
        footer = {"", "simulate --record FILE writes what a receiver would have taken; replay reads it. "
                + "simulate --url URL --secret-file FILE posts it.",
            "", "Exit codes: 0 every good delivery was answered with success, 1 some were not, or a forged one was, 2 wrong usage."})
final class SimulateCommand implements Callable<Integer> {
    private static final int ROWS_SHOWN = 12;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SimulationOptions simulation;

    @Option(names = "--for", paramLabel = "TIME", converter = Time.class,
            description = "How much simulated time, such as 30min or 24h. Default: as the scenario says.")
    private Duration length;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write what was injected, NDJSON, for score.")
    private String truth;

    @Option(names = "--record", paramLabel = "FILE", description = "Write a recording for replay, no network; gzip when named .gz.")
    private String record;

    @Mixin
    private VendorOptions vendor;

    @Option(names = "--history", paramLabel = "FILE", description = "Write the delivery history there too, one JSON object.")
    private String history;

    @Option(names = "--test-event", description = "Send the vendor's test event, and nothing else.")
    private boolean testEvent;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (!vendor.given() && record == null) {
            throw wrongUsage("Where to? Give --url and --secret-file to post, or --record FILE to write a recording");
        }
        if (!vendor.given() && (testEvent || history != null)) {
            throw wrongUsage("--test-event and --history need --url: a recording has no deliveries that are answered");
        }
        Simulation planned = simulation.simulation(length == null ? null : length.toMillis(), !vendor.given());
        DeliveryHistory made = null;
        try (Shutdown shutdown = new Shutdown(); Outputs outputs = new Outputs()) {
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
            throw wrongUsage(option + " " + path + ": " + e.getMessage());
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
