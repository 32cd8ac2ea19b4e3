package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The same samples give the same episodes of every rule on sample time, in whatever order their deliveries come within the reach: of the rules
 * about the bracelet and of temperatures too, which follow what activity rows say at their sample times.
 */
class BraceletConvergenceTest {
    private static final Map<String, Long> REJOIN =
            Map.of("spo2-low", 30 * Rules.MINUTE, "pulse-high", 2 * Rules.HOUR, "temperature-high", 10 * Rules.MINUTE);
    private static final long REACH = Rules.settings().lateReach();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    /** With some alarms that go on if they begin again within half an hour or two hours. */
    private static Catalogue rules() {
        List<Evaluation> rules = new ArrayList<>();
        for (Evaluation rule : Rules.catalogue().rules()) {
            if (rule instanceof ReadingRule each && REJOIN.containsKey(rule.id())) {
                rules.add(new ReadingRule(each.id(), each.kind(), each.group(), each.rungs(), each.unless(), each.within(),
                        each.unknownAfter(), REJOIN.get(rule.id())));
            } else if (!(rule instanceof Evaluation.OnArrivalClock)) {
                rules.add(rule);
            }
        }
        rules.add(new FlagRule("flag-of-a-worn-bracelet", Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH), Set.of(), Priority.MEDIUM,
                5 * Rules.MINUTE, Set.of(Circumstance.CHARGING, Circumstance.NOT_WORN)));
        return new Catalogue(rules);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderOfDeliveriesGivesTheSameEpisodes(long seed) {
        List<Sample> samples = BraceletTraces.samples(seed, 300);
        Random random = new Random(seed);
        List<List<Sample>> shuffled = split(samples, random);
        Collections.shuffle(shuffled, random);

        assertThat(run(ConvergenceTest.WIDE, shuffled, random)).as("seed " + seed)
                .isEqualTo(run(ConvergenceTest.WIDE, split(samples, random), null));
    }

    /**
     * Deliveries are late by up to the reach of an hour, in data of ten hours: what leaves the reach is not judged again. A row that says that
     * the bracelet is off decides on the temperatures of ten minutes before it, so with temperatures they are late by ten minutes less.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatLeavesTheReachStaysAsItIs(long seed) {
        boolean temperatures = seed % 2 == 0;
        List<Sample> samples = BraceletTraces.samples(seed, 600);
        samples.removeIf(sample -> sample.type() == SampleType.TEMPERATURE && !temperatures);
        Random random = new Random(seed);
        record Late(List<Sample> samples, long comes) {}
        List<Late> late = new ArrayList<>();
        for (List<Sample> each : split(samples, random)) {
            long last = each.get(each.size() - 1).time();
            long most = Math.max(0, REACH - (temperatures ? WearingAhead.REACH : 0) - (last - each.get(0).time()));
            long delay = random.nextInt(3) == 0 ? Math.round(random.nextDouble() * most) : Math.min(most, random.nextInt(60_000));
            late.add(new Late(each, last + delay));
        }
        late.sort(Comparator.comparingLong(Late::comes));

        assertThat(run(Rules.settings(), late.stream().map(Late::samples).toList(), random)).as("seed " + seed)
                .isEqualTo(run(Rules.settings(), split(samples, random), null));
    }

    @Test
    void eachRuleHasEpisodesInTheTraces() {
        Set<String> found = new TreeSet<>();
        for (long seed = 1; seed <= 20; seed++) {
            run(ConvergenceTest.WIDE, split(BraceletTraces.samples(seed, 300), new Random(seed)), null)
                    .forEach(episode -> found.add(episode.substring(0, episode.indexOf(' '))));
        }
        assertThat(found).contains("not-worn", "battery-low", "poor-signal", "implausible-reading", "temperature-high", "temperature-low",
                "pulse-high", "spo2-low", "blood-pressure-high", "cardiac-arrest", "flag-of-a-worn-bracelet", "fields-missing");
    }

    private static List<List<Sample>> split(List<Sample> samples, Random random) {
        List<List<Sample>> deliveries = new ArrayList<>();
        for (int from = 0; from < samples.size();) {
            int to = Math.min(samples.size(), from + 1 + random.nextInt(4));
            deliveries.add(List.copyOf(samples.subList(from, to)));
            from = to;
        }
        return deliveries;
    }

    /** @param restores decides when the state is written and read back; null for never */
    private static Set<String> run(MonitorSettings settings, List<List<Sample>> deliveries, Random restores) {
        Recorder recorder = new Recorder(settings, rules());
        long arrival = Timeline.BEGINNING + 3 * ConvergenceTest.DAY;
        for (List<Sample> samples : deliveries) {
            arrival += 1000;
            recorder.deliver(new Delivery("u", "S", arrival, new Origin("t", 0, 0), samples));
            if (restores != null && restores.nextInt(6) == 0) {
                recorder.restore();
            }
        }
        assertThat(recorder.rejections).extracting("reason").doesNotContain("stale");
        return ConvergenceTest.episodes(recorder.alerts, alert -> true);
    }
}
