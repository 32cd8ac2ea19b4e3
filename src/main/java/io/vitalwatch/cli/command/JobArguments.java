package io.vitalwatch.cli.command;

import io.vitalwatch.job.JobSettings;
import io.vitalwatch.job.JobSettingsReader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of the commands that run the job: their common options, and the job's parameters, which have the same names here and on a
 * cluster. Every {@code --name=value} (or {@code --name value}) that is not an option of the command is a parameter.
 */
public final class JobArguments {
    /** The name under which a command mixes these options in. */
    private static final String NAME = "job";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--parallelism", paramLabel = "N", description = "Parallelism of the job; default: the number of cores.")
    private int parallelism = Runtime.getRuntime().availableProcessors();

    @Option(names = "--debug", description = "Show stack traces of failures.")
    private boolean debug;

    private List<String> parameters = List.of();

    /** The arguments mixed into a command, or null where it has none. */
    public static JobArguments of(CommandLine command) {
        CommandSpec mixin = command.getCommandSpec().mixins().get(NAME);
        return mixin == null ? null : (JobArguments) mixin.userObject();
    }

    /** Takes the job's parameters out of the arguments of a command and returns the rest. Nothing after {@code --} is taken. */
    public List<String> takeParameters(List<String> arguments) {
        List<String> own = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        boolean literal = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            literal |= argument.equals("--");
            String name = argument.split("=", 2)[0];
            boolean parameter = !literal && name.startsWith("--") && !command.optionsMap().containsKey(name);
            (parameter ? taken : own).add(argument);
            if (parameter && !argument.contains("=") && i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("-")) {
                taken.add(arguments.get(++i));
            }
        }
        parameters = List.copyOf(taken);
        return own;
    }

    /** Whether the command line gives this parameter of the job. */
    boolean names(String parameter) {
        return parameters.stream().anyMatch(argument -> argument.split("=", 2)[0].equals("--" + parameter));
    }

    public boolean debug() {
        return debug;
    }

    int parallelism() {
        return parallelism;
    }

    /**
     * Reads the job's settings.
     *
     * @param given parameters that the command itself sets; the user cannot set them too
     */
    JobSettings settings(String... given) {
        List<String> all = new ArrayList<>(parameters);
        all.addAll(List.of(given));
        JobSettings settings = JobSettingsReader.read(all, command.optionsMap().keySet());
        if (parallelism < 1 || parallelism > settings.maxParallelism()) {
            throw wrongUsage("--parallelism " + parallelism + " is outside 1 to " + settings.maxParallelism()
                    + ", the job's maximum parallelism");
        }
        return settings;
    }

    ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
