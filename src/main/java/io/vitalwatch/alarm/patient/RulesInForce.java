package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Group;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A {@link RuleHistory} prepared for use: the rules by id, and what is built from each catalogue. */
final class RulesInForce {
    final RuleHistory history;
    private final PreparedCatalogue[] prepared;
    /** The ids of all versions: those of the newest first, in the order of the catalogue. */
    private final String[] ids;
    /** For each version the rule of each id; null where it has none. */
    private final Evaluation[][] rules;
    private final Evaluation[] newestOf;
    private final Map<String, Integer> indexes = new HashMap<>();
    /** For each id whether late data are judged again by it, and the groups that it looks at: a bit for each, by the ordinal. */
    private final boolean[] again;
    private final int[] groups;
    private final long[] rejoin;
    private RuleHistory waitingForNothing;
    private RuleHistory inOrderOfTime;

    RulesInForce(RuleHistory history, PreparedCatalogue[] prepared) {
        this.history = history;
        this.prepared = prepared;
        Map<String, Evaluation> all = new LinkedHashMap<>();
        for (int version = history.size() - 1; version >= 0; version--) {
            history.catalogue(version).rules().forEach(rule -> all.putIfAbsent(rule.id(), rule));
        }
        this.ids = all.keySet().toArray(String[]::new);
        this.newestOf = all.values().toArray(Evaluation[]::new);
        this.again = new boolean[ids.length];
        this.groups = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            indexes.put(ids[i], i);
            again[i] = newestOf[i].judgesAgain();
            for (int group = 0; group < Group.count(); group++) {
                groups[i] |= newestOf[i].looksAt(Group.of(group)) ? 1 << group : 0;
            }
        }
        this.rules = new Evaluation[history.size()][ids.length];
        this.rejoin = new long[ids.length];
        for (int version = 0; version < rules.length; version++) {
            for (int i = 0; i < ids.length; i++) {
                Evaluation rule = history.rule(version, ids[i]);
                rules[version][i] = rule;
                rejoin[i] = rule == null || rule.rejoin() == 0 ? rejoin[i]
                        : Math.max(rejoin[i], rule.rejoin() + rule.longestConfirmation());
            }
        }
    }

    int size() {
        return ids.length;
    }

    /** The index of an id, or −1. */
    int indexOf(String id) {
        return indexes.getOrDefault(id, -1);
    }

    String id(int index) {
        return ids[index];
    }

    /** The rule of an id in the newest version that has it. */
    Evaluation newestOf(int index) {
        return newestOf[index];
    }

    /** Whether late data are judged again by the rule of an id. */
    boolean judgesAgain(int index) {
        return again[index];
    }

    /**
     * How long after its end an episode of the rule of an id can go on, by data of that time and later: {@link Evaluation#rejoin} in any
     * version, and as long as the condition takes to be confirmed. 0 if it never does.
     */
    long rejoin(int index) {
        return rejoin[index];
    }

    /** Whether the rule of an id looks at any of these groups: a bit for each, by the ordinal. */
    boolean looksAt(int index, int anyOf) {
        return (groups[index] & anyOf) != 0;
    }

    /** The rule of an id in a version, or null. */
    Evaluation rule(int version, int index) {
        return rules[version][index];
    }

    /** Whether a rule of this id is the same in two versions. */
    boolean same(int index, int version, int other) {
        return Objects.equals(rules[version][index], rules[other][index]);
    }

    /** Whether other rules than those that the patient has come to were in force at a sample time. */
    boolean areOthers(Patient patient, long time) {
        return time < patient.rulesFrom && history.at(time) != history.at(patient.rulesFrom);
    }

    /** Whether the rule of this id was another one, or was not there, at a sample time or at any time from then on. */
    boolean isOther(Evaluation rule, Patient patient, long time) {
        if (time >= patient.rulesFrom) {
            return false;
        }
        int newest = history.at(patient.rulesFrom);
        for (int version = history.at(time); version < newest; version++) {
            if (!Objects.equals(history.rule(version, rule.id()), history.rule(newest, rule.id()))) {
                return true;
            }
        }
        return false;
    }

    PreparedCatalogue prepared(int version) {
        return prepared[version];
    }

    /** The version that a patient has come to. */
    PreparedCatalogue of(Patient patient) {
        return prepared[prepared.length == 1 ? 0 : history.at(patient.rulesFrom)];
    }

    /** When the next version begins that a patient has not come to yet, or {@link Evaluation#NEVER}. */
    long next(Patient patient) {
        if (patient.rulesFrom >= history.newestFrom()) {
            return Evaluation.NEVER;
        }
        int version = history.at(patient.rulesFrom) + 1;
        return version < history.size() ? history.from(version) : Evaluation.NEVER;
    }

    /** The versions with those rules only that wait for nothing. */
    RuleHistory waitingForNothing() {
        if (waitingForNothing == null) {
            waitingForNothing = history.map(all -> new Catalogue(all.rules().stream().filter(Evaluation::waitsForNothing).toList()));
        }
        return waitingForNothing;
    }

    /** The versions with those rules only that depend on the order of sample time. */
    RuleHistory inOrderOfTime() {
        if (inOrderOfTime == null) {
            inOrderOfTime = history.map(all -> new Catalogue(all.rules().stream().filter(Evaluation::judgesStale).toList()));
        }
        return inOrderOfTime;
    }
}
