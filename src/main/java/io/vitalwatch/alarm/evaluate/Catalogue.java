package io.vitalwatch.alarm.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The rules in force, in the order in which they are asked. Ids are unique. */
public record Catalogue(List<Evaluation> rules) implements Serializable {
    public Catalogue {
        rules = List.copyOf(rules);
    }

    /** What of the essential things no rule watches, a clause each for people; empty for a complete catalogue. */
    public List<String> unwatched() {
        if (rules.isEmpty()) {
            return List.of("no rule at all: no alarm is ever raised");
        }
        List<String> missing = new ArrayList<>();
        for (Evaluation.Essential each : Evaluation.Essential.values()) {
            if (rules.stream().noneMatch(rule -> rule.essential() == each)) {
                missing.add(each.missing());
            }
        }
        return missing;
    }

    /** The rule with this id, or null. */
    public Evaluation rule(String id) {
        for (Evaluation rule : rules) {
            if (rule.id().equals(id)) {
                return rule;
            }
        }
        return null;
    }
}
