package io.vitalwatch.cli.command;

import io.vitalwatch.cli.local.Shutdown;
import io.vitalwatch.cli.terminal.CommandFailure;
import io.vitalwatch.cli.terminal.Table;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverOptions;
import io.vitalwatch.receiver.ReceiverSettings;
import io.vitalwatch.settings.OptionTable;
import io.vitalwatch.web.AwakeClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code receiver}: the webhook receiver alone, until a signal stops it. */
@Command(name = "receiver", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Takes the vendor's signed deliveries over HTTP and answers 204 after Kafka has stored them.",
            "Settings are written --name=value; --kafka.bootstrap.servers and one --secret.NAME are mandatory; all others have a default."})
public final class ReceiverCommand implements Callable<Integer> {
    private static final int OUT_OF_MEMORY = 3;
    private static final long POLL_MILLIS = 200;
    private static final long LONGEST_DEAD_NANOS = 10_000_000_000L;
    private static final String INDENT = "      ";

    private final Terminal terminal;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    private ReceiverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The command with every setting in its help. */
    public static CommandLine described(Terminal terminal) {
        CommandLine command = new CommandLine(new ReceiverCommand(terminal));
        List<String> lines = new ArrayList<>(List.of("", "Settings:",
                "  --secret.NAME=file:PATH or env:VARIABLE",
                INDENT + "The shared secret, or one of several. Choose any NAME. A secret is valid from",
                INDENT + "--secret.NAME.not-before to --secret.NAME.not-after, such as 2026-11-01T00:00:00Z.",
                "  --kafka.SETTING=VALUE",
                INDENT + "Passed to Kafka's clients; kafka.bootstrap.servers is mandatory."));
        lines.addAll(OptionTable.help(ReceiverOptions.all(), INDENT));
        lines.addAll(List.of("", "In the environment listen.port is " + ReceiverOptions.all().variable("listen.port") + ".",
                "Exit codes: 0 stopped, 2 wrong usage, 1 failure."));
        // The footer is a format, in which % has a meaning.
        command.getCommandSpec().usageMessage().footer(lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
        return command;
    }

    @Override
    public Integer call() throws Exception {
        haltOnOutOfMemory();
        ReceiverSettings read = ReceiverSettings.read(settings, System.getenv());
        try (Shutdown shutdown = new Shutdown(); Receiver receiver = Receiver.start(read)) {
            terminal.out().print("VitalWatch receiver\n" + new Table("ll")
                    .row("deliveries", receiver.publicUri().toString())
                    .row("delivery page", receiver.privateUri().resolve("/deliveries").toString())
                    .row("stop", "Ctrl-C") + "\n");
            terminal.out().flush();
            boolean reported = false;
            AwakeClock clock = new AwakeClock(System::nanoTime);
            long wellAt = 0;
            while (!shutdown.asked()) {
                List<String> dead = receiver.dead();
                long now = clock.nanos();
                wellAt = dead.isEmpty() ? now : wellAt;
                if (now - wellAt > LONGEST_DEAD_NANOS) {
                    throw new CommandFailure("these parts have died: " + String.join(", ", dead)
                            + "; the receiver ends so that its supervisor starts it again");
                }
                if (!reported && receiver.ready()) {
                    reported = true;
                    terminal.out().println("ready");
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            // An interrupt ends the command in the same way as a signal.
            return 0;
        }
        return 0;
    }

    /** For a JVM that was started without -XX:+ExitOnOutOfMemoryError: a thread that ends for want of memory ends the process. */
    private static void haltOnOutOfMemory() {
        UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof OutOfMemoryError) {
                Runtime.getRuntime().halt(OUT_OF_MEMORY);
            } else if (before != null) {
                before.uncaughtException(thread, failure);
            } else {
                failure.printStackTrace();
            }
        });
    }
}
