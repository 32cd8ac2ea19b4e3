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
import java.util.function.ToLongFunction;

/**
 * What is in force for studies, groups and all after a number of control records, as the records themselves: read in their order they give the
 * same as all records. Records of single patients are not kept. Not for several threads.
 */
public final class InForce {
    /** That in force, and those that are planned. */
    private final List<LoggedControl> catalogues = new ArrayList<>();
    private LoggedControl shadow;
    private final Map<Scope, List<LoggedControl>> limits = new LinkedHashMap<>();

    /** Takes the next record. Records must have been checked; records come in their order. */
    public void take(LoggedControl logged) {
        if (logged.record().scope().isUser()) {
            return;
        }
        if (logged.record().change() instanceof CatalogueChange) {
            if (logged.record().effectiveAt() == ControlRecord.NOT_SET) {
                catalogues.removeIf(each -> isSurelyBefore(each, logged));
            }
            catalogues.add(logged);
        } else if (logged.record().change() instanceof ShadowChange change) {
            shadow = change.yaml() == null ? null : logged;
        } else if (logged.record().change() instanceof LimitsChange change) {
            List<LoggedControl> of = limits.computeIfAbsent(logged.record().scope(), scope -> new ArrayList<>());
            if (change.clear().contains(LimitsChange.EVERYTHING) && logged.record().effectiveAt() == ControlRecord.NOT_SET) {
                of.removeIf(each -> isSurelyBefore(each, logged));
            }
            if (!change.set().isEmpty() || !of.isEmpty() || logged.record().effectiveAt() != ControlRecord.NOT_SET) {
                of.add(logged);
            } else {
                limits.remove(logged.record().scope());
            }
        }
    }

    /**
     * Forgets what changes nothing any more: limits that are over, limits that later records have replaced or removed, and removals of which
     * nothing is left. Copied again they would be refused or change nothing, and there would be more of them for ever.
     *
     * <p>Records count in the order in which they take effect, which is that of the log unless one asks for a time.
     *
     * @param now the arrival clock, Unix milliseconds
     */
    public void forget(long now) {
        limits.replaceAll((scope, of) -> remaining(of, now));
        limits.values().removeIf(List::isEmpty);
        List<LoggedControl> lasting = catalogues.stream().filter(each -> isLasting(each, now)).toList();
        catalogues.removeIf(each -> lasting.stream().anyMatch(newer -> isReplacedBy(each, newer)));
    }

    /** Whether a catalogue counts before another one, however long the lead is. */
    private static boolean isReplacedBy(LoggedControl each, LoggedControl newer) {
        return each.seq() < newer.seq() ? isSurelyBefore(each, newer)
                : each.record().effectiveAt(each.appendedAt(), ControlSettings.LONGEST_LEAD_MILLIS) < newer.record().effectiveAt();
    }

    /** In the order in which they take effect. */
    private static List<LoggedControl> inOrder(List<LoggedControl> records, long leadMillis) {
        ToLongFunction<LoggedControl> from = each -> each.record().effectiveAt(each.appendedAt(), leadMillis);
        return records.stream().sorted(Comparator.comparingLong(from).thenComparingLong(LoggedControl::seq)).toList();
    }

    private static List<LoggedControl> remaining(List<LoggedControl> of, long now) {
        List<Set<String>> live = live(of, now);
        Map<String, Integer> before = new HashMap<>();
        live.forEach(fields -> fields.forEach(field -> before.merge(field, 1, Integer::sum)));
        Map<String, Long> removed = new HashMap<>();
        List<LoggedControl> remaining = new ArrayList<>();
        for (int i = of.size() - 1; i >= 0; i--) {
            LoggedControl logged = of.get(i);
            ControlRecord record = logged.record();
            List<String> clear = change(logged).clear();
            live.get(i).forEach(field -> before.computeIfPresent(field, (key, count) -> count == 1 ? null : count - 1));
            boolean removesNothing = clear.isEmpty() || record.effectiveAt() <= now
                    && before.keySet().stream().noneMatch(field -> isRemoved(field, clear)) && !removesLater(of, live, i);
            List<String> gone = removed.keySet().stream().filter(field -> removed.get(field) >= record.effectiveAt()).toList();
            if (removesNothing && live.get(i).stream().allMatch(field -> isRemoved(field, gone))) {
                continue;
            }
            remaining.add(logged);
            if (isLasting(logged, now)) {
                clear.forEach(field -> removed.merge(field, from(logged), Math::max));
            }
        }
        Collections.reverse(remaining);
        return remaining;
    }

    /** For each record the fields that it sets, without those that later ones have replaced. One that ends by itself replaces nothing. */
    private static List<Set<String>> live(List<LoggedControl> of, long now) {
        List<Set<String>> live = new ArrayList<>();
        // From when at the earliest.
        Map<String, Long> replaced = new HashMap<>();
        for (int i = of.size() - 1; i >= 0; i--) {
            LoggedControl logged = of.get(i);
            ControlRecord record = logged.record();
            Set<String> fields = new HashSet<>(record.isTemporary() && record.until() <= now ? Set.of() : change(logged).set().keySet());
            fields.removeIf(field -> !record.isTemporary() && replaced.containsKey(field) && replaced.get(field) >= record.effectiveAt());
            live.add(fields);
            if (isLasting(logged, now)) {
                change(logged).set().keySet().forEach(field -> replaced.merge(field, from(logged), Math::max));
            }
        }
        Collections.reverse(live);
        return live;
    }

    /** Whether a record has surely taken effect and does not end by itself. */
    private static boolean isLasting(LoggedControl logged, long now) {
        return !logged.record().isTemporary()
                && logged.record().effectiveAt(logged.appendedAt(), ControlSettings.LONGEST_LEAD_MILLIS) <= now;
    }

    /** Whether a planned record may remove what one sets that comes after it in the log and counts before it. */
    private static boolean removesLater(List<LoggedControl> of, List<Set<String>> live, int index) {
        LoggedControl planned = of.get(index);
        boolean removes = false;
        for (int i = index + 1; planned.record().effectiveAt() != ControlRecord.NOT_SET && i < of.size() && !removes; i++) {
            removes = from(of.get(i)) < planned.record().effectiveAt()
                    && live.get(i).stream().anyMatch(field -> isRemoved(field, change(planned).clear()));
        }
        return removes;
    }

    /** From when a record counts at the earliest; how long the lead is is not known here. */
    private static long from(LoggedControl logged) {
        return logged.record().effectiveAt(logged.appendedAt(), 0);
    }

    /** Whether a record earlier in the log counts before a later one, however long the lead is. */
    private static boolean isSurelyBefore(LoggedControl earlier, LoggedControl later) {
        return earlier.record().effectiveAt() <= from(later);
    }

    private static LimitsChange change(LoggedControl logged) {
        return (LimitsChange) logged.record().change();
    }

    /**
     * The catalogue's record, or null where that of the submission is in force.
     *
     * @param now what asks for a later time does not count, Unix milliseconds
     * @param leadMillis {@code control.lead}: one that was written so short a time before that of a planned one counts after it
     */
    public LoggedControl catalogue(long now, long leadMillis) {
        LoggedControl found = null;
        for (LoggedControl each : inOrder(catalogues, leadMillis)) {
            found = each.record().effectiveAt() <= now ? each : found;
        }
        return found;
    }

    /** The number of the oldest catalogue that is in force or planned; that of a record to come where there is none. */
    long oldestCatalogue() {
        return catalogues.stream().mapToLong(LoggedControl::seq).min().orElse(Long.MAX_VALUE);
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
        all.addAll(catalogues);
        if (shadow != null) {
            all.add(shadow);
        }
        all.sort(Comparator.comparingLong(LoggedControl::seq));
        return all;
    }

    /**
     * The fields that records of one scope set, without those that end by themselves.
     *
     * @param now what asks for a later time does not count, Unix milliseconds
     */
    public static Map<String, String> fields(List<LoggedControl> records, long now) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (LoggedControl each : inOrder(records, 0)) {
            if (each.record().effectiveAt() > now) {
                continue;
            }
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
