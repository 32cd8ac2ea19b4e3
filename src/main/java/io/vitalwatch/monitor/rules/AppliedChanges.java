package io.vitalwatch.monitor.rules;

import io.vitalwatch.control.InForce;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The changes that count in a partition, in the order in which they count, without those that later ones replaced before any moment that is
 * still judged. Immutable.
 *
 * @param list in the order in which they count
 */
record AppliedChanges(List<Applied> list) {
    /**
     * At least so many of the newest changes are kept. What was replaced before them is dropped when there are as many of it: then moments
     * before them are judged by what was in force at the oldest of them.
     */
    static final int MOST = 64;
    static final AppliedChanges NONE = new AppliedChanges(List.of());

    /** A record that counts from a moment on. */
    record Applied(long from, long seq, String hash) {}

    AppliedChanges {
        list = List.copyOf(list);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * Adds a change. {@link #isFewer} says whether others were dropped for it: first, patients have to come to the clock by the changes before.
     *
     * @param records by hash; null for one that cannot be read, which is kept and changes nothing
     * @param judged so far back a sample may be judged, or a patient may have come to no change, milliseconds
     * @param clock a moment of the arrival clock that is over for all patients of the partition, or {@link ControlCopy#NO_CLOCK}. A change that
     *     asks for a time may be a year ahead, and one that does not is ahead by the lead, so they do not say what the time is
     */
    AppliedChanges with(Applied change, Function<String, ControlRecord> records, long judged, long clock) {
        List<Applied> all = new ArrayList<>(list);
        // A change that asks for a time counts from then on also if it is copied again.
        all.remove(change);
        all.add(change);
        all.sort(Comparator.comparingLong(Applied::from).thenComparingLong(Applied::seq));
        long over = clock == ControlCopy.NO_CLOCK ? newestThatAsksForNoTime(all, records) : clock;
        all = withoutReplaced(all, records, Math.max(over, Long.MIN_VALUE + judged) - judged);
        if (all.size() > 2 * MOST) {
            List<Applied> newest = withoutReplaced(all, records, Math.min(all.get(all.size() - MOST).from(), over));
            all = all.size() - newest.size() >= MOST ? newest : all;
        }
        return new AppliedChanges(all);
    }

    private static long newestThatAsksForNoTime(List<Applied> all, Function<String, ControlRecord> records) {
        return all.stream().filter(each -> {
            ControlRecord record = records.apply(each.hash());
            return record != null && record.effectiveAt() == ControlRecord.NOT_SET;
        }).mapToLong(Applied::from).max().orElse(Long.MIN_VALUE);
    }

    /** Whether so many changes were dropped when one was added that moments may be judged by others now. */
    boolean isFewer(AppliedChanges before) {
        return list.size() + MOST <= before.list.size() + 1;
    }

    /** Without the changes of which nothing is in force at a moment or after it. */
    private static List<Applied> withoutReplaced(List<Applied> all, Function<String, ControlRecord> records, long oldest) {
        Set<Applied> replaced = new HashSet<>();
        Map<Scope, List<LimitsChange>> later = new HashMap<>();
        boolean catalogue = false;
        for (int i = all.size() - 1; i >= 0; i--) {
            ControlRecord record = records.apply(all.get(i).hash());
            boolean past = all.get(i).from() <= oldest;
            if (record != null && record.change() instanceof CatalogueChange) {
                if (catalogue) {
                    replaced.add(all.get(i));
                }
                catalogue |= past;
            } else if (record != null && record.change() instanceof LimitsChange change) {
                List<LimitsChange> after = later.computeIfAbsent(record.scope(), scope -> new ArrayList<>());
                if (record.isTemporary() ? record.until() <= oldest || isCleared(change, after) : isReplaced(change, after)) {
                    replaced.add(all.get(i));
                }
                if (past) {
                    after.add(record.isTemporary() ? new LimitsChange(Map.of(), change.clear()) : change);
                }
            }
        }
        List<Applied> kept = new ArrayList<>();
        Map<Scope, Map<String, String>> fields = new HashMap<>();
        for (Applied each : all) {
            ControlRecord record = records.apply(each.hash());
            if (record != null && record.change() instanceof LimitsChange change) {
                Map<String, String> ofScope = fields.computeIfAbsent(record.scope(), scope -> new HashMap<>());
                boolean needed = each.from() > oldest || !replaced.contains(each) || clearsAny(ofScope, change);
                if (needed) {
                    kept.add(each);
                    ofScope.putAll(change.set());
                }
            } else if (!replaced.contains(each)) {
                kept.add(each);
            }
        }
        return kept;
    }

    private static boolean clearsAny(Map<String, String> fields, LimitsChange change) {
        Map<String, String> left = new HashMap<>(fields);
        InForce.clear(left, change.clear());
        return left.size() < fields.size();
    }

    /** Whether later changes set or clear all that a change sets. */
    private static boolean isReplaced(LimitsChange change, List<LimitsChange> later) {
        Map<String, String> left = new HashMap<>(change.set());
        for (LimitsChange each : later) {
            InForce.clear(left, each.clear());
            left.keySet().removeAll(each.set().keySet());
        }
        return left.isEmpty();
    }

    private static boolean isCleared(LimitsChange change, List<LimitsChange> later) {
        Map<String, String> left = new HashMap<>(change.set());
        later.forEach(each -> InForce.clear(left, each.clear()));
        return left.isEmpty();
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(list.size());
        for (Applied each : list) {
            out.writeLong(each.from());
            out.writeLong(each.seq());
            out.writeUTF(each.hash());
        }
        return bytes.toByteArray();
    }

    static AppliedChanges read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<Applied> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(new Applied(in.readLong(), in.readLong(), in.readUTF()));
        }
        return new AppliedChanges(list);
    }
}
