package io.vitalwatch.cli;

import io.vitalwatch.receiver.Receiver;
import io.vitalwatch.receiver.ReceiverOptions;
import io.vitalwatch.receiver.ReceiverSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code receiver}: the webhook receiver alone, until it is told to stop. */
@Command(name = "receiver", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Takes the vendor's signed deliveries over HTTP and answers 204 once Kafka has them.",
            "Settings are written --name=value; --kafka.bootstrap.servers and one --secret.NAME are needed, all others have a default."})
final class ReceiverCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;
    private static final int WIDTH = 100;
    private static final String INDENT = "      ";

    private final Terminal terminal;

    @Unmatched
    private List<String> settings = new ArrayList<>();

    private ReceiverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The command with every setting in its help. */
    static CommandLine described(Terminal terminal) {
        CommandLine command = new CommandLine(new ReceiverCommand(terminal));
        List<String> lines = new ArrayList<>(List.of("", "Settings:",
                "  --secret.NAME=file:PATH or env:VARIABLE",
                INDENT + "The shared secret, or one of several; NAME is yours to choose. A secret counts from",
                INDENT + "--secret.NAME.not-before to --secret.NAME.not-after, such as 2026-11-01T00:00:00Z.",
                "  --kafka.SETTING=VALUE",
                INDENT + "Handed to Kafka's clients; kafka.bootstrap.servers is needed."));
        for (ReceiverOptions.Option option : ReceiverOptions.all()) {
            lines.add("  --" + option.name() + (option.otherwise().isEmpty() ? "" : "=" + option.otherwise()));
            lines.addAll(wrapped(option.description()));
        }
        lines.addAll(List.of("", "In the environment listen.port is " + ReceiverOptions.all().stream()
                .filter(each -> each.name().equals("listen.port")).findFirst().orElseThrow().environment() + ".",
                "Exit codes: 0 stopped, 2 wrong usage, 1 failure."));
        // Kafka's and the settings' texts hold signs that mean something in a format.
        command.getCommandSpec().usageMessage().footer(lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
        return command;
    }

    @Override
    public Integer call() throws Exception {
        ReceiverSettings read = ReceiverSettings.read(settings, System.getenv());
        try (Shutdown shutdown = new Shutdown(); Receiver receiver = Receiver.start(read)) {
            terminal.out().print("VitalWatch receiver\n" + new Table("ll")
                    .row("deliveries", receiver.publicUri().toString())
                    .row("delivery page", receiver.privateUri().resolve("/deliveries").toString())
                    .row("stop", "Ctrl-C") + "\n");
            terminal.out().flush();
            boolean told = false;
            while (!shutdown.asked()) {
                if (!told && receiver.ready()) {
                    told = true;
                    terminal.out().println("ready");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            // Whoever interrupts this thread wants it to end, as a signal does.
            return 0;
        }
        return 0;
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : text.split(" ")) {
            if (line.length() > INDENT.length() && line.length() + word.length() + 1 > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT);
            }
            line.append(line.length() > INDENT.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
