package io.vitalwatch.cli.control;

import io.vitalwatch.cli.terminal.Terminal;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code control limits}. */
@Command(name = "limits", mixinStandardHelpOptions = true,
        description = "Sets or removes limits for a patient, a group, a study or all patients.")
final class LimitsCommand extends GroupOfCommands {
    private final Terminal terminal;

    LimitsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Sets fields of rules, such as spo2-low.medium=88.")
    int set(@Mixin ControlOptions options, @Mixin ScopeOptions scope,
            @Parameters(paramLabel = "RULE.FIELD=VALUE", arity = "1..*") Map<String, String> fields) {
        ControlRecord record = options.record(scope.scope(), new LimitsChange(new LinkedHashMap<>(fields), List.of()),
                ControlRecord.ANY_SEQUENCE);
        return options.submit(record, rules(fields.keySet()), terminal);
    }

    @Command(name = "clear", mixinStandardHelpOptions = true,
            description = "Removes limits that were set for this scope: a field, all fields of a rule, or everything.")
    int clear(@Mixin ControlOptions options, @Mixin ScopeOptions scope,
            @Parameters(paramLabel = "RULE[.FIELD]", arity = "0..*", description = "Default: everything.") List<String> fields) {
        List<String> cleared = fields == null || fields.isEmpty() ? List.of(LimitsChange.EVERYTHING) : fields;
        ControlRecord record = options.record(scope.scope(), new LimitsChange(Map.of(), cleared), ControlRecord.ANY_SEQUENCE);
        return options.submit(record, rules(cleared), terminal);
    }

    /** The rules of some fields. */
    static Set<String> rules(Collection<String> fields) {
        Set<String> rules = new TreeSet<>();
        fields.forEach(each -> rules.add(each.split("\\.", 2)[0]));
        return rules;
    }
}
