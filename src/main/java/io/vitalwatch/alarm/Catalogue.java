package io.vitalwatch.alarm;

import java.io.Serializable;
import java.util.List;

/** The rules in force, in the order in which a sample is held against them. Ids are unique. */
public record Catalogue(List<Rule> rules) implements Serializable {
    public Catalogue {
        rules = List.copyOf(rules);
    }

    /** The rule with this id, or null. */
    public Rule rule(String id) {
        for (Rule rule : rules) {
            if (rule.id().equals(id)) {
                return rule;
            }
        }
        return null;
    }
}
