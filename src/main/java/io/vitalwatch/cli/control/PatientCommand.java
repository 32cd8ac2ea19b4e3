package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.PatientChange.Verb;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Set;

/** {@code control patient}. */
@Command(name = "patient", mixinStandardHelpOptions = true,
        description = "Sets the groups of a patient; records admission, discharge and handover. In this release only groups change limits.")
final class PatientCommand extends GroupOfCommands {
    private final Terminal terminal;

    PatientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "admit", mixinStandardHelpOptions = true, description = "Records that a stay begins, and sets groups.")
    int admit(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user,
            @Option(names = "--groups", paramLabel = "NAME,…", split = ",") List<String> groups) {
        return submit(options, user, Verb.ADMIT, groups == null ? List.of() : groups);
    }

    @Command(name = "groups", mixinStandardHelpOptions = true, description = "Replaces the patient's groups; none removes all.")
    int groups(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user,
            @Parameters(paramLabel = "NAME", arity = "0..*") List<String> groups) {
        return submit(options, user, Verb.GROUPS, groups == null ? List.of() : groups);
    }

    @Command(name = "discharge", mixinStandardHelpOptions = true, description = "Records that the stay ends. In this release it ends no alarm.")
    int discharge(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user) {
        return submit(options, user, Verb.DISCHARGE, List.of());
    }

    @Command(name = "handover", mixinStandardHelpOptions = true,
            description = "Records that the bracelet goes to another patient. In this release it changes no alarm.")
    int handover(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user) {
        return submit(options, user, Verb.HANDOVER, List.of());
    }

    private int submit(ControlOptions options, String user, Verb verb, List<String> groups) {
        return options.submit(options.record(Scope.user(user), new PatientChange(verb, groups), ControlRecord.ANY_SEQUENCE), Set.of(), terminal);
    }
}
