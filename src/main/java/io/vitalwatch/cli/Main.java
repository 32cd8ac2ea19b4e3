package io.vitalwatch.cli;

import io.vitalwatch.cli.command.ConsoleCommand;
import io.vitalwatch.cli.command.DiagnoseSignatureCommand;
import io.vitalwatch.cli.command.JobArguments;
import io.vitalwatch.cli.command.LocalCommand;
import io.vitalwatch.cli.command.ParametersCommand;
import io.vitalwatch.cli.command.ReceiverCommand;
import io.vitalwatch.cli.command.ReplayCommand;
import io.vitalwatch.cli.command.ScoreCommand;
import io.vitalwatch.cli.command.SimulateCommand;
import io.vitalwatch.cli.command.TopicsCommand;
import io.vitalwatch.cli.command.UserCommand;
import io.vitalwatch.cli.command.Version;
import io.vitalwatch.cli.control.ControlCommand;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The commands of {@code vitalwatch.jar}. Exit codes: 0 done, 2 wrong usage (nothing was started), 1 failure. Messages go to stderr and
 * say what to do; stack traces are shown only with {@code --debug}.
 */
@Command(name = "vitalwatch", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Streaming vital-sign alarms for wearable webhooks, on Apache Flink.",
        footer = {"", "COMMAND --help describes a command. Exit codes: 0 done, 2 wrong usage, 1 failure."})
public final class Main implements Callable<Integer> {
    private static final String CONSOLE = "console";
    /** In the order of the help. */
    private static final List<String> COMMANDS = List.of("replay", "local", "simulate", "score", "receiver", CONSOLE, "diagnose-signature",
            "topics", "control", "user", "parameters");

    private final Terminal terminal;
    private final CommandLine commands;

    /** @param only the command to know, or null for all: to describe them takes longer than most of them need to start */
    private Main(Terminal terminal, String only) {
        this.terminal = terminal;
        this.commands = new CommandLine(this);
        for (String name : only == null ? COMMANDS : List.of(only)) {
            commands.addSubcommand(name, command(name, terminal));
        }
        commands.setOut(new PrintWriter(terminal.out(), true))
                .setErr(new PrintWriter(terminal.err(), true))
                .setParameterExceptionHandler((failure, args) -> wrongUsage(failure))
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line));
    }

    private static Object command(String name, Terminal terminal) {
        return switch (name) {
            case "replay" -> new ReplayCommand(terminal);
            case "local" -> new LocalCommand(terminal);
            case "simulate" -> new SimulateCommand(terminal);
            case "score" -> new ScoreCommand(terminal);
            case "receiver" -> ReceiverCommand.described(terminal);
            case CONSOLE -> ConsoleCommand.described(terminal);
            case "diagnose-signature" -> new DiagnoseSignatureCommand(terminal);
            case "topics" -> new TopicsCommand(terminal);
            case "control" -> ControlCommand.described(terminal);
            case "user" -> new UserCommand(terminal);
            case "parameters" -> new ParametersCommand(terminal);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** Runs a command in this process and returns its exit code. */
    public static int run(Terminal terminal, String... args) {
        if (args.length > 0 && args[0].equals(CONSOLE) && Stream.of(args).skip(1).allMatch(each -> each.matches("--[^=]+=.*"))) {
            return console(terminal, List.of(args).subList(1, args.length));
        }
        Main main = new Main(terminal, args.length > 0 && COMMANDS.contains(args[0]) ? args[0] : null);
        return main.commands.execute(main.withoutJobParameters(args));
    }

    @Override
    public Integer call() {
        throw new ParameterException(commands, "Which command? One of: " + String.join(", ", commands.getSubcommands().keySet()));
    }

    private String[] withoutJobParameters(String[] args) {
        CommandLine command = args.length == 0 ? null : commands.getSubcommands().get(args[0]);
        JobArguments job = command == null ? null : JobArguments.of(command);
        if (job == null) {
            return args;
        }
        List<String> own = new ArrayList<>(List.of(args[0]));
        own.addAll(job.takeParameters(List.of(args).subList(1, args.length)));
        return own.toArray(String[]::new);
    }

    /** A console that has settings only, started without a description of commands: people wait for its first answer. */
    private static int console(Terminal terminal, List<String> settings) {
        try {
            return ConsoleCommand.run(terminal, settings);
        } catch (Exception e) {
            return failed(terminal, e, "vitalwatch " + CONSOLE, false);
        }
    }

    private int wrongUsage(ParameterException failure) {
        return wrongUsage(terminal, failure.getCommandLine().getCommandSpec().qualifiedName(), failure.getMessage());
    }

    private static int wrongUsage(Terminal terminal, String command, String message) {
        terminal.err().println(command + ": " + message);
        terminal.err().println("Try '" + command + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(Exception failure, CommandLine command) {
        JobArguments job = JobArguments.of(command);
        return failed(terminal, failure, command.getCommandSpec().qualifiedName(), job != null && job.debug());
    }

    private static int failed(Terminal terminal, Exception failure, String name, boolean debug) {
        if (failure instanceof SettingsException) {
            return wrongUsage(terminal, name, failure.getMessage());
        }
        if (failure instanceof CommandFailure || failure instanceof IOException) {
            terminal.err().println(name + ": " + failure.getMessage());
        } else {
            terminal.err().println(name + ": unexpected failure: " + failure + (debug ? "" : ". Run it again with --debug to see where."));
        }
        if (debug) {
            failure.printStackTrace(terminal.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
