package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The same samples give the same physiological episodes in whatever order they come, as long as they come inside the reach: rule, onset, end
 * and gravest priority, read from the last record of each episode.
 */
class ConvergenceTest {
    static final long DAY = 24 * Rules.HOUR;
    static final MonitorSettings WIDE = new MonitorSettings(7 * DAY, 5 * Rules.MINUTE, 15 * Rules.MINUTE, 10 * Rules.MINUTE, 7 * DAY);

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderOfDeliveriesGivesTheSameEpisodes(long seed) {
        Random random = new Random(seed);
        List<Sample> samples = distinct(Traces.random("u", seed, 60));
        Set<String> inOrder = episodes(run(split(samples, random), random, false));
        List<List<Sample>> shuffled = split(samples, random);
        if (seed % 3 == 0) {
            Collections.shuffle(shuffled, random);
        } else {
            // Some deliveries come later than others, as from a phone that uploads in between.
            for (int i = 0; i < shuffled.size() / 5; i++) {
                List<Sample> late = shuffled.remove(random.nextInt(shuffled.size()));
                shuffled.add(Math.min(shuffled.size(), random.nextInt(shuffled.size() + 1)), late);
            }
        }

        assertThat(episodes(run(shuffled, random, seed % 2 == 0))).as("seed " + seed).isEqualTo(inOrder);
    }

    /** What is written in between may differ: a part may show an alarm that the next part corrects. */
    @ParameterizedTest
    @MethodSource("seeds")
    void splittingDeliveriesChangesNothingOfWhatStands(long seed) {
        Random random = new Random(seed);
        List<Delivery> trace = Traces.random("u", seed, 60);
        Recorder whole = new Recorder(WIDE, Rules.catalogue()).run(trace);
        Recorder parts = new Recorder(WIDE, Rules.catalogue());
        for (Delivery delivery : trace) {
            for (List<Sample> part : split(delivery.samples(), random)) {
                parts.deliver(new Delivery("u", "S", delivery.arrival(), delivery.origin(), List.copyOf(part)));
            }
        }

        assertThat(episodes(parts)).as("seed " + seed).isEqualTo(episodes(whole));
        assertThat(parts.lastWindows()).as("seed " + seed).isEqualTo(whole.lastWindows());
        assertThat(parts.events).isEqualTo(whole.events);
        assertThat(parts.verdicts).isEqualTo(whole.verdicts);
    }

    /** One row for each sample time: rows of the same time that differ are conflicts, which {@code SameStampTest} covers. */
    static List<Sample> distinct(List<Delivery> trace) {
        Map<Long, Sample> byTime = new HashMap<>();
        trace.forEach(delivery -> delivery.samples().forEach(sample -> byTime.putIfAbsent(sample.time(), sample)));
        List<Sample> samples = new ArrayList<>(byTime.values());
        samples.sort(Comparator.comparingLong(Sample::time));
        return samples;
    }

    private static List<List<Sample>> split(List<Sample> samples, Random random) {
        List<List<Sample>> deliveries = new ArrayList<>();
        for (int from = 0; from < samples.size();) {
            int to = Math.min(samples.size(), from + 1 + random.nextInt(4));
            deliveries.add(samples.subList(from, to));
            from = to;
        }
        return deliveries;
    }

    private static Recorder run(List<List<Sample>> deliveries, Random random, boolean restored) {
        Recorder recorder = new Recorder(WIDE, Rules.catalogue());
        long arrival = Timeline.BEGINNING + 3 * DAY;
        for (List<Sample> samples : deliveries) {
            arrival += 1000;
            recorder.deliver(new Delivery("u", "S", arrival, new Origin("t", 0, 0), samples));
            if (restored && random.nextInt(4) == 0) {
                recorder.restore();
            }
        }
        return recorder;
    }

    /** What stands in the end: the last record of each episode, without those that were taken back. */
    static Set<String> episodes(Recorder recorder) {
        return episodes(recorder.alerts, alert -> alert.kind() == Kind.PHYSIOLOGICAL);
    }

    /** The same, of some of the records. */
    static Set<String> episodes(List<Alert> alerts, Predicate<Alert> of) {
        Map<String, Alert> last = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Alert alert : alerts) {
            assertThat(ids.add(alert.id())).as("an id is used once: " + alert).isTrue();
            if (of.test(alert)) {
                last.put(alert.episode(), alert);
            }
        }
        Set<String> episodes = new TreeSet<>();
        for (Alert alert : last.values()) {
            if (alert.reason() != Reason.WITHDRAWN && alert.reason() != Reason.MERGED) {
                boolean added = episodes.add(alert.rule() + " " + (alert.onset() - Timeline.BEGINNING) / 1000 + " "
                        + (alert.state() == AlarmState.ENDED ? (alert.observed() - Timeline.BEGINNING) / 1000 : "open") + " " + alert.gravest());
                assertThat(added).as("two episodes for the same stretch: " + alert).isTrue();
            }
        }
        return episodes;
    }
}
