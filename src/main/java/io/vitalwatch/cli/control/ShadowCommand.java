package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.control.InForce;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;

/** {@code control shadow}. */
@Command(name = "shadow", mixinStandardHelpOptions = true,
        description = "Evaluates a second catalogue beside the one in force; its alarms go to vitals.alerts.shadow.")
final class ShadowCommand extends GroupOfCommands {
    private final Terminal terminal;

    ShadowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts a second catalogue, or replaces it.")
    int start(@Mixin ControlOptions options, @Parameters(paramLabel = "FILE") Path file) {
        return options.submit(options.record(Scope.ALL, new ShadowChange(CatalogueCommand.text(file)), ControlRecord.ANY_SEQUENCE), Set.of(),
                terminal);
    }

    @Command(name = "stop", mixinStandardHelpOptions = true, description = "Stops the second catalogue.")
    int stop(@Mixin ControlOptions options) {
        return options.submit(options.record(Scope.ALL, new ShadowChange(null), ControlRecord.ANY_SEQUENCE), Set.of(), terminal);
    }

    @Command(name = "promote", mixinStandardHelpOptions = true,
            description = "Puts the second catalogue into force, and stops its evaluation as a shadow.")
    int promote(@Mixin ControlOptions options) {
        InForce inForce = new InForce();
        options.taken().forEach(inForce::take);
        if (inForce.shadow() == null) {
            throw new SettingsException("there is no shadow catalogue; start one with: control shadow start FILE");
        }
        CatalogueChange change = new CatalogueChange(((ShadowChange) inForce.shadow().record().change()).yaml());
        String why = options.reasonOr("promotes the shadow catalogue of record " + inForce.shadow().seq());
        int code = options.submit(options.record(UUID.randomUUID().toString(), Scope.ALL, change, ControlRecord.ANY_SEQUENCE, why), Set.of(),
                terminal);
        return code != 0 || options.isDryRun() ? code : options.submit(
                options.record(UUID.randomUUID().toString(), Scope.ALL, new ShadowChange(null), ControlRecord.ANY_SEQUENCE, why), Set.of(),
                terminal);
    }
}
