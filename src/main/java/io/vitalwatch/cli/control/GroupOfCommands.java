package io.vitalwatch.cli.control;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** A command that does nothing by itself. */
abstract class GroupOfCommands implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which command? One of: " + String.join(", ", spec.subcommands().keySet()));
    }
}
