package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code control}: the commands that change limits, rules and alarms of a running job. */
@Command(name = "control", mixinStandardHelpOptions = true,
        description = {"Changes limits, rules and alarms while the job runs: each change is a record of the topic vitals.control.",
            "A change is checked, as the job does it, before it is written. --dry-run shows what it would do."},
        footer = {"", "Exit codes: 0 done, 2 wrong usage or a change that the job would refuse, 1 failure."})
public final class ControlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** The command with its subcommands. */
    public static CommandLine described(Terminal terminal) {
        return new CommandLine(new ControlCommand())
                .addSubcommand("limits", new LimitsCommand(terminal))
                .addSubcommand("catalogue", new CatalogueCommand(terminal))
                .addSubcommand("shadow", new ShadowCommand(terminal))
                .addSubcommand("ack", new EpisodeCommand.Acknowledge(terminal))
                .addSubcommand("note", new EpisodeCommand.Note(terminal))
                .addSubcommand("close", new EpisodeCommand.Close(terminal))
                .addSubcommand("pause", new PauseCommand.Pause(terminal))
                .addSubcommand("resume", new PauseCommand.Resume(terminal))
                .addSubcommand("observe", new ObserveCommand(terminal))
                .addSubcommand("patient", new PatientCommand(terminal))
                .addSubcommand("apply", new ApplyCommand(terminal))
                .addSubcommand("log", new LogCommand(terminal));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which command? One of: " + String.join(", ", spec.subcommands().keySet()));
    }
}
