package io.vitalwatch.cli.control;

import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.version.CatalogueText;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
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
        differences(inForce(options.client().log(), options.settings()), text(file)).forEach(terminal.out()::println);
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
    int rollback(@Mixin ControlOptions options, @Parameters(paramLabel = "RECORD", description = "The record number that history lists.") long seq) {
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
        String before = inForce(options.client().log(), options.settings());
        if (before.equals(yaml)) {
            terminal.out().println("changes nothing: this catalogue is in force");
            return 0;
        }
        List<String> differences = differences(before, yaml);
        if (options.isDryRun()) {
            differences.forEach(terminal.out()::println);
        }
        return options.submit(record, LimitsCommand.rules(differences.stream().map(each -> each.substring(2)).toList()), terminal);
    }

    /** The text of the catalogue in force. */
    static String inForce(List<LoggedControl> log, ControlSettings settings) {
        InForce inForce = new InForce();
        log.forEach(inForce::take);
        return inForce.catalogue() == null ? settings.yaml() : ((CatalogueChange) inForce.catalogue().record().change()).yaml();
    }

    /** Lines such as {@code ~ spo2-low.medium: spo2 <= 91 -> spo2 <= 88}; + for a new field, - for one that is gone. */
    static List<String> differences(String before, String after) {
        Map<String, String> old = ControlFileReader.fields(before, "catalogue in force");
        Map<String, String> now = ControlFileReader.fields(after, "new catalogue");
        List<String> lines = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(old.keySet());
        all.addAll(now.keySet());
        for (String each : all) {
            String was = old.get(each);
            String is = now.get(each);
            if (was == null) {
                lines.add("+ " + each + ": " + is);
            } else if (is == null) {
                lines.add("- " + each + ": " + was);
            } else if (!Objects.equals(was, is)) {
                lines.add("~ " + each + ": " + was + " -> " + is);
            }
        }
        return lines;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsException(file + ": cannot be read (" + e.getClass().getSimpleName() + "); give the path of a YAML file in UTF-8");
        }
    }
}
