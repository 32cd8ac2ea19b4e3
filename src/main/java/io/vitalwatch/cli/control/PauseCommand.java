package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.ActionChange.Verb;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Set;
import java.util.concurrent.Callable;

/** Pauses of a rule. */
abstract class PauseCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Verb verb;

    @Mixin
    private ControlOptions options;

    @Parameters(paramLabel = "RULE", description = "A rule of the catalogue, or * for all that can be paused.")
    private String rule;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The patient.")
    private String user;

    PauseCommand(Terminal terminal, Verb verb) {
        this.terminal = terminal;
        this.verb = verb;
    }

    @Override
    public Integer call() {
        ControlRecord record = options.record(Scope.user(user), new ActionChange(verb, null, rule), ControlRecord.ANY_SEQUENCE);
        return options.submit(record, Set.of(), terminal);
    }

    @Command(name = "pause", mixinStandardHelpOptions = true,
            description = {"Pauses the signal of a rule's alarms until --until, at most 24 h ahead. Not for cardiac arrests.",
                "--until and --reason are mandatory."})
    static final class Pause extends PauseCommand {
        Pause(Terminal terminal) {
            super(terminal, Verb.PAUSE);
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Ends a pause early.")
    static final class Resume extends PauseCommand {
        Resume(Terminal terminal) {
            super(terminal, Verb.RESUME);
        }
    }
}
