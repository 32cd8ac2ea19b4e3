package io.vitalwatch.alarm.rule;

import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.model.Range;
import io.vitalwatch.model.Vital;
import io.vitalwatch.settings.Durations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Whether the steps of a ladder can be reached and left again. A limit in another unit (39 °C written as 102.2) never raises an alarm, and
 * nobody would notice.
 */
public final class Reach {
    /**
     * The values that a vital can have.
     *
     * @param name the setting that decides, for people, such as {@code plausible.pulse (20..250)}
     */
    public record Span(String name, Range range) {}

    private Reach() {}

    /**
     * What is wrong with a ladder, a sentence for each limit; empty where nothing is.
     *
     * @param id the rule's id
     * @param within readings further apart than this are not counted together, milliseconds
     */
    public static List<String> deadEnds(String id, List<Rung> rungs, long within, Function<Vital, Span> spans) {
        List<String> wrong = new ArrayList<>();
        for (Rung rung : rungs) {
            String step = "rule " + id + ": " + rung.priority().label() + " ";
            for (Comparison comparison : rung.condition().anyOf()) {
                Span span = spans.apply(comparison.vital());
                if (!comparison.holds(extreme(span, comparison.operator().rising()))) {
                    wrong.add(step + comparison + " is never met, because of " + span.name()
                            + ": readings outside that range are rejected; change the limit (is it in another unit?) or the range");
                } else if (!comparison.clearedBy(extreme(span, !comparison.operator().rising()), rung.clearMargin())) {
                    wrong.add(step + comparison + " with clear.margin " + Condition.decimal(rung.clearMargin())
                            + " never ends, because of " + span.name() + ": no reading in that range is inside the limit by the margin; change"
                            + " the limit, the margin or the range");
                }
            }
            Confirm confirm = rung.confirm();
            if (confirm.statistic() == Confirm.Statistic.NONE && confirm.count() > 1 && confirm.duration() > within) {
                wrong.add(step + "takes " + confirm.count() + " readings that span " + Durations.format(confirm.duration())
                        + ", but confirm.within (" + Durations.format(within) + ") counts no readings that far apart; raise confirm.within, or"
                        + " lower the duration");
            }
        }
        return wrong;
    }

    private static int extreme(Span span, boolean highest) {
        return highest ? span.range().max() : span.range().min();
    }
}
