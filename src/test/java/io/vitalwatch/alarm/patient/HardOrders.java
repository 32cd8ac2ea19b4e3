package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.BatteryRule;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.FieldsMissingRule;
import io.vitalwatch.alarm.evaluate.FlagRule;
import io.vitalwatch.alarm.evaluate.ImplausibleRule;
import io.vitalwatch.alarm.evaluate.NotWornRule;
import io.vitalwatch.alarm.evaluate.PoorSignalRule;
import io.vitalwatch.alarm.evaluate.ReadingRule;
import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.alarm.rule.Circumstance;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.corsano.Field;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Priority;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Vital;
import io.vitalwatch.window.RowStatus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * One seeded story of a bracelet in two orders: as it happened, and with deliveries that come late up to the very edge of the reach, twice,
 * in any order, for several studies, under rules of every kind that change on the way, and cut by restores.
 *
 * @param steps what arrives, in the order of the second run
 */
record HardOrders(long reach, Catalogue first, TreeMap<Long, Catalogue> changes, List<Step> steps) {
    /**
     * Rows that come together.
     *
     * @param after they come when the newest row has this sample time
     * @param again whether they were delivered before
     */
    record Step(List<Sample> rows, long after, boolean again, boolean restore, String study) {}

    private static final long WIDE = 7 * ConvergenceTest.DAY;
    private static final long[] REACHES = {5 * Rules.MINUTE, 20 * Rules.MINUTE, Rules.HOUR, 3 * Rules.HOUR, WIDE, WIDE};

    static HardOrders of(long seed) {
        Random random = new Random(seed);
        long reach = REACHES[random.nextInt(REACHES.length)];
        boolean temperatures = reach > WearingAhead.REACH && random.nextBoolean();
        List<Sample> samples = BraceletTraces.samples(seed, 100 + random.nextInt(500));
        samples.removeIf(sample -> sample.type() == SampleType.TEMPERATURE && !temperatures);
        TreeMap<Long, Catalogue> changes = new TreeMap<>();
        long begin = samples.get(0).time();
        long length = samples.get(samples.size() - 1).time() - begin;
        for (int left = reach == WIDE && random.nextInt(3) > 0 ? 1 + random.nextInt(4) : 0; left > 0; left--) {
            changes.put(begin + (long) (random.nextDouble() * length), rules(random));
        }
        return new HardOrders(reach, rules(random), changes, steps(samples, reach, temperatures, random));
    }

    /** Each row is late by at most the reach; one that decides on the temperatures of ten minutes before it by ten minutes less. */
    private static List<Step> steps(List<Sample> samples, long reach, boolean temperatures, Random random) {
        Order order = new Order(reach, temperatures, random);
        double hold = random.nextDouble() * 0.8;
        double release = random.nextInt(3) == 0 ? 0 : random.nextDouble() * random.nextDouble();
        for (List<Sample> rows : split(samples, random)) {
            for (int i = order.held.size() - 1; i >= 0; i--) {
                if (random.nextDouble() < release) {
                    order.deliver(order.held.remove(Math.min(i, order.held.size() - 1)));
                    i = Math.min(i, order.held.size());
                }
            }
            if (!order.steps.isEmpty() && random.nextDouble() < hold && latest(rows, reach, temperatures) >= newest(rows)) {
                order.held.add(rows);
            } else {
                order.deliver(rows);
            }
        }
        while (!order.held.isEmpty()) {
            order.deliver(order.held.remove(random.nextInt(order.held.size())));
        }
        return order.steps;
    }

    private static long newest(List<Sample> rows) {
        return rows.get(rows.size() - 1).time();
    }

    /** What comes is put in its order: before the clock goes on, all comes that would be out of reach then. */
    private static final class Order {
        private final List<Step> steps = new ArrayList<>();
        private final List<List<Sample>> held = new ArrayList<>();
        private final long reach;
        private final boolean temperatures;
        private final Random random;
        private long clock = Long.MIN_VALUE;

        private Order(long reach, boolean temperatures, Random random) {
            this.reach = reach;
            this.temperatures = temperatures;
            this.random = random;
        }

        private void deliver(List<Sample> rows) {
            for (int i = 0; i < held.size();) {
                if (latest(held.get(i), reach, temperatures) < newest(rows)) {
                    deliver(held.remove(i));
                    i = 0;
                } else {
                    i++;
                }
            }
            clock = Math.max(clock, newest(rows));
            steps.add(new Step(rows, clock, false, random.nextInt(8) == 0, "S" + random.nextInt(3)));
            Step before = steps.get(random.nextInt(steps.size()));
            if (random.nextInt(20) == 0 && before.rows().get(0).time() >= clock - reach) {
                steps.add(new Step(before.rows(), clock, true, false, before.study()));
            }
        }
    }

    /** The last moment of the patient's clock at which rows are still within their reach. */
    private static long latest(List<Sample> rows, long reach, boolean temperatures) {
        long latest = Long.MAX_VALUE;
        for (Sample row : rows) {
            boolean decides = temperatures && RowStatus.on(row) != Ternary.UNKNOWN;
            latest = Math.min(latest, row.time() + reach - (decides ? WearingAhead.REACH : 0));
        }
        return latest;
    }

    private static List<List<Sample>> split(List<Sample> samples, Random random) {
        List<List<Sample>> deliveries = new ArrayList<>();
        for (int from = 0; from < samples.size();) {
            int to = Math.min(samples.size(), from + 1 + random.nextInt(random.nextInt(6) == 0 ? 12 : 3));
            deliveries.add(List.copyOf(samples.subList(from, to)));
            from = to;
        }
        return deliveries;
    }

    private static Catalogue rules(Random random) {
        if (random.nextInt(4) == 0) {
            return new Catalogue(Rules.bundled().rules());
        }
        List<Evaluation> rules = new ArrayList<>();
        for (Evaluation rule : Rules.bundled().rules()) {
            if (rule instanceof Evaluation.OnArrivalClock || random.nextInt(12) > 0) {
                rules.add(random.nextInt(3) == 0 ? rule : other(rule, random));
            }
        }
        rules.add(new FlagRule("flag-of-a-worn-bracelet", Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH), Set.of(2), Priority.MEDIUM,
                Rules.MINUTE * (1 + random.nextInt(20)), Set.of(Circumstance.CHARGING, Circumstance.NOT_WORN)));
        return new Catalogue(rules);
    }

    private static Evaluation other(Evaluation rule, Random random) {
        if (rule instanceof ReadingRule each) {
            return reading(each, random);
        }
        if (rule instanceof FlagRule each) {
            return new FlagRule(each.id(), each.kind(), Map.of(1, Priority.HIGH, 2, random.nextBoolean() ? Priority.HIGH : Priority.LOW),
                    Set.of(), Priority.HIGH, Rules.MINUTE * (1 + random.nextInt(30)), Set.of());
        }
        if (rule instanceof NotWornRule each) {
            return new NotWornRule(each.id(), each.kind(), each.priority(), Rules.MINUTE * random.nextInt(40), 1 + random.nextInt(4));
        }
        if (rule instanceof BatteryRule each) {
            return new BatteryRule(each.id(), each.kind(), each.rungs(), 11 + random.nextInt(60),
                    random.nextBoolean() ? Set.of() : EnumSet.of(Circumstance.NOT_WORN));
        }
        if (rule instanceof PoorSignalRule each) {
            int share = 20 + random.nextInt(81);
            return new PoorSignalRule(each.id(), each.kind(), each.priority(), share, 1 + random.nextInt(share),
                    Rules.MINUTE * (1 + random.nextInt(60)), 1 + random.nextInt(8));
        }
        if (rule instanceof ImplausibleRule each) {
            int count = 1 + random.nextInt(3);
            return new ImplausibleRule(each.id(), each.kind(), each.priority(), Set.of(3 + random.nextInt(2)),
                    random.nextInt(4) == 0 ? null : Priority.MEDIUM, count, count + random.nextInt(3),
                    Rules.MINUTE * (1 + random.nextInt(300)), 1 + random.nextInt(3));
        }
        if (rule instanceof FieldsMissingRule each) {
            Set<Field> ignored = new HashSet<>(EnumSet.of(Field.values()[1 + random.nextInt(8)]));
            return new FieldsMissingRule(each.id(), each.kind(), each.priority(), ignored, 1 + random.nextInt(6));
        }
        return rule;
    }

    private static Evaluation reading(ReadingRule rule, Random random) {
        List<Rung> rungs = new ArrayList<>();
        boolean statistic = random.nextInt(5) == 0;
        for (Rung rung : rule.rungs()) {
            int count = 1 + random.nextInt(3);
            Confirm confirm = statistic && rule.group() != Group.BLOOD_PRESSURE
                    ? new Confirm(0, 0, 0, Confirm.Statistic.values()[1 + random.nextInt(4)], Rules.MINUTE * (1 + random.nextInt(60)),
                            1 + random.nextInt(4))
                    : random.nextBoolean() ? rung.confirm()
                    : Confirm.kOfN(count, count + random.nextInt(3), random.nextInt(3) * random.nextInt(10) * Rules.MINUTE);
            rungs.add(new Rung(rung.priority(), rung.condition(), confirm, rung.clearMargin(), 1 + random.nextInt(5)));
        }
        if (rule.id().equals("pulse-high") && random.nextBoolean()) {
            rungs.set(0, Rules.rung(Priority.MEDIUM, Vital.PULSE, Operator.AT_LEAST, 95 + random.nextInt(30), 2, 3, 5));
        }
        Set<Circumstance> unless = random.nextBoolean() ? rule.unless()
                : EnumSet.of(Circumstance.values()[random.nextInt(Circumstance.values().length)], Circumstance.WALKING);
        long rejoin = random.nextBoolean() ? 0 : Rules.MINUTE * random.nextInt(241);
        return new ReadingRule(rule.id(), rule.kind(), rule.group(), rungs, unless,
                random.nextBoolean() ? rule.within() : Rules.MINUTE * (1 + random.nextInt(240)), rule.unknownAfter(), rejoin);
    }

    /** What stands in the end when all come at once and in order. */
    Set<String> inOrder() {
        List<Step> once = new ArrayList<>();
        Set<Sample> all = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Sample> rows = new ArrayList<>();
        steps.forEach(step -> step.rows().stream().filter(all::add).forEach(rows::add));
        rows.sort(Comparator.comparingLong(Sample::time));
        rows.forEach(row -> once.add(new Step(List.of(row), row.time(), false, false, "S")));
        return run(once);
    }

    /** What stands in the end of the second run. */
    Set<String> late() {
        return run(steps);
    }

    /** The same story under rules that change on the way, whatever the reach. */
    HardOrders withChanges(long seed) {
        Random random = new Random(seed);
        TreeMap<Long, Catalogue> others = new TreeMap<>();
        long begin = steps.get(0).after();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            others.put(begin + (long) (random.nextDouble() * (steps.get(steps.size() - 1).after() - begin)), rules(random));
        }
        return new HardOrders(reach, first, others, steps);
    }

    /** All records of the second run, restored after each step or never. */
    List<Alert> records(boolean restored) {
        return record(steps.stream().map(step -> new Step(step.rows(), step.after(), step.again(), restored, step.study())).toList()).alerts;
    }

    private Set<String> run(List<Step> order) {
        Recorder recorder = record(order);
        Set<String> onArrival = new HashSet<>();
        Rules.bundled().rules().stream().filter(rule -> rule instanceof Evaluation.OnArrivalClock).forEach(rule -> onArrival.add(rule.id()));
        return ConvergenceTest.episodes(recorder.alerts, alert -> !onArrival.contains(alert.rule()));
    }

    private Recorder record(List<Step> order) {
        Recorder recorder = new Recorder(new MonitorSettings(reach, 5 * Rules.MINUTE, 15 * Rules.MINUTE, 10 * Rules.MINUTE,
                7 * ConvergenceTest.DAY), first);
        TreeMap<Long, Catalogue> left = new TreeMap<>(changes);
        for (Step step : order) {
            while (!left.isEmpty() && left.firstKey() <= step.after()) {
                recorder.rulesFrom(left.firstKey(), left.pollFirstEntry().getValue());
            }
            recorder.deliver(new Delivery("u", step.study(), step.after(), new Origin("t", 0, 0), step.rows()));
            if (step.restore()) {
                recorder.restore();
            }
        }
        left.forEach(recorder::rulesFrom);
        recorder.silenceUntil("u", Math.max(steps.get(steps.size() - 1).after(), changes.isEmpty() ? 0 : changes.lastKey()) + 1);
        recorder.rejections.stream().filter(each -> each.reason().equals("stale")).findAny().ifPresent(each -> {
            throw new IllegalStateException("stale: " + each);
        });
        return recorder;
    }
}
