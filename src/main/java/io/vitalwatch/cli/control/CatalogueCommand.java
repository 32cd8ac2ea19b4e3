package io.vitalwatch.cli.control;

import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.yaml.CatalogueDifferences;
import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.ControlSettings;
import io.vitalwatch.control.InForce;
import io.vitalwatch.control.LoggedControl;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code control catalogue}. */
@Command(name = "catalogue", mixinStandardHelpOptions = true, description = "Replaces the catalogue of rules, and lists earlier ones.")
final class CatalogueCommand extends GroupOfCommands {
    private final Terminal terminal;

    CatalogueCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "apply", mixinStandardHelpOptions = true,
            description = "Replaces the catalogue in force with a file. Changes nothing if they are the same.")
    int apply(@Mixin ControlOptions options, @Parameters(paramLabel = "FILE") Path file) {
        String yaml = text(file);
        return replace(options, yaml, options.record(Scope.ALL, new CatalogueChange(yaml), ControlRecord.ANY_SEQUENCE));
    }

    @Command(name = "diff", mixinStandardHelpOptions = true, description = "Shows the differences between a file and the catalogue in force.")
    int diff(@Mixin ControlOptions options, @Parameters(paramLabel = "FILE") Path file) {
        differences(inForce(options.taken(), options.settings()), text(file)).forEach(terminal.out()::println);
        return 0;
    }

    @Command(name = "history", mixinStandardHelpOptions = true,
            description = "Lists every catalogue: record number, version, time, author, reason.")
    int history(@Mixin ControlOptions options) {
        Ages ages = options.settings().check().ages();
        for (LoggedControl each : options.client().log()) {
            if (each.record().change() instanceof CatalogueChange change) {
                String version = new CatalogueText(change.yaml(), "catalogue", Map.of(), ages).version();
                terminal.out().println(each.seq() + "  " + version + "  " + Instant.ofEpochMilli(each.appendedAt()) + "  "
                        + each.record().author() + "  " + each.record().reason());
            }
        }
        return 0;
    }

    @Command(name = "rollback", mixinStandardHelpOptions = true, description = "Puts an earlier catalogue into force again.")
    int rollback(@Mixin ControlOptions options,
            @Parameters(paramLabel = "RECORD", description = "The record number that history lists.") long seq) {
        for (LoggedControl each : options.client().log()) {
            if (each.seq() == seq && each.record().change() instanceof CatalogueChange change) {
                ControlRecord record = options.record(UUID.randomUUID().toString(), Scope.ALL, change, ControlRecord.ANY_SEQUENCE,
                        options.reasonOr("rollback to record " + seq));
                return replace(options, change.yaml(), record);
            }
        }
        throw new SettingsException("record " + seq + " is no catalogue; control catalogue history lists them");
    }

    private int replace(ControlOptions options, String yaml, ControlRecord record) {
        Before before = inForce(options.taken(), options.settings());
        if (before.is(yaml)) {
            terminal.out().println("changes nothing: this catalogue is in force");
            return 0;
        }
        List<String> differences = differences(before, yaml);
        if (options.isDryRun()) {
            differences.forEach(terminal.out()::println);
        }
        return options.submit(record, LimitsCommand.rules(differences.stream().map(each -> each.substring(2)).toList()), terminal);
    }

    /**
     * The catalogue in force.
     *
     * @param parameters of the job that stand over it; a catalogue that a record brings has none
     */
    record Before(String yaml, Map<String, String> parameters) {
        /** Whether a catalogue would change nothing. */
        boolean is(String other) {
            return parameters.isEmpty() && yaml.equals(other);
        }
    }

    /** The catalogue in force. */
    static Before inForce(List<LoggedControl> log, ControlSettings settings) {
        InForce inForce = new InForce();
        log.forEach(inForce::take);
        LoggedControl found = inForce.catalogue(System.currentTimeMillis(), settings.leadMillis());
        return found == null ? new Before(settings.yaml(), settings.fields())
                : new Before(((CatalogueChange) found.record().change()).yaml(), Map.of());
    }

    /** Lines such as {@code ~ spo2-low.medium: spo2 <= 91 -> spo2 <= 88}; + for a new field, - for one that is gone. */
    static List<String> differences(Before before, String after) {
        try {
            return CatalogueDifferences.between(before.yaml(), before.parameters(), after).stream().map(String::valueOf).toList();
        } catch (RuleException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsException(file + ": cannot be read (" + e.getClass().getSimpleName() + "); give the path of a YAML file in UTF-8");
        }
    }
}
