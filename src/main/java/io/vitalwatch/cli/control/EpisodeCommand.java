package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.ActionChange.Verb;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Set;
import java.util.concurrent.Callable;

/** What people do with an alarm. */
abstract class EpisodeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Verb verb;

    @Mixin
    private ControlOptions options;

    @Parameters(paramLabel = "EPISODE", arity = "0..1", description = "The field episode of the alert.")
    private String episode;

    @Option(names = "--rule", paramLabel = "ID", description = "Instead of EPISODE: the patient's open or latched alarm of this rule.")
    private String rule;

    @Option(names = "--user", paramLabel = "ID", required = true, description = "The patient of the alarm: the field user of the alert.")
    private String user;

    @Option(names = "--expect-sequence", paramLabel = "N",
            description = "The field sequence of the last alert that you have seen. If a later one made the alarm worse, the answer is refused.")
    private int expectSequence = ControlRecord.ANY_SEQUENCE;

    EpisodeCommand(Terminal terminal, Verb verb) {
        this.terminal = terminal;
        this.verb = verb;
    }

    @Override
    public Integer call() {
        if (episode == null == (rule == null)) {
            throw new SettingsException("name the alarm: either EPISODE or --rule");
        }
        return options.submit(options.record(Scope.user(user), new ActionChange(verb, episode, rule), expectSequence), Set.of(), terminal);
    }

    @Command(name = "ack", mixinStandardHelpOptions = true,
            description = "Acknowledges an alarm: its signal stops for some minutes, and comes back at once if the alarm gets worse.")
    static final class Acknowledge extends EpisodeCommand {
        Acknowledge(Terminal terminal) {
            super(terminal, Verb.ACKNOWLEDGE);
        }
    }

    @Command(name = "note", mixinStandardHelpOptions = true, description = "Adds a note to an alarm; --reason is its text.")
    static final class Note extends EpisodeCommand {
        Note(Terminal terminal) {
            super(terminal, Verb.NOTE);
        }
    }

    @Command(name = "close", mixinStandardHelpOptions = true,
            description = "Closes a latched alarm, whose condition is over. --reason is mandatory.")
    static final class Close extends EpisodeCommand {
        Close(Terminal terminal) {
            super(terminal, Verb.CLOSE);
        }
    }
}
