package io.vitalwatch.cli.command;

import io.vitalwatch.cli.local.Shutdown;
import io.vitalwatch.cli.terminal.Table;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.console.Console;
import io.vitalwatch.console.ConsoleOptions;
import io.vitalwatch.console.ConsoleSettings;
import io.vitalwatch.settings.OptionTable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code console}: pages that show patients and alarms, until a signal stops it. */
@Command(name = "console", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Shows patients and their alarms in a browser. It reads the topics of the job into its own store.",
            "Settings are written --name=value; --kafka.bootstrap.servers is mandatory; all others are optional. The job must write the"
                    + " judged readings: --topic.samples=vitals.samples."})
public final class ConsoleCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;
    private static final String INDENT = "      ";

    private final Terminal terminal;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    private ConsoleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The command with every setting in its help. */
    public static CommandLine described(Terminal terminal) {
        CommandLine command = new CommandLine(new ConsoleCommand(terminal));
        List<String> lines = new ArrayList<>(List.of("", "Settings:",
                "  --kafka.SETTING=VALUE",
                INDENT + "Passed to Kafka's clients; kafka.bootstrap.servers is mandatory."));
        lines.addAll(OptionTable.help(ConsoleOptions.all(), INDENT));
        lines.addAll(List.of("", "In the environment listen.port is " + ConsoleOptions.all().variable("listen.port") + ".",
                "Exit codes: 0 stopped, 2 wrong usage, 1 failure."));
        // The footer is a format, in which % has a meaning.
        command.getCommandSpec().usageMessage().footer(lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
        return command;
    }

    /** Runs it with settings, without the description that {@link #described} makes. */
    public static int run(Terminal terminal, List<String> settings) throws Exception {
        ConsoleCommand command = new ConsoleCommand(terminal);
        command.settings = settings;
        return command.call();
    }

    @Override
    public Integer call() throws Exception {
        ConsoleSettings read = ConsoleSettings.read(settings, System.getenv());
        try (Shutdown shutdown = new Shutdown(); Console console = Console.start(read)) {
            terminal.out().print("VitalWatch console\n" + new Table("ll")
                    .row("console", console.link().toString())
                    .row("stop", "Ctrl-C") + "\n");
            terminal.out().flush();
            String problem = null;
            while (!shutdown.asked()) {
                String now = console.problem();
                if (now != null && !now.equals(problem)) {
                    terminal.err().println(now);
                }
                problem = now;
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // An interrupt ends the command in the same way as a signal.
            return 0;
        }
        return 0;
    }
}
