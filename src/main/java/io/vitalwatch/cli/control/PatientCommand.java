package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.InForce;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.PatientChange.Verb;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** {@code control patient}. */
@Command(name = "patient", mixinStandardHelpOptions = true,
        description = "Admission, discharge, handover of a bracelet, and groups of a patient; shows what is in force for one.")
final class PatientCommand extends GroupOfCommands {
    private final Terminal terminal;

    PatientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "admit", mixinStandardHelpOptions = true, description = "A stay begins: sets groups, and silence counts from now.")
    int admit(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user,
            @Option(names = "--groups", paramLabel = "NAME,…", split = ",") List<String> groups,
            @Option(names = "--study", paramLabel = "NAME", description = "The patient's study, which alarms have until the first delivery"
                    + " comes; without it only those who see every study see them.") String study) {
        return submit(options, user, new PatientChange(Verb.ADMIT, groups == null ? List.of() : groups, study));
    }

    @Command(name = "groups", mixinStandardHelpOptions = true, description = "Replaces the patient's groups; none removes all.")
    int groups(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user,
            @Parameters(paramLabel = "NAME", arity = "0..*") List<String> groups) {
        return submit(options, user, new PatientChange(Verb.GROUPS, groups == null ? List.of() : groups));
    }

    @Command(name = "discharge", mixinStandardHelpOptions = true, description = "The stay ends: alarms, limits and groups end with it.")
    int discharge(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user) {
        return submit(options, user, new PatientChange(Verb.DISCHARGE, List.of()));
    }

    @Command(name = "handover", mixinStandardHelpOptions = true,
            description = "The bracelet goes to another patient: as discharge, and the next one is expected at once.")
    int handover(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user) {
        return submit(options, user, new PatientChange(Verb.HANDOVER, List.of()));
    }

    @Command(name = "show", mixinStandardHelpOptions = true,
            description = "Shows stay, groups, limits and observations of a patient, as written.")
    int show(@Mixin ControlOptions options, @Parameters(paramLabel = "USER") String user) {
        int stay = 0;
        List<String> groups = List.of();
        List<LoggedControl> limits = new ArrayList<>();
        TreeMap<Long, List<String>> observations = new TreeMap<>();
        for (LoggedControl each : options.client().log()) {
            if (!each.record().scope().equals(Scope.user(user))) {
                continue;
            }
            if (each.record().change() instanceof PatientChange change && !change.verb().setsGroups()) {
                stay++;
                groups = List.of();
                limits.clear();
                observations.clear();
            } else if (each.record().change() instanceof PatientChange change) {
                groups = change.groups();
            } else if (each.record().change() instanceof LimitsChange) {
                limits.add(each);
            } else if (each.record().change() instanceof ObservationChange) {
                long at = ((ObservationChange) each.record().change()).observedAt();
                observations.computeIfAbsent(at, time -> new ArrayList<>()).add(ControlLines.of(each.record()));
            }
        }
        terminal.out().println("stay " + stay + ", groups " + groups);
        long now = System.currentTimeMillis();
        InForce.fields(limits, now).forEach((field, value) -> terminal.out().println(field + "=" + value));
        limits.stream().filter(each -> each.record().isTemporary() || each.record().effectiveAt() > now)
                .forEach(each -> terminal.out().println(ControlLines.of(each.record())));
        observations.values().forEach(each -> each.forEach(terminal.out()::println));
        return 0;
    }

    private int submit(ControlOptions options, String user, PatientChange change) {
        return options.submit(options.record(Scope.user(user), change, ControlRecord.ANY_SEQUENCE), Set.of(), terminal);
    }
}
