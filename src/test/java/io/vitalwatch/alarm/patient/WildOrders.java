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
import io.vitalwatch.alarm.rule.Condition;
import io.vitalwatch.alarm.rule.Condition.Comparison;
import io.vitalwatch.alarm.rule.Condition.Operator;
import io.vitalwatch.alarm.rule.Confirm;
import io.vitalwatch.alarm.rule.Rung;
import io.vitalwatch.corsano.Field;
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
import io.vitalwatch.window.RowStatus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One seeded story of a few patients under a random catalogue that changes on the way, in two orders: each row by itself as it was measured,
 * and in deliveries of up to 200 rows in any grouping, late up to the edge of the reach, days after the fact, some twice, their flags
 * judged before them, with handovers, and cut by restores.
 *
 * <p>Other than {@link HardOrders}, the values stay near the limits, so that alarms begin and end often; the catalogue is made of a few
 * rules of any kind, so that none of them keeps readings that another one needs; and rules change with every reach.
 */
record WildOrders(MonitorSettings settings, Catalogue first, TreeMap<Long, Catalogue> changes, List<Step> steps) {
    /**
     * What arrives.
     *
     * @param part {@code FLAGS} where only the flags of a delivery are judged that comes later
     * @param handover the bracelet is handed over; there are no rows
     */
    record Step(String user, List<Sample> rows, long arrival, Delivery.Part part, boolean restore, boolean handover) {}

    private static final long[] REACHES = {10 * Rules.MINUTE, Rules.HOUR, Rules.HOUR, 12 * Rules.HOUR, 7 * ConvergenceTest.DAY};
    private static final int MOST_ROWS = 200;

    static WildOrders of(long seed) {
        Random random = new Random(seed * 7919 + 13);
        long reach = REACHES[random.nextInt(REACHES.length)];
        Trace.Shape shape = Trace.Shape.of(reach, random);
        TreeMap<Long, Catalogue> changes = new TreeMap<>();
        RandomRules rules = new RandomRules(random, reach == 7 * ConvergenceTest.DAY ? 0 : seed);
        Catalogue first = rules.catalogue();
        long length = shape.rows() * shape.spacing();
        for (int left = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(4); left > 0; left--) {
            long from = Timeline.BEGINNING + (long) (random.nextDouble() * length);
            changes.put(random.nextBoolean() ? from : from / 10_000 * 10_000, rules.catalogue());
        }
        List<Step> steps = new ArrayList<>();
        for (int user = 0, users = random.nextInt(4) == 0 ? 3 : 1; user < users; user++) {
            steps.addAll(new Order("u" + user, reach, random).steps(new Trace(random, shape).samples()));
        }
        steps.sort(Comparator.comparingLong(Step::arrival));
        return new WildOrders(new MonitorSettings(reach, 5 * Rules.MINUTE, 15 * Rules.MINUTE, 10 * Rules.MINUTE, 30 * ConvergenceTest.DAY),
                first, changes, steps);
    }

    /** What stands in the end when each row comes by itself, as it was measured. */
    Set<String> inOrder() {
        return run(byTime());
    }

    private List<Step> byTime() {
        List<Step> once = new ArrayList<>();
        Set<Sample> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Step step : steps) {
            if (step.handover()) {
                once.add(step);
            }
            for (Sample row : step.rows()) {
                if (seen.add(row)) {
                    once.add(new Step(step.user(), List.of(row), row.time(), Delivery.Part.WHOLE, false, false));
                }
            }
        }
        once.sort(Comparator.comparingLong(Step::arrival));
        return once;
    }

    /** What stands in the end of the second run. */
    Set<String> late() {
        return run(steps);
    }

    /** The records of the second run, restored after each step or never. */
    List<String> records(boolean restored) {
        Recorder recorder = record(steps.stream().map(each -> new Step(each.user(), each.rows(), each.arrival(), each.part(), restored,
                each.handover())).toList());
        return recorder.alerts.stream().map(Object::toString).toList();
    }

    /** The same story with some of its rows or other rules only, to find what a difference depends on. */
    WildOrders only(Set<Sample> kept, Catalogue other, TreeMap<Long, Catalogue> others) {
        List<Step> left = new ArrayList<>();
        for (Step step : steps) {
            List<Sample> rows = step.rows().stream().filter(kept::contains).toList();
            if (step.handover() || !rows.isEmpty()) {
                left.add(new Step(step.user(), rows, step.arrival(), step.part(), step.restore(), step.handover()));
            }
        }
        return new WildOrders(settings, other, others, left);
    }

    private Set<String> run(List<Step> order) {
        Recorder recorder = record(order);
        Set<String> found = new TreeSet<>();
        order.stream().map(Step::user).distinct().forEach(user -> ConvergenceTest.episodes(recorder.alertsOf(user), alert -> true)
                .forEach(episode -> found.add(user + " " + episode)));
        return found;
    }

    private Recorder record(List<Step> order) {
        Recorder recorder = new Recorder(settings, first);
        TreeMap<Long, Catalogue> left = new TreeMap<>(changes);
        for (Step step : order) {
            while (!left.isEmpty() && left.firstKey() <= step.arrival()) {
                recorder.rulesFrom(left.firstKey(), left.pollFirstEntry().getValue());
            }
            if (step.handover()) {
                recorder.handover(step.user(), step.arrival());
            } else {
                recorder.deliver(new Delivery(step.user(), "S", step.arrival(), step.arrival(), step.part(), new Origin("t", 0, 0),
                        step.rows()));
            }
            if (step.restore()) {
                recorder.restore();
            }
        }
        left.forEach(recorder::rulesFrom);
        long end = Math.max(steps.isEmpty() ? 0 : steps.get(steps.size() - 1).arrival(), changes.isEmpty() ? 0 : changes.lastKey()) + 1;
        List.copyOf(recorder.patients.keySet()).forEach(user -> recorder.silenceUntil(user, end));
        recorder.rejections.stream().filter(each -> each.reason().equals("stale")).findAny().ifPresent(each -> {
            throw new IllegalStateException("stale: " + each);
        });
        return recorder;
    }

    /** Puts the rows of one patient into deliveries, and the deliveries into an order in which none is out of reach. */
    private static final class Order {
        private final List<Step> steps = new ArrayList<>();
        private final List<List<Sample>> held = new ArrayList<>();
        private final List<List<Sample>> flagged = new ArrayList<>();
        private final String user;
        private final long reach;
        private final Random random;
        private final double hold;
        private final double release;
        private final boolean restores;
        private final int groups;
        /** How far the arrivals are behind the samples. */
        private long lag;
        private long clock = Long.MIN_VALUE;
        private long arrival = Long.MIN_VALUE;
        private long wall = Long.MIN_VALUE;

        private Order(String user, long reach, Random random) {
            this.user = user;
            this.reach = reach;
            this.random = random;
            hold = random.nextInt(5) == 0 ? 0.98 : random.nextDouble();
            release = random.nextInt(3) == 0 ? 0 : random.nextDouble() * random.nextDouble() * 0.3;
            restores = random.nextBoolean();
            groups = 1 + random.nextInt(random.nextBoolean() ? 3 : MOST_ROWS);
            lag = random.nextInt(3) > 0 ? 0 : (long) (random.nextDouble() * 2 * Math.min(reach, 12 * Rules.HOUR));
        }

        private List<Step> steps(List<Sample> samples) {
            int handovers = random.nextInt(6) == 0 ? 1 + random.nextInt(2) : 0;
            for (int from = 0; from < samples.size();) {
                int to = Math.min(samples.size(), from + 1 + random.nextInt(groups));
                group(samples.subList(from, to));
                from = to;
                if (handovers > 0 && from < samples.size() && random.nextInt(20) == 0
                        && samples.get(from).time() > samples.get(from - 1).time() + 2) {
                    handovers--;
                    finish();
                    lag = 0;
                    arrival = Math.max(arrival, samples.get(from - 1).time() + 1);
                    if (arrival < samples.get(from).time()) {
                        steps.add(new Step(user, List.of(), arrival, Delivery.Part.WHOLE, random.nextBoolean(), true));
                        wall = arrival;
                    }
                }
            }
            finish();
            return steps;
        }

        private void finish() {
            while (!held.isEmpty()) {
                deliver(held.remove(random.nextInt(held.size())));
            }
        }

        /** Rows of some time, as one delivery, or dealt out to two or three. */
        private void group(List<Sample> rows) {
            int hands = random.nextInt(4) == 0 && latest(rows) >= newest(rows) ? 2 + random.nextInt(2) : 1;
            for (int hand = 0; hand < hands; hand++) {
                List<Sample> dealt = new ArrayList<>();
                for (int i = hand; i < rows.size(); i += hands) {
                    dealt.add(rows.get(i));
                }
                if (!dealt.isEmpty()) {
                    come(List.copyOf(dealt));
                }
            }
        }

        private void come(List<Sample> rows) {
            for (int i = held.size() - 1; i >= 0; i--) {
                if (i < held.size() && random.nextDouble() < release) {
                    deliver(held.remove(i));
                }
            }
            if (!steps.isEmpty() && random.nextDouble() < hold && latest(rows) >= newest(rows)) {
                held.add(rows);
                judgeFlags(rows);
            } else {
                deliver(rows);
            }
        }

        private void deliver(List<Sample> rows) {
            for (int i = 0; i < held.size();) {
                if (latest(held.get(i)) < newest(rows)) {
                    deliver(held.remove(i));
                    i = 0;
                } else {
                    i++;
                }
            }
            clock = Math.max(clock, newest(rows));
            lag = random.nextInt(100) == 0 ? lag / 2 : lag;
            arrival = Math.max(arrival, clock + lag);
            if (!flagged.contains(rows)) {
                judgeFlags(rows);
            }
            steps.add(new Step(user, rows, arrival, flagged.remove(rows) ? Delivery.Part.AFTER_FLAGS : Delivery.Part.WHOLE,
                    restores && random.nextInt(6) == 0, false));
            Step before = steps.get(random.nextInt(steps.size()));
            boolean came = !before.handover() && before.part() != Delivery.Part.FLAGS;
            if (random.nextInt(20) == 0 && came && before.rows().get(0).time() >= Math.max(clock - reach, wall)) {
                steps.add(new Step(user, before.rows(), arrival, Delivery.Part.WHOLE, false, false));
            }
        }

        /** The delivery waits: its flags are judged before it. */
        private void judgeFlags(List<Sample> rows) {
            if (random.nextInt(3) == 0 && arrival >= newest(rows) && rows.stream().anyMatch(row -> row.cardiacArrest() > 0)) {
                flagged.add(rows);
                steps.add(new Step(user, rows, arrival, Delivery.Part.FLAGS, restores && random.nextInt(6) == 0, false));
            }
        }

        private static long newest(List<Sample> rows) {
            return rows.get(rows.size() - 1).time();
        }

        /** The last moment of the clock at which all rows are within reach; those that decide on the temperatures before them, too. */
        private long latest(List<Sample> rows) {
            long latest = Long.MAX_VALUE;
            for (Sample row : rows) {
                latest = Math.min(latest, row.time() + reach - (RowStatus.on(row) == Ternary.UNKNOWN ? 0 : WearingAhead.REACH));
            }
            return latest;
        }
    }

    /** Rows of one bracelet in order of sample time. */
    private static final class Trace {
        /** How many sample times, and how far apart. */
        record Shape(int rows, long spacing) {
            static Shape of(long reach, Random random) {
                int rows = 60 + random.nextInt(400);
                long most = Math.max(20 * Rules.SECOND, 8 * Math.min(reach, 12 * Rules.HOUR) / rows);
                return new Shape(rows, Math.max(10 * Rules.SECOND, (long) (random.nextDouble() * most)));
            }
        }

        private final Random random;
        private final Shape shape;
        private final List<Sample> samples = new ArrayList<>();
        private final double[] severity = new double[Group.count()];
        private Ternary worn = Ternary.TRUE;
        private boolean charging;
        private int battery;
        private int poor;
        private final double swing;
        private final double off;
        private final double flags;
        private final double conflicts;
        private final boolean temperatures;

        private Trace(Random random, Shape shape) {
            this.random = random;
            this.shape = shape;
            battery = random.nextInt(101);
            swing = 0.05 + random.nextDouble();
            off = random.nextDouble() * 0.1;
            flags = random.nextInt(3) == 0 ? 0.4 : random.nextDouble() * 0.05;
            conflicts = random.nextInt(3) == 0 ? 0.3 : 0.03;
            temperatures = shape.spacing() * shape.rows() > 8 * WearingAhead.REACH && random.nextBoolean();
        }

        private List<Sample> samples() {
            long time = Timeline.BEGINNING + random.nextInt(5000);
            for (int i = 0; i < shape.rows(); i++) {
                step(time);
                long gap = random.nextInt(60) == 0 ? random.nextInt(40) * shape.spacing() : 0;
                time += 1 + gap + (random.nextBoolean() ? shape.spacing() : random.nextInt((int) (2 * shape.spacing())));
                time = random.nextBoolean() ? time / 1000 * 1000 + 1000 : time;
            }
            return samples;
        }

        private void step(long time) {
            if (random.nextDouble() < off) {
                worn = random.nextInt(5) == 0 ? Ternary.UNKNOWN : Ternary.of(random.nextBoolean());
                charging = worn != Ternary.TRUE && random.nextBoolean();
            }
            poor = random.nextInt(12) == 0 ? random.nextInt(3) : poor;
            battery = Math.max(0, Math.min(100, battery + (charging ? random.nextInt(15) : -random.nextInt(4))));
            for (int i = 0; i < severity.length; i++) {
                severity[i] = Math.max(-3, Math.min(3, severity[i] + random.nextGaussian() * swing));
            }
            int rows = random.nextDouble() < conflicts ? 2 + random.nextInt(2) : 1;
            for (int i = 0; i < rows; i++) {
                if (!temperatures || random.nextInt(4) > 0) {
                    samples.add(activity(time, i > 0));
                }
                if (temperatures && random.nextBoolean()) {
                    samples.add(temperature(time));
                }
            }
        }

        private Sample activity(long time, boolean conflict) {
            Ternary on = conflict && random.nextInt(3) == 0 ? Ternary.of(random.nextBoolean()) : worn;
            boolean away = on == Ternary.FALSE || charging;
            List<Reading> readings = new ArrayList<>();
            for (Group group : List.of(Group.PULSE, Group.SPO2, Group.RESPIRATION, Group.BLOOD_PRESSURE)) {
                if (random.nextInt(group == Group.BLOOD_PRESSURE ? 6 : 3) > (group == Group.BLOOD_PRESSURE ? 4 : 0)) {
                    readings.add(reading(group, away, conflict ? random.nextGaussian() * 2 : 0));
                }
            }
            int flag = random.nextDouble() < flags ? 1 + random.nextInt(3) : 0;
            int fields = random.nextInt(50) == 0 ? 0 : Sample.EVERY_FIELD & ~(random.nextInt(30) == 0 ? 1 << Field.BPM.ordinal() : 0);
            return new Sample(SampleType.ACTIVITY, time, random.nextInt(9) == 0 ? 120 : 60, random.nextInt(15) == 0 ? Ternary.UNKNOWN : on,
                    Ternary.of(charging), random.nextInt(12) == 0 ? Sample.MISSING : battery, random.nextInt(8), flag, readings, fields,
                    random.nextInt(70) == 0 ? List.of("other") : List.of());
        }

        private Reading reading(Group group, boolean away, double aside) {
            Verdict verdict = away ? charging ? Verdict.CHARGING : Verdict.NOT_WORN
                    : random.nextInt(10) < 3 * poor ? group.hasQuality() ? Verdict.QUALITY : Verdict.INCOMPLETE
                    : random.nextInt(25) == 0 ? Verdict.IMPLAUSIBLE : Verdict.USABLE;
            int quality = !group.hasQuality() ? Reading.NO_QUALITY : verdict == Verdict.QUALITY ? random.nextInt(3) : 3 + random.nextInt(2);
            if (verdict == Verdict.INCOMPLETE) {
                return new Reading(group, group.round(20_000), 0, Reading.NO_QUALITY, verdict);
            }
            double level = severity[group.ordinal()] + aside;
            double value = switch (group) {
                case PULSE -> 100 + 20 * level;
                case SPO2 -> 93 - 2 * level;
                case RESPIRATION -> 18 + 4 * level;
                case TEMPERATURE -> 37.2 + 0.6 * level;
                case BLOOD_PRESSURE -> 120 + 20 * level;
            };
            return new Reading(group, group.round(Math.round((verdict == Verdict.IMPLAUSIBLE ? 500 + value : value) * 1000)),
                    group.paired() ? group.round(Math.round((80 + 10 * level) * 1000)) : 0, quality, verdict);
        }

        private Sample temperature(long time) {
            return new Sample(SampleType.TEMPERATURE, time, 60, Ternary.UNKNOWN, Ternary.UNKNOWN, Sample.MISSING, Sample.MISSING,
                    Sample.MISSING, List.of(reading(Group.TEMPERATURE, false, 0)), 1 | 1 << Field.TEMP_SK1.ordinal(), List.of());
        }
    }

    /**
     * Catalogues of a few rules of any kind near the values of a {@link Trace}; the same ids come again with other fields. Where readings leave
     * the reach, a rule looks back in each version as far as in the first: see docs/rules.md.
     */
    private static final class RandomRules {
        private final Random random;
        /** Not 0 where readings leave the reach. */
        private final long narrow;
        /** Says how far the rule at hand looks back. */
        private Random looks;
        private boolean first = true;
        private final List<String> kinds = new ArrayList<>();

        private RandomRules(Random random, long narrow) {
            this.random = random;
            this.narrow = narrow;
            List<String> all = new ArrayList<>(List.of("flag", "flag-worn", "not-worn", "battery", "poor", "implausible", "fields"));
            for (Group group : Group.values()) {
                all.add(group.label() + "-a");
                all.add(group.label() + "-b");
            }
            Collections.shuffle(all, random);
            kinds.addAll(all.subList(0, 1 + random.nextInt(6)));
        }

        private Catalogue catalogue() {
            List<Evaluation> rules = new ArrayList<>();
            for (String kind : kinds) {
                if (first && narrow > 0 || random.nextInt(12) > 0) {
                    looks = narrow > 0 ? new Random(31 * narrow + kind.hashCode()) : random;
                    rules.add(rule(kind));
                }
            }
            first = false;
            return new Catalogue(rules);
        }

        private Evaluation rule(String id) {
            return switch (id) {
                case "flag", "flag-worn" -> new FlagRule(id, Kind.PHYSIOLOGICAL, Map.of(1, Priority.HIGH, 2, any(Priority.values())),
                        random.nextInt(4) == 0 ? Set.of(3) : Set.of(), Priority.MEDIUM, minutes(30), id.equals("flag") ? Set.of()
                                : random.nextBoolean() ? Set.of(Circumstance.CHARGING, Circumstance.NOT_WORN) : Set.of(Circumstance.NOT_WORN));
                case "not-worn" -> new NotWornRule(id, Kind.TECHNICAL, Priority.LOW, random.nextInt(3) == 0 ? minutes(300) : minutes(20),
                        1 + random.nextInt(3));
                case "battery" -> battery(id);
                case "poor" -> poor(id);
                case "implausible" -> implausible(id);
                case "fields" -> new FieldsMissingRule(id, Kind.TECHNICAL, Priority.MEDIUM,
                        new HashSet<>(Set.of(any(Field.values()))), 1 + random.nextInt(4));
                default -> reading(id);
            };
        }

        private Evaluation battery(String id) {
            List<Rung> rungs = new ArrayList<>();
            int limit = 20 + random.nextInt(40);
            for (Priority priority : List.of(Priority.LOW, Priority.HIGH)) {
                rungs.add(new Rung(priority, Rules.condition(Vital.BATTERY, Operator.AT_MOST, limit), Confirm.kOfN(1, 1, 0), 0, 1));
                limit -= 10;
            }
            return new BatteryRule(id, Kind.TECHNICAL, rungs, limit + 21 + random.nextInt(20),
                    random.nextBoolean() ? Set.of() : Set.of(Circumstance.CHARGING));
        }

        private Evaluation poor(String id) {
            int share = 10 + random.nextInt(91);
            return new PoorSignalRule(id, Kind.TECHNICAL, Priority.LOW, share, 1 + random.nextInt(share), minutes(90), 1 + looks.nextInt(10));
        }

        private Evaluation implausible(String id) {
            int count = 1 + looks.nextInt(3);
            return new ImplausibleRule(id, Kind.TECHNICAL, Priority.LOW, Set.of(4), random.nextInt(4) == 0 ? null : Priority.MEDIUM, count,
                    count + looks.nextInt(4), minutes(300), 1 + random.nextInt(3));
        }

        private Evaluation reading(String id) {
            Group group = Group.PULSE;
            for (Group each : Group.values()) {
                group = id.startsWith(each.label()) ? each : group;
            }
            boolean rising = id.endsWith("a");
            List<Rung> rungs = new ArrayList<>();
            double level = random.nextDouble() * 0.8;
            Priority[] priorities = Priority.values();
            for (int i = 0, count = 1 + looks.nextInt(3); i < count; i++) {
                rungs.add(new Rung(priorities[Math.min(i, priorities.length - 1)], condition(group, rising, level), confirm(),
                        random.nextInt(3) * Rules.milli(group == Group.TEMPERATURE ? 0.2 : 2), 1 + looks.nextInt(5)));
                level += random.nextDouble();
            }
            Set<Circumstance> unless = new HashSet<>();
            for (Circumstance each : List.of(Circumstance.WALKING, Circumstance.RUNNING, Circumstance.CYCLING, Circumstance.RESTING)) {
                if (looks.nextInt(3) == 0) {
                    unless.add(each);
                }
            }
            return new ReadingRule(id, Kind.PHYSIOLOGICAL, group, rungs, looks.nextBoolean() ? Set.of() : unless,
                    looks.nextBoolean() ? 4 * Rules.HOUR : minutes(60), 10 * Rules.MINUTE, looks.nextInt(3) > 0 ? 0 : minutes(240));
        }

        private Condition condition(Group group, boolean rising, double level) {
            double sign = rising ? level : -level;
            Operator operator = rising ? Operator.AT_LEAST : Operator.AT_MOST;
            List<Comparison> any = new ArrayList<>();
            switch (group) {
                case PULSE -> any.add(new Comparison(Vital.PULSE, operator, Rules.milli(Math.round(100 + 20 * sign))));
                case SPO2 -> any.add(new Comparison(Vital.SPO2, operator, Rules.milli(Math.round(93 + 2 * sign))));
                case RESPIRATION -> any.add(new Comparison(Vital.RESPIRATION, operator, Rules.milli(Math.round(18 + 4 * sign))));
                case TEMPERATURE -> any.add(new Comparison(Vital.TEMPERATURE, operator, Rules.milli(37.2 + 0.6 * sign)));
                case BLOOD_PRESSURE -> {
                    any.add(new Comparison(Vital.SYSTOLIC, operator, Rules.milli(Math.round(120 + 20 * sign))));
                    any.add(new Comparison(random.nextBoolean() ? Vital.MEAN_PRESSURE : Vital.DIASTOLIC, operator,
                            Rules.milli(Math.round(90 + 12 * sign))));
                }
            }
            return new Condition(any);
        }

        private Confirm confirm() {
            if (looks.nextInt(4) == 0) {
                return new Confirm(0, 0, 0, Confirm.Statistic.values()[1 + looks.nextInt(4)], minutes(90), 1 + looks.nextInt(5));
            }
            int count = 1 + looks.nextInt(4);
            return Confirm.kOfN(count, count + looks.nextInt(3), looks.nextInt(3) == 0 ? minutes(60) : 0);
        }

        private long minutes(int most) {
            return Rules.MINUTE * (1 + looks.nextInt(most));
        }

        @SafeVarargs
        private <T> T any(T... all) {
            return all[random.nextInt(all.length)];
        }
    }
}
