package io.vitalwatch.control;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.rule.Reach;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.yaml.RuleReader;
import io.vitalwatch.model.DerivedVital;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.quality.GateSettings;
import io.vitalwatch.settings.Durations;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a catalogue can be used with the other parameters of the job. The same check is made when a job is submitted and when a control record
 * changes rules.
 *
 * @param gate what the quality gate accepts: a limit that no accepted reading can reach is refused
 * @param ages how old a reading may be, as {@code age.*} says
 * @param stateTtl after this time without a delivery a patient is forgotten, milliseconds
 */
public record CatalogueCheck(GateSettings gate, Ages ages, long stateTtl) implements Serializable {
    /** The longest window of a rule. */
    public static final long LONGEST_WINDOW_MILLIS = 24 * 3_600_000L;

    private static final Range PER_CENT = new Range(0, 100_000);

    /**
     * Reads a catalogue and checks it, except for what it leaves unwatched.
     *
     * @param source its name for messages
     * @param fields values that replace single fields, by {@code <rule>.<field>}
     * @throws ControlRefusal with a message that names the rule and the fix
     */
    public Catalogue read(String yaml, String source, Map<String, String> fields) {
        Catalogue catalogue;
        try {
            catalogue = RuleReader.read(yaml, source, fields, ages);
        } catch (RuleException e) {
            throw new ControlRefusal(e.getMessage().replace("--rule.", ""));
        }
        String problem = problem(catalogue);
        if (problem != null) {
            throw new ControlRefusal(problem);
        }
        return catalogue;
    }

    /** The first reason why a catalogue cannot be used, a sentence with the fix; null if it can. */
    public String problem(Catalogue catalogue) {
        for (Evaluation rule : catalogue.rules()) {
            if (rule.longestSilence() > stateTtl) {
                return "rule " + rule.id() + ": after " + Durations.format(rule.longestSilence()) + " is longer than state.ttl ("
                        + Durations.format(stateTtl) + "); the patient would be forgotten first";
            }
            if (rule.longestWindow() > LONGEST_WINDOW_MILLIS) {
                return "rule " + rule.id() + ": a window of " + Durations.format(rule.longestWindow()) + " is longer than 24h";
            }
            List<String> deadEnds = rule.deadEnds(this::span);
            if (!deadEnds.isEmpty()) {
                return deadEnds.get(0);
            }
        }
        return null;
    }

    /** The values that a vital can have in a usable reading, rounded as readings are. */
    private Reach.Span span(Vital vital) {
        Range range = gate.plausible().get(vital);
        Group group = Group.carrying(vital);
        if (range != null) {
            return new Reach.Span("plausible." + vital.label() + " (" + range + ")",
                    new Range(group.round(range.min()), group.round(range.max())));
        }
        for (DerivedVital each : DerivedVital.values()) {
            if (each.vital() == vital) {
                return derived(each);
            }
        }
        return new Reach.Span("the unit: " + vital.label() + " is " + PER_CENT + " %", PER_CENT);
    }

    private Reach.Span derived(DerivedVital vital) {
        List<String> names = new ArrayList<>();
        for (Vital input : vital.inputs()) {
            names.add(span(input).name());
        }
        Range first = span(vital.inputs().get(0)).range();
        Range second = span(vital.inputs().get(1)).range();
        return new Reach.Span(String.join(" and ", names),
                new Range(vital.from(first.min(), second.min()), vital.from(first.max(), second.max())));
    }
}
