package io.vitalwatch.alarm.patient;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitalwatch.alarm.episode.Latches;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Concern;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Judgement;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.row.RulePrefilter;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.alarm.rule.Trigger;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.Vital;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No rule is left unasked that would have spoken. */
class RulePrefilterTest {
    private static final Set<Verdict> ROWS = Set.of(Verdict.IMPLAUSIBLE, Verdict.NEGATIVE);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void askingOnlySomeRulesSaysTheSameAsAskingAll(long seed) {
        sameAsAskingAll(Rules.catalogue(), seed);
    }

    @Test
    void rulesThatLookAtTheWindowAreAskedByReadingsWithinTheLimits() {
        Rung median = new Rung(Priority.MEDIUM, Rules.condition(Vital.PULSE, Operator.AT_LEAST, 90),
                new Confirm(1, 1, 0, Confirm.Statistic.MEDIAN, 10 * Rules.MINUTE, 3), 5000, 1);
        Rung high = Rules.rung(Priority.HIGH, Vital.PULSE, Operator.AT_LEAST, 150, 1, 1, 5);
        int alarms = 0;
        for (long seed = 1; seed <= 20; seed++) {
            alarms += sameAsAskingAll(new Catalogue(List.of(
                    Rules.limits("pulse-trend", Group.PULSE, Set.of(), median, high))), seed);
        }
        assertThat(alarms).isPositive();
    }

    @Test
    void rulesBeyondTheNumberOfBitsAreAskedToo() {
        List<Evaluation> rules = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            Group group = i % 2 == 0 ? Group.PULSE : Group.SPO2;
            Vital vital = i % 2 == 0 ? Vital.PULSE : Vital.SPO2;
            Operator operator = i % 2 == 0 ? Operator.AT_LEAST : Operator.AT_MOST;
            rules.add(Rules.limits("rule-" + i, group, Set.of(), Rules.rung(Priority.LOW, vital, operator, 90 + i / 4, 1, 1, 1)));
        }
        Catalogue catalogue = new Catalogue(rules);
        Set<String> spoke = new HashSet<>();
        for (long seed = 1; seed <= 10; seed++) {
            sameAsAskingAll(catalogue, seed);
            Recorder recorder = new Recorder(Rules.settings(), catalogue).run(Traces.random("u", seed, 400));
            recorder.alerts.forEach(alert -> spoke.add(alert.rule()));
        }
        assertThat(spoke).contains("rule-0", "rule-1", "rule-68", "rule-69");
    }

    @Test
    void limitsThemselvesAreOnTheRightSide() {
        for (Operator operator : Operator.values()) {
            Evaluation rule = Rules.limits("pulse", Group.PULSE, Set.of(), Rules.rung(Priority.LOW, Vital.PULSE, operator, 100, 1, 1, 1));
            RulePrefilter prefilter = new RulePrefilter(new Catalogue(List.of(rule)));
            for (int value : new int[] {99_999, 100_000, 100_001}) {
                long asked = prefilter.ofReading(new Reading(Group.PULSE, value, 0, 4, Verdict.USABLE));
                assertThat(asked != 0).as(operator + " " + value).isEqualTo(operator.holds(value, 100_000));
            }
        }
    }

    @Test
    void aPressureIsHeldAgainstAllItsThreeValues() {
        RulePrefilter prefilter = new RulePrefilter(new Catalogue(List.of(Rules.pressureHigh(), Rules.pressureLow())));
        assertThat(prefilter.ofReading(pressure(120, 80))).isZero();
        assertThat(prefilter.ofReading(pressure(159, 99))).isZero();
        assertThat(prefilter.ofReading(pressure(160, 80))).as("systolic").isNotZero();
        assertThat(prefilter.ofReading(pressure(120, 100))).as("diastolic").isNotZero();
        assertThat(prefilter.ofReading(pressure(90, 52))).as("mean of 64.7").isNotZero();
        assertThat(prefilter.ofReading(pressure(91, 52))).as("mean of 65").isZero();
    }

    @Test
    void whatIsNotUsableConcernsTheSignalOnly() {
        RulePrefilter prefilter = new RulePrefilter(Rules.catalogue());
        long poor = prefilter.ofReading(new Reading(Group.PULSE, 200_000, 0, 1, Verdict.QUALITY));
        assertThat(poor).isEqualTo(RulePrefilter.bit(13));
        assertThat(prefilter.ofReading(new Reading(Group.PULSE, 200_000, 0, 4, Verdict.NOT_WORN))).isZero();
        assertThat(prefilter.ofVerdict(Verdict.IMPLAUSIBLE)).isEqualTo(RulePrefilter.bit(13) | RulePrefilter.bit(14));
        assertThat(prefilter.ofVerdict(Verdict.QUALITY)).isEqualTo(RulePrefilter.bit(13));
    }

    /** For rules about what is missing, such as a vital that is not measured. */
    @Test
    void aRuleThatLooksAtEveryRowIsAskedByARowWithoutReadings() {
        Sample nothing = new Sample(SampleType.TEMPERATURE, 0, 0, Ternary.UNKNOWN, Ternary.UNKNOWN, Sample.MISSING, Sample.MISSING,
                Sample.MISSING, List.of());
        List<Evaluation> rules = new ArrayList<>(Rules.catalogue().rules());
        assertThat(new RulePrefilter(new Catalogue(rules)).ofRow(nothing, 0, false, false)).isZero();

        rules.add(2, new EveryRow());
        assertThat(new RulePrefilter(new Catalogue(rules)).ofRow(nothing, 0, false, false)).isEqualTo(RulePrefilter.bit(2));
    }

    /** A rule of a kind that is not in the program. */
    private record EveryRow() implements Evaluation {
        @Override
        public List<Trigger> triggers() {
            return List.of();
        }

        @Override
        public String id() {
            return "every-row";
        }

        @Override
        public Kind kind() {
            return Kind.TECHNICAL;
        }

        @Override
        public Set<Priority> priorities() {
            return Set.of(Priority.LOW);
        }

        @Override
        public Concern concern() {
            return Concern.none().rows();
        }

        @Override
        public Moment first(Moment arrived, boolean open) {
            return null;
        }

        @Override
        public Judgement judge(Moment moment, Latches latches) {
            return Judgement.NOTHING;
        }
    }

    private static Reading pressure(int systolic, int diastolic) {
        return new Reading(Group.BLOOD_PRESSURE, systolic * 1000, diastolic * 1000, Reading.NO_QUALITY, Verdict.USABLE);
    }

    private static int sameAsAskingAll(Catalogue catalogue, long seed) {
        Recorder some = new Recorder();
        Recorder all = new Recorder();
        PatientMonitor asksSome = new PatientMonitor(Rules.settings(), catalogue, ROWS);
        PatientMonitor asksAll = new PatientMonitor(Rules.settings(), catalogue, ROWS, false);
        Patient one = null;
        Patient other = null;
        for (Delivery delivery : Traces.random("u", seed, 400)) {
            one = asksSome.deliver(one, delivery, some);
            other = asksAll.deliver(other, delivery, all);
        }
        assertThat(some.alerts).as("seed " + seed).isEqualTo(all.alerts);
        assertThat(some.windows).as("seed " + seed).isEqualTo(all.windows);
        assertThat(some.rejections).as("seed " + seed).isEqualTo(all.rejections);
        assertThat(some.events).as("seed " + seed).isEqualTo(all.events);
        assertThat(some.verdicts).as("seed " + seed).isEqualTo(all.verdicts);
        return some.alerts.size();
    }
}
