package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What the definition of a ladder of limits demands, worked out a second time from the list of all readings, without rings, latches and
 * filters: k of the last n readings that count, within a time and for a duration; a rung is left after so many readings in a row inside its
 * margin; what belongs to one alarm does not count for the next.
 */
class OracleTest {
    private static final String RULE = "pulse-high";

    private record Pulse(long time, int value, boolean counts) {}

    /** One rung: {@code pulse >= limit}. */
    private record Step(Priority priority, int limit, int count, int of, long duration, int margin, int clear) {
        private boolean meets(Pulse pulse) {
            return pulse.value() >= limit;
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    private static Set<String> expected(List<Pulse> all, List<Step> steps, long within, long rejoin) {
        List<Pulse> pulses = all.stream().filter(Pulse::counts).toList();
        List<long[]> found = new ArrayList<>();
        boolean[] active = new boolean[steps.size()];
        int first = 0;
        for (int at = 0; at < pulses.size(); at++) {
            boolean open = any(active);
            for (int i = 0; i < active.length; i++) {
                active[i] &= !recovered(pulses, first, at, steps.get(i));
            }
            long onset = Long.MAX_VALUE;
            boolean[] before = active.clone();
            for (int i = active.length - 1; i >= 0; i--) {
                int from = confirmed(pulses, first, at, steps.get(i), within);
                if (from >= 0) {
                    onset = before[i] ? onset : Math.min(onset, pulses.get(from).time());
                    for (int milder = 0; milder <= i; milder++) {
                        active[milder] = true;
                    }
                }
            }
            if (!open && any(active)) {
                long[] last = found.isEmpty() ? null : found.get(found.size() - 1);
                if (last != null && rejoin > 0 && onset - last[1] <= rejoin) {
                    last[1] = Long.MAX_VALUE;
                } else {
                    found.add(new long[] {onset, Long.MAX_VALUE, 0});
                }
            }
            if (any(active)) {
                long[] now = found.get(found.size() - 1);
                for (int i = 0; i < active.length; i++) {
                    now[2] = active[i] ? Math.max(now[2], steps.get(i).priority().ordinal()) : now[2];
                }
            } else if (open) {
                found.get(found.size() - 1)[1] = pulses.get(at).time();
                first = at + 1;
            }
        }
        Set<String> episodes = new TreeSet<>();
        found.forEach(each -> episodes.add(RULE + " " + (each[0] - Timeline.BEGINNING) / 1000 + " "
                + (each[1] == Long.MAX_VALUE ? "open" : (each[1] - Timeline.BEGINNING) / 1000) + " " + Priority.of((int) each[2])));
        return episodes;
    }

    private static boolean any(boolean[] active) {
        for (boolean each : active) {
            if (each) {
                return true;
            }
        }
        return false;
    }

    private static boolean recovered(List<Pulse> pulses, int first, int at, Step step) {
        if (at - step.clear() + 1 < first) {
            return false;
        }
        return pulses.subList(at - step.clear() + 1, at + 1).stream()
                .allMatch(each -> each.value() < step.limit() && each.value() <= step.limit() - step.margin());
    }

    /** The first reading of the condition that the newest one confirms, or −1. */
    private static int confirmed(List<Pulse> pulses, int first, int at, Step step, long within) {
        if (!step.meets(pulses.get(at))) {
            return -1;
        }
        for (int end = at; end >= first; end--) {
            int oldest = -1;
            int met = 0;
            for (int i = end; i >= first && i > end - step.of() && pulses.get(end).time() - pulses.get(i).time() <= within; i--) {
                if (step.meets(pulses.get(i))) {
                    met++;
                    oldest = i;
                }
            }
            if (met < step.count()) {
                return -1;
            }
            if (pulses.get(at).time() - pulses.get(oldest).time() >= step.duration()) {
                return oldest;
            }
        }
        return -1;
    }

    private static ReadingRule rule(List<Step> steps, long within, long rejoin) {
        List<Rung> rungs = steps.stream().map(each -> new Rung(each.priority(),
                Rules.condition(Vital.PULSE, Operator.AT_LEAST, each.limit()), Confirm.kOfN(each.count(), each.of(), each.duration()),
                each.margin() * 1000, each.clear())).toList();
        return new ReadingRule(RULE, Kind.PHYSIOLOGICAL, Group.PULSE, rungs, Set.of(Circumstance.WALKING), within, 10 * Rules.MINUTE, rejoin);
    }

    private static Sample row(Pulse pulse, Random random) {
        boolean walks = !pulse.counts() && random.nextBoolean();
        Verdict verdict = pulse.counts() || walks ? Verdict.USABLE : Verdict.QUALITY;
        return new Sample(SampleType.ACTIVITY, pulse.time(), 60, Ternary.TRUE, Ternary.FALSE, 50, walks ? 2 : 0, 0,
                List.of(new Reading(Group.PULSE, pulse.value() * 1000, 0, verdict == Verdict.USABLE ? 4 : 1, verdict)));
    }

    private static Set<String> found(List<Pulse> pulses, List<Step> steps, long within, long rejoin, Random random, boolean late) {
        List<Sample> rows = new ArrayList<>();
        pulses.forEach(each -> rows.add(row(each, random)));
        Recorder recorder = new Recorder(ConvergenceTest.WIDE, new Catalogue(List.of(rule(steps, within, rejoin))));
        if (late) {
            Collections.shuffle(rows, random);
        }
        long arrival = Timeline.BEGINNING;
        for (Sample row : rows) {
            arrival = Math.max(arrival, row.time());
            recorder.deliver(new Delivery("u", "S", arrival, new Origin("t", 0, 0), List.of(row)));
            if (late && random.nextInt(9) == 0) {
                recorder.restore();
            }
        }
        return ConvergenceTest.episodes(recorder);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheDefinitionDemandsIsFoundInEveryOrder(long seed) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        int limit = 100 + random.nextInt(20);
        for (Priority priority : Priority.values()) {
            int count = 1 + random.nextInt(3);
            steps.add(new Step(priority, limit, count, count + random.nextInt(3), random.nextInt(3) == 0 ? Rules.MINUTE * random.nextInt(40) : 0,
                    random.nextInt(6), 1 + random.nextInt(4)));
            limit += random.nextInt(20);
        }
        long within = random.nextBoolean() ? 4 * Rules.HOUR : Rules.MINUTE * (1 + random.nextInt(30));
        long rejoin = random.nextInt(3) == 0 ? Rules.MINUTE * (1 + random.nextInt(120)) : 0;
        List<Pulse> pulses = new ArrayList<>();
        double value = 100;
        long time = Timeline.BEGINNING;
        for (int i = 0; i < 150; i++) {
            time += Rules.SECOND * (random.nextInt(20) == 0 ? 3600 : 1 + random.nextInt(400));
            value = Math.max(80, Math.min(150, value + random.nextGaussian() * 15));
            pulses.add(new Pulse(time, (int) value, random.nextInt(8) > 0));
        }
        Set<String> expected = expected(pulses, steps, within, rejoin);

        assertThat(found(pulses, steps, within, rejoin, random, false)).as("in order, seed " + seed).isEqualTo(expected);
        assertThat(found(pulses, steps, within, rejoin, random, true)).as("in any order, seed " + seed).isEqualTo(expected);
    }

    /** 120, 90, 121 under 2 of 3: the alarm began at the first; 90 and 89 in a row end it; the 122 that follows is the first of the next one. */
    @Test
    void aTraceThatIsWorkedOutByHand() {
        List<Pulse> pulses = new ArrayList<>();
        int[] values = {120, 90, 121, 90, 89, 122, 90, 123};
        for (int i = 0; i < values.length; i++) {
            pulses.add(new Pulse(Timeline.BEGINNING + i * Rules.MINUTE, values[i], true));
        }
        List<Step> steps = List.of(new Step(Priority.MEDIUM, 120, 2, 3, 0, 5, 2));
        Set<String> byHand = Set.of(RULE + " 0 240 MEDIUM", RULE + " 300 open MEDIUM");

        assertThat(expected(pulses, steps, Rules.HOUR, 0)).isEqualTo(byHand);
        for (int order = 0; order < 40; order++) {
            assertThat(found(pulses, steps, Rules.HOUR, 0, new Random(order), true)).isEqualTo(byHand);
        }
    }
}
