package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.BatteryRule;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.ClockWrongRule;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.FieldsMissingRule;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.evaluate.ImplausibleRule;
import io.vitalwatch.alarm.evaluate.NoReadingRule;
import io.vitalwatch.alarm.evaluate.NotLiveRule;
import io.vitalwatch.alarm.evaluate.NotWornRule;
import io.vitalwatch.alarm.evaluate.PoorSignalRule;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.evaluate.SilenceRule;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Vital;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the default catalogue, built by hand, so that these tests do not lean on the reading of YAML (a test of the reader compares
 * the two).
 */
public final class Rules {
    static final long SECOND = 1000;
    public static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    private Rules() {}

    public static MonitorSettings settings() {
        return new MonitorSettings(HOUR, 5 * MINUTE, 15 * MINUTE, 10 * MINUTE, 7 * 24 * HOUR);
    }

    public static Catalogue catalogue() {
        return new Catalogue(List.of(
                new FlagRule("cardiac-arrest", Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH, 2, Priority.HIGH), Set.of(), Priority.HIGH,
                        5 * MINUTE, Set.of()),
                pressureHigh(),
                pressureLow(),
                limits("pulse-high", Group.PULSE, Set.of(Circumstance.WALKING, Circumstance.RUNNING, Circumstance.CYCLING),
                        rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_LEAST, 131, 2, 3, 5),
                        rung(Priority.HIGH, Vital.PULSE, Operator.AT_LEAST, 150, 2, 3, 5)),
                limits("pulse-low", Group.PULSE, Set.of(),
                        rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_MOST, 40, 2, 3, 5),
                        rung(Priority.HIGH, Vital.PULSE, Operator.AT_MOST, 35, 2, 3, 5)),
                limits("spo2-low", Group.SPO2, Set.of(),
                        rung(Priority.MEDIUM, Vital.SPO2, Operator.AT_MOST, 91, 2, 3, 2),
                        rung(Priority.HIGH, Vital.SPO2, Operator.AT_MOST, 85, 2, 3, 2)),
                limits("respiration-high", Group.RESPIRATION, Set.of(),
                        rung(Priority.MEDIUM, Vital.RESPIRATION, Operator.AT_LEAST, 25, 3, 4, 2),
                        rung(Priority.HIGH, Vital.RESPIRATION, Operator.AT_LEAST, 30, 3, 4, 2)),
                limits("respiration-low", Group.RESPIRATION, Set.of(),
                        rung(Priority.MEDIUM, Vital.RESPIRATION, Operator.AT_MOST, 8, 3, 4, 2),
                        rung(Priority.HIGH, Vital.RESPIRATION, Operator.AT_MOST, 6, 3, 4, 2)),
                limits("temperature-high", Group.TEMPERATURE, Set.of(),
                        rung(Priority.LOW, Vital.TEMPERATURE, Operator.AT_LEAST, 38.1, 2, 2, 0.3),
                        rung(Priority.MEDIUM, Vital.TEMPERATURE, Operator.AT_LEAST, 39.1, 2, 2, 0.3),
                        rung(Priority.HIGH, Vital.TEMPERATURE, Operator.AT_LEAST, 40, 2, 2, 0.3)),
                limits("temperature-low", Group.TEMPERATURE, Set.of(),
                        rung(Priority.MEDIUM, Vital.TEMPERATURE, Operator.AT_MOST, 35.0, 2, 2, 0.3)),
                new SilenceRule("no-data", Kind.TECHNICAL, Priority.MEDIUM, 10 * MINUTE),
                new NotWornRule("not-worn", Kind.TECHNICAL, Priority.LOW, 15 * MINUTE, 1),
                new BatteryRule("battery-low", Kind.TECHNICAL,
                        List.of(
                                new Rung(Priority.LOW, condition(Vital.BATTERY, Operator.AT_MOST, 10), Confirm.kOfN(1, 1, 0), 0, 1),
                                new Rung(Priority.MEDIUM, condition(Vital.BATTERY, Operator.AT_MOST, 5), Confirm.kOfN(1, 1, 0), 0, 1)),
                        25, Set.of(Circumstance.CHARGING)),
                new PoorSignalRule("poor-signal", Kind.TECHNICAL, Priority.LOW, 80, 60, 30 * MINUTE, 5),
                new ImplausibleRule("implausible-reading", Kind.TECHNICAL, Priority.LOW, Set.of(4), Priority.MEDIUM, 2, 3,
                        4 * HOUR, 1),
                new FieldsMissingRule("fields-missing", Kind.TECHNICAL, Priority.MEDIUM, Set.of(Field.RESPIRATION_RATE), 3)));
    }

    /** The default catalogue whole: with the rules about what keeps a patient from being watched. */
    public static Catalogue bundled() {
        List<Evaluation> rules = new ArrayList<>();
        for (Evaluation rule : catalogue().rules()) {
            rules.add(rule);
            if (rule.id().equals("no-data")) {
                rules.add(new ClockWrongRule("clock-wrong", Kind.TECHNICAL, Priority.MEDIUM, 10 * MINUTE));
                rules.add(new NotLiveRule("not-live", Kind.TECHNICAL, Priority.MEDIUM, 10 * MINUTE));
            }
        }
        rules.add(noReading(Group.PULSE, Priority.MEDIUM, 10, true));
        rules.add(noReading(Group.SPO2, Priority.LOW, 60, false));
        rules.add(noReading(Group.RESPIRATION, Priority.LOW, 30, false));
        rules.add(noReading(Group.BLOOD_PRESSURE, Priority.LOW, 75, false));
        return new Catalogue(rules);
    }

    private static NoReadingRule noReading(Group group, Priority priority, int minutes, boolean expected) {
        return new NoReadingRule("no-reading-" + group.label(), Kind.TECHNICAL, priority, group, minutes * MINUTE, expected);
    }

    static ReadingRule pressureHigh() {
        Condition stage = either(Operator.AT_LEAST, Vital.SYSTOLIC, 160, Vital.DIASTOLIC, 100);
        Condition severe = either(Operator.ABOVE, Vital.SYSTOLIC, 180, Vital.DIASTOLIC, 120);
        return new ReadingRule("blood-pressure-high", Kind.PHYSIOLOGICAL, Group.BLOOD_PRESSURE,
                List.of(
                        new Rung(Priority.LOW, stage, Confirm.kOfN(3, 3, 15 * SECOND), 5000, 3),
                        new Rung(Priority.MEDIUM, severe, Confirm.kOfN(1, 1, 0), 5000, 1),
                        new Rung(Priority.HIGH, severe, Confirm.kOfN(2, 2, 15 * SECOND), 5000, 2)),
                Set.of(), 4 * HOUR, 75 * MINUTE, 0);
    }

    static ReadingRule pressureLow() {
        Condition low = either(Operator.BELOW, Vital.SYSTOLIC, 90, Vital.MEAN_PRESSURE, 65);
        return new ReadingRule("blood-pressure-low", Kind.PHYSIOLOGICAL, Group.BLOOD_PRESSURE,
                List.of(
                        new Rung(Priority.MEDIUM, low, Confirm.kOfN(1, 1, 0), 5000, 1),
                        new Rung(Priority.HIGH, condition(Vital.SYSTOLIC, Operator.BELOW, 70), Confirm.kOfN(1, 1, 0), 5000, 1),
                        new Rung(Priority.HIGH, low, Confirm.kOfN(2, 2, 15 * SECOND), 5000, 2)),
                Set.of(), 4 * HOUR, 75 * MINUTE, 0);
    }

    static ReadingRule limits(String id, Group group, Set<Circumstance> unless, Rung... rungs) {
        return new ReadingRule(id, Kind.PHYSIOLOGICAL, group, List.of(rungs), unless, 4 * HOUR, 10 * MINUTE, 0);
    }

    static Rung rung(Priority priority, Vital vital, Operator operator, double limit, int count, int of, double margin) {
        return new Rung(priority, condition(vital, operator, limit), Confirm.kOfN(count, of, 15 * SECOND), milli(margin), count);
    }

    public static Condition condition(Vital vital, Operator operator, double limit) {
        return new Condition(List.of(new Comparison(vital, operator, milli(limit))));
    }

    static int milli(double value) {
        return (int) Math.round(value * 1000);
    }

    private static Condition either(Operator operator, Vital one, double limit, Vital other, double otherLimit) {
        return new Condition(List.of(
                new Comparison(one, operator, milli(limit)), new Comparison(other, operator, milli(otherLimit))));
    }
}
