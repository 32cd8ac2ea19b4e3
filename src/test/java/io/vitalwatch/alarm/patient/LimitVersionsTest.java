package io.vitalwatch.alarm.patient;

import static io.vitalwatch.alarm.patient.Timeline.pressure;
import static io.vitalwatch.alarm.patient.Timeline.pulse;
import static io.vitalwatch.alarm.patient.Timeline.spo2;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.SilenceRule;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** Limits that change: each moment is judged by the limits in force at its sample time, whenever it arrives. */
class LimitVersionsTest {
    private static final long DAY = ConvergenceTest.DAY;

    static Catalogue with(Evaluation... rules) {
        List<Evaluation> all = new ArrayList<>(Rules.catalogue().rules());
        for (Evaluation rule : rules) {
            all.replaceAll(each -> each.id().equals(rule.id()) ? rule : each);
        }
        return new Catalogue(all);
    }

    private static Catalogue without(String id) {
        return new Catalogue(Rules.catalogue().rules().stream().filter(rule -> !rule.id().equals(id)).toList());
    }

    private static Evaluation spo2Low(int medium, int high) {
        return Rules.limits("spo2-low", Group.SPO2, Set.of(), Rules.rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, medium, 2, 3, 2),
                Rules.rung(Priority.HIGH, Vital.SPO2, Operator.AT_MOST, high, 2, 3, 2));
    }

    private static Evaluation pulseHigh(int medium, int high) {
        return Rules.limits("pulse-high", Group.PULSE, Set.of(), Rules.rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_LEAST, medium, 2, 3, 5),
                Rules.rung(Priority.HIGH, Vital.PULSE, Operator.AT_LEAST, high, 2, 3, 5));
    }

    private static Catalogue silence(int minutes) {
        return with(new SilenceRule("no-data", Kind.TECHNICAL, Priority.MEDIUM, minutes * Rules.MINUTE));
    }

    /** 90 under a limit of 91; then the limit is 88, and 87 is the first of two that it takes. */
    @Test
    void aMomentJudgesItsEarlierReadingsByItsOwnLimits() {
        Timeline story = new Timeline().at(0, spo2(90)).rulesFrom(30, with(spo2Low(88, 80))).at(60, spo2(87));
        assertThat(story.story()).isEmpty();
        assertThat(story.at(120, spo2(87)).story()).containsExactly("start spo2-low medium active confirmed live @120");
        assertThat(story.of("spo2-low").get(0).onset()).isEqualTo(Timeline.BEGINNING + 60_000);
    }

    /** The bracelet's clock is ahead of the change, arrivals are before it. The filter still has the order of the rules of before. */
    @Test
    void aLateRowAfterAChangeThatHasNotComeYetIsJudged() {
        Evaluation spo2 = spo2Low(91, 80);
        Evaluation pulse = pulseHigh(120, 140);
        Timeline story = new Timeline(Rules.settings(), new Catalogue(List.of(spo2, pulse))).rulesFrom(100, new Catalogue(List.of(pulse, spo2)));
        story.at(105, 50, spo2(89)).at(165, 51, pulse(70)).at(135, 52, spo2(89));
        assertThat(story.story("spo2-low")).hasSize(1);
    }

    @Test
    void aLateReadingIsJudgedByTheLimitsOfItsSampleTime() {
        Catalogue lower = with(spo2Low(88, 80));
        Timeline before = new Timeline().at(0, spo2(96)).rulesFrom(100, lower).at(200, spo2(96));
        assertThat(before.deliver(Timeline.BEGINNING + 210_000, before.row(30, spo2(90)), before.row(60, spo2(90))).story("spo2-low"))
                .containsExactly("start spo2-low medium active confirmed historical @60", "end spo2-low medium ended passed historical @100");
        Timeline after = new Timeline().at(0, spo2(96)).rulesFrom(20, lower).at(200, spo2(96));
        assertThat(after.deliver(Timeline.BEGINNING + 210_000, after.row(30, spo2(90)), after.row(60, spo2(90))).story()).isEmpty();
    }

    @Test
    void anOpenAlarmThatNoLongerViolatesEndsWithLimitsChanged() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140)).rulesFrom(90, with(pulseHigh(150, 160))).silenceUntil(95);
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60",
                "end pulse-high medium ended limits-changed live @90");
        assertThat(story.at(120, pulse(140)).story()).hasSize(2);
        assertThat(story.at(180, pulse(155)).at(240, pulse(155)).story()).endsWith("start pulse-high medium active confirmed live @240");
    }

    @Test
    void aChangeThatComesWithADeliveryIsAppliedFirst() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140)).rulesFrom(120, with(pulseHigh(150, 160))).at(120, pulse(170));
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60",
                "end pulse-high medium ended limits-changed live @120");
    }

    @Test
    void anOpenAlarmThatHoldsByTheNewLimitsGoesOn() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140)).rulesFrom(90, with(pulseHigh(125, 135))).silenceUntil(95);
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60",
                "update pulse-high high active limits-changed live @90");
        assertThat(story.at(120, pulse(110)).at(180, pulse(110)).story()).endsWith("end pulse-high high ended cleared live @180");
    }

    /** 128 is below both limits, and has not recovered from either: stricter limits do not end the alarm. */
    @Test
    void anAlarmThatHasNotRecoveredIsNotEndedByStricterLimits() {
        Timeline story = new Timeline().at(0, pulse(140)).at(60, pulse(140)).at(120, pulse(128)).rulesFrom(150, with(pulseHigh(130, 149)))
                .silenceUntil(155);
        assertThat(story.story()).containsExactly("start pulse-high medium active confirmed live @60");
    }

    @Test
    void anAlarmOfARuleThatIsTakenOutEnds() {
        Timeline story = new Timeline().at(0, pressure(80, 50)).rulesFrom(90, without("blood-pressure-low")).silenceUntil(95);
        assertThat(story.story()).endsWith("end blood-pressure-low medium ended rule-removed live @90");
    }

    @Test
    void aSilenceOfTenMinutesThatBecomesFiveAlarmsAtFive() {
        Timeline story = new Timeline().at(0, pulse(70)).rulesFrom(120, silence(5)).silenceUntil(299);
        assertThat(story.story()).isEmpty();
        assertThat(story.silenceUntil(301).story()).containsExactly("start no-data medium active confirmed live @300");
    }

    @Test
    void aSilenceThatIsLongerThanTheNewLimitAlarmsWhenItTakesEffect() {
        assertThat(new Timeline().at(0, pulse(70)).rulesFrom(420, silence(5)).silenceUntil(421).story())
                .containsExactly("start no-data medium active confirmed live @420");
    }

    @Test
    void aSilenceThatIsNotDueByTheNewLimitEndsWithLimitsChanged() {
        Timeline story = new Timeline().at(0, pulse(70)).silenceUntil(601).rulesFrom(700, silence(20)).silenceUntil(701);
        assertThat(story.story()).containsExactly("start no-data medium active confirmed live @600",
                "end no-data medium ended limits-changed live @700");
        assertThat(story.silenceUntil(1201).story()).endsWith("start no-data medium active confirmed live @1200");
    }

    /** A bracelet's clock is ahead by some minutes: its rows are of a time at which other limits are in force. */
    @Test
    void rowsAheadOfAChangeAreJudgedAgainWhenItTakesEffect() {
        Timeline story = new Timeline().at(160, 100, spo2(90)).at(220, 110, spo2(90));
        assertThat(story.story("spo2-low")).containsExactly("start spo2-low medium active confirmed live @220");
        story.rulesFrom(150, with(spo2Low(88, 80))).silenceUntil(151);
        assertThat(story.story("spo2-low")).endsWith("end spo2-low medium ended withdrawn live @150");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("vitalwatch.convergence.seeds", 250));
    }

    /** Deliveries that come at once, late, or days later, some before a change and some after it; and cut by restores. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyOrderOfDeliveriesGivesTheSameEpisodesUnderLimitsThatChange(long seed) {
        Random random = new Random(seed);
        List<Sample> samples = ConvergenceTest.distinct(Traces.random("u", seed, 60));
        long first = samples.get(0).time();
        long last = samples.get(samples.size() - 1).time();
        List<Long> changes = new ArrayList<>();
        List<Catalogue> catalogues = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            changes.add(first + (long) (random.nextDouble() * (last - first)));
            catalogues.add(any(random));
        }
        changes.sort(Comparator.naturalOrder());

        Set<String> inOrder = episodes(samples, sample -> 0, changes, catalogues, random, false);
        Set<String> late = episodes(samples, sample -> random.nextInt(4) == 0 ? random.nextInt(4 * 3_600_000) : random.nextInt(60_000), changes,
                catalogues, random, seed % 2 == 0);
        Set<String> muchLater = episodes(samples, sample -> 3 * DAY + random.nextInt(3_600_000) - (sample.time() - first), changes, catalogues,
                random, seed % 2 == 1);

        assertThat(late).as("late, seed " + seed).isEqualTo(inOrder);
        assertThat(muchLater).as("days later, seed " + seed).isEqualTo(inOrder);
    }

    private static Catalogue any(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Rules.catalogue();
            case 1 -> with(spo2Low(94, 90), pulseHigh(110, 120));
            case 2 -> with(spo2Low(86, 78), pulseHigh(150, 170));
            case 3 -> without("spo2-low");
            default -> with(Rules.limits("pulse-high", Group.PULSE, Set.of(),
                    Rules.rung(Priority.LOW, Vital.PULSE, Operator.AT_LEAST, 100, 1, 1, 5),
                    Rules.rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_LEAST, 120, 2, 2, 5),
                    Rules.rung(Priority.HIGH, Vital.PULSE, Operator.AT_LEAST, 140, 3, 4, 5)));
        };
    }

    private interface Delay {
        long of(Sample sample);
    }

    private static Set<String> episodes(List<Sample> samples, Delay delay, List<Long> changes, List<Catalogue> catalogues, Random random,
            boolean restored) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Sample sample : samples) {
            deliveries.add(new Delivery("u", "S", sample.time() + delay.of(sample), new Origin("t", 0, 0), List.of(sample)));
        }
        deliveries.sort(Comparator.comparingLong(Delivery::arrival));
        Recorder recorder = new Recorder(ConvergenceTest.WIDE, Rules.catalogue());
        int next = 0;
        for (Delivery delivery : deliveries) {
            while (next < changes.size() && changes.get(next) <= delivery.arrival()) {
                recorder.rulesFrom(changes.get(next), catalogues.get(next++));
            }
            recorder.deliver(delivery);
            if (restored && random.nextInt(4) == 0) {
                recorder.restore();
            }
        }
        return ConvergenceTest.episodes(recorder);
    }
}
