package io.vitalwatch.control;

import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in force for studies, groups and all after a number of control records, as the records themselves: read in their order they give the
 * same as all records. Records of single patients are not kept. Not for several threads.
 */
public final class InForce {
    private LoggedControl catalogue;
    private LoggedControl shadow;
    private final Map<Scope, List<LoggedControl>> limits = new LinkedHashMap<>();

    /** Takes the next record. Records must have been checked; records come in their order. */
    public void take(LoggedControl logged) {
        if (logged.record().scope().isUser()) {
            return;
        }
        if (logged.record().change() instanceof CatalogueChange) {
            catalogue = logged;
        } else if (logged.record().change() instanceof ShadowChange change) {
            shadow = change.yaml() == null ? null : logged;
        } else if (logged.record().change() instanceof LimitsChange change) {
            List<LoggedControl> of = limits.computeIfAbsent(logged.record().scope(), scope -> new ArrayList<>());
            if (change.clear().contains(LimitsChange.EVERYTHING)) {
                of.clear();
            }
            if (!change.set().isEmpty() || !of.isEmpty()) {
                of.add(logged);
            } else {
                limits.remove(logged.record().scope());
            }
        }
    }

    /**
     * Forgets what changes nothing any more: limits that are over, limits that later records have replaced or removed, and removals of which
     * nothing is left. Copied again they would be refused or change nothing, and there would be more of them for ever. Linear in the records.
     *
     * @param now the arrival clock, Unix milliseconds
     */
    public void forget(long now) {
        limits.replaceAll((scope, of) -> remaining(of, now));
        limits.values().removeIf(List::isEmpty);
    }

    private static List<LoggedControl> remaining(List<LoggedControl> of, long now) {
        Map<String, Integer> before = new HashMap<>();
        of.forEach(each -> change(each).set().keySet().forEach(field -> before.merge(field, 1, Integer::sum)));
        Set<String> set = new HashSet<>();
        Set<String> removed = new HashSet<>();
        List<LoggedControl> remaining = new ArrayList<>();
        for (int i = of.size() - 1; i >= 0; i--) {
            LimitsChange change = change(of.get(i));
            ControlRecord record = of.get(i).record();
            change.set().keySet().forEach(field -> before.computeIfPresent(field, (key, count) -> count == 1 ? null : count - 1));
            boolean removesNothing = before.keySet().stream().noneMatch(field -> isRemoved(field, change.clear()));
            // One that ends by itself counts again when a later one has ended.
            boolean replaced = change.set().keySet().stream()
                    .allMatch(field -> isRemoved(field, removed) || !record.isTemporary() && set.contains(field));
            if (removesNothing && (replaced || record.isTemporary() && record.until() <= now)) {
                continue;
            }
            remaining.add(of.get(i));
            if (!record.isTemporary() && record.effectiveAt(of.get(i).appendedAt(), ControlSettings.LONGEST_LEAD_MILLIS) <= now) {
                set.addAll(change.set().keySet());
                removed.addAll(change.clear());
            }
        }
        Collections.reverse(remaining);
        return remaining;
    }

    private static LimitsChange change(LoggedControl logged) {
        return (LimitsChange) logged.record().change();
    }

    /** The catalogue's record, or null where that of the submission is in force. */
    public LoggedControl catalogue() {
        return catalogue;
    }

    /** The record of the shadow catalogue, or null. */
    public LoggedControl shadow() {
        return shadow;
    }

    /** The records that set limits of a scope, in their order. */
    public List<LoggedControl> limits(Scope scope) {
        return List.copyOf(limits.getOrDefault(scope, List.of()));
    }

    /** All scopes with limits, in the order of their first record. */
    public List<Scope> scopes() {
        return List.copyOf(limits.keySet());
    }

    /** All records that are in force, in their order. */
    public List<LoggedControl> records() {
        List<LoggedControl> all = new ArrayList<>();
        limits.values().forEach(all::addAll);
        if (catalogue != null) {
            all.add(catalogue);
        }
        if (shadow != null) {
            all.add(shadow);
        }
        all.sort(Comparator.comparingLong(LoggedControl::seq));
        return all;
    }

    /**
     * The fields that records of one scope set, without those that end by themselves.
     *
     * @param records in their order
     */
    public static Map<String, String> fields(List<LoggedControl> records) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (LoggedControl each : records) {
            LimitsChange change = (LimitsChange) each.record().change();
            clear(fields, change.clear());
            if (!each.record().isTemporary()) {
                fields.putAll(change.set());
            }
        }
        return fields;
    }

    /** Removes what a record clears: fields, whole rules, or everything. */
    public static void clear(Map<String, ?> fields, List<String> cleared) {
        fields.keySet().removeIf(field -> isRemoved(field, cleared));
    }

    private static boolean isRemoved(String field, Collection<String> cleared) {
        return cleared.stream().anyMatch(each -> each.equals(LimitsChange.EVERYTHING) || field.equals(each) || field.startsWith(each + "."));
    }
}
