package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Set;
import java.util.concurrent.Callable;

/** {@code control observe}. */
@Command(name = "observe", mixinStandardHelpOptions = true,
        description = "Records an observation of a patient, such as oxygen 2. In this release it changes no alarm.")
final class ObserveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ControlOptions options;

    @Parameters(paramLabel = "WHAT", description = "Such as oxygen, consciousness, scale, age.")
    private String what;

    @Parameters(paramLabel = "VALUE")
    private String value;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The patient.")
    private String user;

    @Option(names = "--at", paramLabel = "TIME", description = "When it was seen. Default: now.")
    private String at;

    ObserveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        long observedAt = at == null ? System.currentTimeMillis() : ControlOptions.time("--at", at);
        ControlRecord record = options.record(Scope.user(user), new ObservationChange(what, value, observedAt), ControlRecord.ANY_SEQUENCE);
        return options.submit(record, Set.of(), terminal);
    }
}
