package io.vitalwatch.alarm.evaluate;

import io.vitalwatch.alarm.rule.RuleFields;

import java.util.function.Function;

/**
 * A kind of rule.
 *
 * @param type its name in a catalogue ({@code type: reading})
 * @param reader reads a rule from its fields; throws {@link io.vitalwatch.alarm.rule.RuleException} for a value that it cannot read. A
 *     field that it does not read is refused
 */
public record RuleKind(String type, Function<RuleFields, Evaluation> reader) {}
