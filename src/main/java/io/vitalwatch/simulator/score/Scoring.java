package io.vitalwatch.simulator.score;

import io.vitalwatch.simulator.score.Score.Hit;
import io.vitalwatch.simulator.score.Score.RuleScore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares alarms with the truth. An alarm matches an injection of the same user and rule when its onset lies between the injection's onset
 * and end, plus or minus the tolerance. One injection is matched by at most one episode, the earliest that fits; any other is a false
 * alarm, so an alarm that breaks into several episodes lowers the score. Alarms that say why a patient is not watched may accompany an event
 * of the bracelet, the phone or the way.
 */
public final class Scoring {
    private static final Comparator<AlarmOnset> BY_ONSET = Comparator.comparingLong(AlarmOnset::onset).thenComparing(AlarmOnset::id);

    /** Rules that say why a patient is not watched, beside the one that an event must raise. */
    private static final Set<String> ACCOMPANYING = Set.of("clock-wrong", "not-live", "fields-missing");
    /** The onset of an alarm about readings that stay away is the last usable one, which may be long before the event. */
    private static final long BEFORE = 3_600_000;

    private record UserRule(String user, String rule) {}

    private final long toleranceMillis;

    /** @param toleranceMillis how far outside the injection an alarm's onset may lie */
    public Scoring(long toleranceMillis) {
        this.toleranceMillis = toleranceMillis;
    }

    /** Scores a run. The order of both lists is irrelevant. */
    public Score score(List<Truth> truth, List<AlarmOnset> alarms) {
        Map<UserRule, List<AlarmOnset>> open = new HashMap<>();
        Set<String> ids = new HashSet<>();
        int repeated = 0;
        for (AlarmOnset alarm : alarms) {
            if (ids.add(alarm.id())) {
                open.computeIfAbsent(new UserRule(alarm.user(), alarm.rule()), key -> new ArrayList<>()).add(alarm);
            } else {
                repeated++;
            }
        }
        open.values().forEach(each -> each.sort(BY_ONSET));
        List<Hit> hits = new ArrayList<>();
        List<Truth> misses = new ArrayList<>();
        List<Truth> notDue = new ArrayList<>();
        List<Truth> demanded = truth.stream().filter(each -> each.rule() != null)
                .sorted(Comparator.comparingLong(Truth::until).thenComparingLong(Truth::onset)).toList();
        for (Truth each : demanded) {
            AlarmOnset found = take(open.getOrDefault(new UserRule(each.user(), each.rule()), List.of()), each);
            if (found == null) {
                (each.due() ? misses : notDue).add(each);
            } else {
                hits.add(new Hit(each, found));
            }
        }
        List<AlarmOnset> falseAlarms = open.values().stream().flatMap(List::stream)
                .filter(alarm -> !accompanies(alarm, truth)).sorted(BY_ONSET).toList();
        return new Score(rules(hits, misses, falseAlarms), hits, misses, notDue, falseAlarms, truth.size() - demanded.size(), repeated);
    }

    /**
     * Whether an alarm says in other words that a patient is not watched, during an event of the bracelet, the phone or the way that
     * explains it: a clock that is wrong raises no-data and clock-wrong.
     */
    private boolean accompanies(AlarmOnset alarm, List<Truth> truth) {
        return (ACCOMPANYING.contains(alarm.rule()) || alarm.rule().startsWith("no-reading-")) && truth.stream().anyMatch(each ->
                each.user().equals(alarm.user()) && !each.kind().equals("physiological")
                        && alarm.onset() >= each.onset() - toleranceMillis - BEFORE && alarm.onset() <= each.until() + toleranceMillis);
    }

    /** Removes the earliest alarm that fits from the open ones. With injections sorted by their end, no other choice matches more. */
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
