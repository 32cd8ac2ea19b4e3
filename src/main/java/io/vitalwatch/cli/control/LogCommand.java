package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.LoggedControl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code control log}. */
@Command(name = "log", mixinStandardHelpOptions = true, description = "Lists changes: record number, time, author, change, reason.")
final class LogCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ControlOptions options;

    @Option(names = "--last", paramLabel = "N", defaultValue = "50", description = "How many of the newest. Default: ${DEFAULT-VALUE}.")
    private int last;

    LogCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<LoggedControl> log = options.client().log();
        for (LoggedControl each : log.subList(Math.max(0, log.size() - Math.max(0, last)), log.size())) {
            String why = each.record().reason().isEmpty() ? "" : "  (" + each.record().reason() + ")";
            terminal.out().println(each.seq() + "  " + Instant.ofEpochMilli(each.appendedAt()) + "  " + each.record().author() + "  "
                    + ControlLines.of(each.record()) + why);
        }
        return 0;
    }
}
