package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Rules.MINUTE;
import static io.vitalwatch.alarm.patient.Rules.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An alarm that begins and ends hundreds of times within the reach, and then data of the first day come. */
class ManyAlarmsTest {
    private static final Catalogue RULES = new Catalogue(List.of(
            Rules.limits("spo2-low", Group.SPO2, Set.of(), Rules.rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, 91, 1, 1, 0)),
            new FlagRule("flag", Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH), Set.of(), Priority.HIGH, 5 * MINUTE, Set.of())));

    private static Sample row(long time, int spo2, int flag) {
        return new Sample(SampleType.ACTIVITY, Timeline.BEGINNING + time, 60, Ternary.TRUE, Ternary.FALSE, 50, 0, flag,
                List.of(new Reading(Group.SPO2, spo2 * 1000, 0, 4, Verdict.USABLE), new Reading(Group.PULSE, 80_000, 0, 4, Verdict.USABLE)));
    }

    private static Recorder run(List<Sample> rows, boolean restored) {
        Recorder recorder = new Recorder(ConvergenceTest.WIDE, RULES);
        long arrival = Timeline.BEGINNING;
        for (Sample row : rows) {
            arrival = Math.max(arrival, row.time());
            recorder.deliver(new Delivery("u", "S", arrival, new Origin("t", 0, 0), List.of(row)));
            if (restored && row.time() % 7 == 0) {
                recorder.restore();
            }
        }
        return recorder;
    }

    private static void assertSameEpisodes(List<Sample> rows, List<Sample> late, int atLeast) {
        List<Sample> asTheyCame = new ArrayList<>(rows);
        asTheyCame.addAll(late);
        List<Sample> inOrder = new ArrayList<>(asTheyCame);
        inOrder.sort(Comparator.comparingLong(Sample::time));
        Set<String> expected = ConvergenceTest.episodes(run(inOrder, false));
        assertThat(expected).hasSizeGreaterThan(atLeast);
        assertThat(ConvergenceTest.episodes(run(asTheyCame, true))).isEqualTo(expected);
    }

    @Test
    void twoHundredAlarmsInSevenDaysAreCorrectedByDataOfTheFirstDay() {
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(row(i * 50 * MINUTE, 88, 0));
            rows.add(row(i * 50 * MINUTE + 10 * MINUTE, 89, 0));
            rows.add(row(i * 50 * MINUTE + 20 * MINUTE, 97, 0));
        }
        List<Sample> late = List.of(row(5 * MINUTE, 96, 0), row(105 * MINUTE, 85, 0), row(65 * MINUTE, 90, 0), row(170 * MINUTE, 99, 0));

        assertSameEpisodes(rows, late, 195);
    }

    @Test
    void aThousandFlagsAreNotForgottenWithinTheReach() {
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(row(i * 12 * SECOND + i / 10 * 20 * MINUTE + (i % 10 == 9 ? 8 * MINUTE : 0), 97, i % 10 == 9 ? 0 : 1));
        }
        assertSameEpisodes(rows, List.of(row(6 * SECOND, 97, 0), row(15 * MINUTE, 97, 1)), 99);
    }
}
