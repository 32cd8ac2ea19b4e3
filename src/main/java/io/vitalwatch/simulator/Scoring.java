package io.vitalwatch.simulator;

import io.vitalwatch.simulator.Score.Hit;
import io.vitalwatch.simulator.Score.RuleScore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds alarms against the truth. An alarm finds an injection of the same user and rule when its onset lies between the injection's onset
 * and end, give or take the tolerance. One injection is found by one episode at most, the earliest that fits; any other is a false alarm,
 * so falling to pieces costs points too.
 */
public final class Scoring {
    private static final Comparator<AlarmOnset> BY_ONSET = Comparator.comparingLong(AlarmOnset::onset).thenComparing(AlarmOnset::id);

    private record Key(String user, String rule) {}

    private final long toleranceMillis;

    /** @param toleranceMillis how far outside the injection an alarm's onset may lie */
    public Scoring(long toleranceMillis) {
        this.toleranceMillis = toleranceMillis;
    }

    /** Scores a run; the order of neither list matters. */
    public Score score(List<Truth> truth, List<AlarmOnset> alarms) {
        Map<Key, List<AlarmOnset>> open = new HashMap<>();
        Set<String> ids = new HashSet<>();
        int repeated = 0;
        for (AlarmOnset alarm : alarms) {
            if (ids.add(alarm.id())) {
                open.computeIfAbsent(new Key(alarm.user(), alarm.rule()), key -> new ArrayList<>()).add(alarm);
            } else {
                repeated++;
            }
        }
        open.values().forEach(each -> each.sort(BY_ONSET));
        List<Hit> hits = new ArrayList<>();
        List<Truth> misses = new ArrayList<>();
        List<Truth> demanded = truth.stream().filter(each -> each.rule() != null)
                .sorted(Comparator.comparingLong(Truth::until).thenComparingLong(Truth::onset)).toList();
        for (Truth each : demanded) {
            AlarmOnset found = take(open.getOrDefault(new Key(each.user(), each.rule()), List.of()), each);
            if (found == null) {
                misses.add(each);
            } else {
                hits.add(new Hit(each, found));
            }
        }
        List<AlarmOnset> falseAlarms = open.values().stream().flatMap(List::stream).sorted(BY_ONSET).toList();
        return new Score(rules(hits, misses, falseAlarms), hits, misses, falseAlarms, truth.size() - demanded.size(), repeated);
    }

    /** Takes the earliest alarm that fits out of the open ones. With injections by their end, this finds as many as any matching could. */
    private AlarmOnset take(List<AlarmOnset> open, Truth truth) {
        for (int i = 0; i < open.size(); i++) {
            long onset = open.get(i).onset();
            if (onset >= truth.onset() - toleranceMillis && onset <= truth.until() + toleranceMillis) {
                return open.remove(i);
            }
        }
        return null;
    }

    private static List<RuleScore> rules(List<Hit> hits, List<Truth> misses, List<AlarmOnset> falseAlarms) {
        Map<String, String> kinds = new HashMap<>();
        falseAlarms.forEach(alarm -> kinds.put(alarm.rule(), alarm.kind()));
        misses.forEach(truth -> kinds.put(truth.rule(), truth.kind()));
        hits.forEach(hit -> kinds.put(hit.truth().rule(), hit.truth().kind()));
        List<RuleScore> rules = new ArrayList<>();
        for (String rule : new TreeSet<>(kinds.keySet())) {
            long[] delays = hits.stream().filter(hit -> hit.truth().rule().equals(rule)).mapToLong(Hit::delayMillis).sorted().toArray();
            int missed = (int) misses.stream().filter(truth -> truth.rule().equals(rule)).count();
            int wrong = (int) falseAlarms.stream().filter(alarm -> alarm.rule().equals(rule)).count();
            rules.add(new RuleScore(rule, kinds.get(rule), delays.length + missed, delays.length, missed, wrong,
                    delays.length == 0 ? -1 : delays[delays.length / 2], delays.length == 0 ? -1 : delays[delays.length - 1]));
        }
        return rules;
    }
}
