package io.vitalwatch.alarm.version;

import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.Group;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The rules of a {@link RuleHistory} by id: each id has an index, and under it the rule of each version that has one. Built once for a
 * history; immutable.
 */
public final class RuleVersions {
    private final RuleHistory history;
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

    public RuleVersions(RuleHistory history) {
        this.history = history;
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

    /** The versions, with their times. */
    public RuleHistory history() {
        return history;
    }

    /** The number of ids. */
    public int size() {
        return ids.length;
    }

    /** The index of an id, or −1. */
    public int indexOf(String id) {
        return indexes.getOrDefault(id, -1);
    }

    public String id(int index) {
        return ids[index];
    }

    /** The rule of an id in the newest version that has it. */
    public Evaluation newestOf(int index) {
        return newestOf[index];
    }

    /** Whether late data are judged again by the rule of an id. */
    public boolean judgesAgain(int index) {
        return again[index];
    }

    /**
     * How long after its end an episode of the rule of an id can go on, by data of that time and later: {@link Evaluation#rejoin} in any
     * version, and as long as the condition takes to be confirmed. 0 if it never does.
     */
    public long rejoin(int index) {
        return rejoin[index];
    }

    /** Whether the rule of an id looks at any of these groups: a bit for each, by the ordinal. */
    public boolean looksAt(int index, int anyOf) {
        return (groups[index] & anyOf) != 0;
    }

    /** The rule of an id in a version, or null. */
    public Evaluation rule(int version, int index) {
        return rules[version][index];
    }

    /** Whether a rule of this id is the same in two versions. */
    public boolean same(int index, int version, int other) {
        return Objects.equals(rules[version][index], rules[other][index]);
    }

    /**
     * Whether other rules were in force at a sample time than those that a patient has come to.
     *
     * @param rulesFrom from when the patient's rules are in force
     */
    public boolean areOthers(long rulesFrom, long time) {
        return time < rulesFrom && history.at(time) != history.at(rulesFrom);
    }

    /** Whether the rule of this id was another one, or was not there, at a sample time or at any time from then on. */
    public boolean isOther(Evaluation rule, long rulesFrom, long time) {
        if (time >= rulesFrom) {
            return false;
        }
        int newest = history.at(rulesFrom);
        for (int version = history.at(time); version < newest; version++) {
            if (!Objects.equals(history.rule(version, rule.id()), history.rule(newest, rule.id()))) {
                return true;
            }
        }
        return false;
    }
}
