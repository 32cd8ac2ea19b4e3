package io.vitalwatch.alarm.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules in force, in the order in which they are asked. Ids are unique.
 *
 * @param latch by rule id, whether an alarm that is over stays until somebody acknowledges it; rules that do not say so are absent
 * @param version names the catalogue without limits of single scopes, 12 hexadecimal digits; null where nobody asks for it
 * @param layers by rule id, the narrowest scope that sets a field of the rule; rules as the catalogue has them are absent
 */
public record Catalogue(List<Evaluation> rules, Map<String, Boolean> latch, String version, Map<String, String> layers)
        implements Serializable {
    /** The layer of a rule that no scope changes. */
    public static final String OF_CATALOGUE = "catalogue";

    public Catalogue {
        rules = List.copyOf(rules);
        latch = Map.copyOf(latch);
        layers = Map.copyOf(layers);
    }

    /** Rules that say nothing else. */
    public Catalogue(List<Evaluation> rules) {
        this(rules, Map.of(), null, Map.of());
    }

    /** The same rules with where they come from. */
    public Catalogue from(String catalogueVersion, Map<String, String> scopes) {
        return new Catalogue(rules, latch, catalogueVersion, scopes);
    }

    /** The narrowest scope that sets a field of a rule. */
    public String layer(String rule) {
        return layers.getOrDefault(rule, OF_CATALOGUE);
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
