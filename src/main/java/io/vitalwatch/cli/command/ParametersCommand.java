package io.vitalwatch.cli.command;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.job.JobOptions;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code parameters}: every parameter of the job with its default, as a commented properties file. */
@Command(name = "parameters", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Prints every parameter of the job with its default, as a commented file for --config=FILE.",
        footer = {"", "Exit codes: 0 done, 2 wrong usage."})
public final class ParametersCommand implements Callable<Integer> {
    private final Terminal terminal;

    public ParametersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(JobOptions.propertiesFile());
        terminal.out().flush();
        return 0;
    }
}
