package io.vitalwatch.monitor;

import io.vitalwatch.alarm.patient.Patient;
import io.vitalwatch.alarm.version.CatalogueText;
import io.vitalwatch.alarm.version.LayeredRules;
import io.vitalwatch.alarm.version.LayeredRules.Base;
import io.vitalwatch.alarm.version.LimitsRecord;
import io.vitalwatch.alarm.version.PersonalLimits;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlReader;
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
import java.util.TreeMap;

/**
 * The changes of rules that came to a subtask: for each key group and partition which records count from when, and the records by the hash of
 * their content. From them come the versions of each patient's rules. A patient follows the changes of the partition of the patient's newest
 * record.
 *
 * <p>Key groups and partitions with the same changes share what is made of them, so the cost of a change does not grow with patients.
 */
final class ControlledRules {
    /** So long a copy may be under way, milliseconds. */
    private static final long UNDER_WAY = 24 * 3_600_000L;
    /** Nothing counts yet. */
    private static final Changes NONE = new Changes(List.of());

    /** A record that counts from a moment on. */
    private record Applied(long from, long seq, String hash) {}

    /** What counts in a partition; for each study the versions that are made of it. */
    private static final class Changes {
        private final List<Applied> applied;
        private final Map<String, OfStudy> byStudy = new HashMap<>();

        private Changes(List<Applied> applied) {
            this.applied = applied;
        }
    }

    private static final class OfStudy {
        private List<Base> bases;
        private LayeredRules.Shared shared;
        private RuleHistory history;
    }

    private final ControlReader reader;
    private final SubmittedRules submitted;
    private final long pastLimit;
    private final LayeredRules layers = new LayeredRules();
    private final Map<String, byte[]> contents = new TreeMap<>();
    private final Map<String, ControlRecord> records = new HashMap<>();
    /** By hash, the newest moment from which a copy with that content counts. */
    private final Map<String, Long> sentAt = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    private final Map<Integer, Map<Integer, Changes>> byGroup = new HashMap<>();
    private final Map<List<Applied>, Changes> same = new HashMap<>();

    /** @param pastLimit no older sample is judged, milliseconds */
    ControlledRules(ControlReader reader, SubmittedRules submitted, long pastLimit) {
        this.reader = reader;
        this.submitted = submitted;
        this.pastLimit = pastLimit;
    }

    /** Whether nothing counts for studies, groups or all. */
    boolean isEmpty() {
        return byGroup.isEmpty();
    }

    /**
     * The record of a copy. The content of one for many patients is kept, because other partitions' copies refer to it.
     *
     * @throws IllegalStateException if the content was never sent
     */
    ControlRecord record(ControlCopy copy, boolean forMany) {
        if (!forMany) {
            return reader.read(copy.content());
        }
        if (copy.content() != null) {
            contents.putIfAbsent(copy.hash(), copy.content());
        }
        newest = Math.max(newest, copy.appliedAt());
        sentAt.merge(copy.hash(), copy.appliedAt(), Math::max);
        return record(copy.hash());
    }

    private ControlRecord record(String hash) {
        return records.computeIfAbsent(hash, missing -> {
            if (!contents.containsKey(missing)) {
                throw new IllegalStateException("a change refers to content that was not sent: " + missing);
            }
            return reader.read(contents.get(missing));
        });
    }

    /** Takes a change for many patients. Returns whether it changes rules. */
    boolean take(int keyGroup, ControlCopy copy) {
        ControlRecord record = record(copy, true);
        if (!(record.change() instanceof LimitsChange || record.change() instanceof CatalogueChange)) {
            return false;
        }
        Map<Integer, Changes> partitions = byGroup.computeIfAbsent(keyGroup, group -> new TreeMap<>());
        List<Applied> applied = new ArrayList<>(partitions.getOrDefault(copy.partition(), NONE).applied);
        applied.add(new Applied(copy.appliedAt(), copy.seq(), copy.hash()));
        applied.sort(Comparator.comparingLong(Applied::from).thenComparingLong(Applied::seq));
        partitions.put(copy.partition(), shared(withoutPast(applied)));
        return true;
    }

    private Changes shared(List<Applied> applied) {
        return same.computeIfAbsent(List.copyOf(applied), Changes::new);
    }

    /** Without the changes that others replaced before any moment that is still judged. */
    private List<Applied> withoutPast(List<Applied> applied) {
        long oldest = oldestJudged(applied);
        List<Applied> kept = new ArrayList<>();
        Set<Scope> replaced = new HashSet<>();
        boolean catalogue = false;
        for (int i = applied.size() - 1; i >= 0; i--) {
            ControlRecord record = record(applied.get(i).hash());
            boolean isCatalogue = record.change() instanceof CatalogueChange;
            boolean past = isCatalogue ? catalogue
                    : replaced.contains(record.scope()) || record.isTemporary() && record.until() <= oldest;
            if (!past) {
                kept.add(0, applied.get(i));
            }
            if (applied.get(i).from() <= oldest) {
                catalogue |= isCatalogue;
                if (record.change() instanceof LimitsChange change && change.clear().contains(LimitsChange.EVERYTHING)) {
                    replaced.add(record.scope());
                }
            }
        }
        return kept;
    }

    /** No earlier moment is judged any more. A change that asks for a time may be a year ahead, so it does not say what the time is. */
    private long oldestJudged(List<Applied> applied) {
        long oldest = Long.MIN_VALUE;
        for (Applied each : applied) {
            if (record(each.hash()).effectiveAt() == ControlRecord.NOT_SET) {
                oldest = Math.max(oldest, each.from() - pastLimit);
            }
        }
        return oldest;
    }

    /** What a patient's own record adds to the limits and groups; the same if it is of another kind. */
    static PersonalLimits with(PersonalLimits personal, ControlCopy copy, ControlRecord record) {
        if (record.change() instanceof LimitsChange change) {
            return personal.with(limits(copy.appliedAt(), copy.seq(), record, change));
        }
        if (record.change() instanceof PatientChange change && change.verb().setsGroups()) {
            return personal.with(new PersonalLimits.Groups(copy.appliedAt(), copy.seq(), change.groups()));
        }
        return personal;
    }

    private static LimitsRecord limits(long from, long seq, ControlRecord record, LimitsChange change) {
        return new LimitsRecord(from, seq, record.isTemporary() ? record.until() : LimitsRecord.FOR_EVER, change.set(), change.clear());
    }

    /** The versions of a patient's rules. */
    RuleHistory of(int keyGroup, Patient patient, int partition, String study) {
        Map<Integer, Changes> partitions = byGroup.get(keyGroup);
        Changes changes = partitions == null ? NONE : partitions.getOrDefault(partition, NONE);
        PersonalLimits personal = patient == null ? PersonalLimits.NONE : patient.personal();
        if (changes.applied.isEmpty() && personal == PersonalLimits.NONE) {
            return submitted.history();
        }
        if (changes.applied.isEmpty()) {
            changes = shared(List.of());
        }
        OfStudy ofStudy = changes.byStudy.get(study);
        if (ofStudy == null) {
            ofStudy = ofStudy(changes.applied, study);
            changes.byStudy.put(study, ofStudy);
        }
        if (personal == PersonalLimits.NONE) {
            return ofStudy.history;
        }
        RuleHistory own = patient.own(ofStudy);
        if (own == null) {
            own = layers.history(ofStudy.bases, ofStudy.shared, personal, Long.MIN_VALUE);
            patient.own(ofStudy, own);
        }
        return own;
    }

    private OfStudy ofStudy(List<Applied> applied, String study) {
        OfStudy made = new OfStudy();
        made.bases = bases(applied);
        List<LimitsRecord> all = new ArrayList<>();
        List<LimitsRecord> ofStudy = new ArrayList<>();
        Map<String, List<LimitsRecord>> groups = new HashMap<>();
        for (Applied each : applied) {
            ControlRecord record = record(each.hash());
            if (record.change() instanceof LimitsChange change) {
                LimitsRecord limits = limits(each.from(), each.seq(), record, change);
                switch (record.scope().type()) {
                    case ALL -> all.add(limits);
                    case STUDY -> {
                        if (record.scope().name().equals(study)) {
                            ofStudy.add(limits);
                        }
                    }
                    case GROUP -> groups.computeIfAbsent(record.scope().name(), name -> new ArrayList<>()).add(limits);
                    case USER -> throw new IllegalStateException("a patient's own record went to a key group");
                }
            }
        }
        made.shared = new LayeredRules.Shared(all, ofStudy, name -> groups.getOrDefault(name, List.of()));
        made.history = layers.history(made.bases, made.shared, PersonalLimits.NONE, Long.MIN_VALUE);
        return made;
    }

    /** The submitted catalogues up to the first one that a record brought, then those of records. */
    private List<Base> bases(List<Applied> applied) {
        List<Base> ofRecords = new ArrayList<>();
        for (Applied each : applied) {
            if (record(each.hash()).change() instanceof CatalogueChange change) {
                ofRecords.add(new Base(each.from(), new CatalogueText(change.yaml(), "catalogue", Map.of(), submitted.ages())));
            }
        }
        List<Base> bases = new ArrayList<>();
        for (Base each : submitted.bases()) {
            if (bases.isEmpty() || ofRecords.isEmpty() || each.from() < ofRecords.get(0).from()) {
                bases.add(each);
            }
        }
        bases.addAll(ofRecords);
        return bases;
    }

    /** Takes the contents that all subtasks had. */
    void restoreContents(Iterable<byte[]> entries) throws IOException {
        for (byte[] entry : entries) {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
            String hash = in.readUTF();
            contents.putIfAbsent(hash, in.readAllBytes());
        }
    }

    /**
     * The contents for the state: those to which changes refer, and those to which copies may that are under way. The decoder sends each
     * content again after a restart, so the others are kept only until then.
     */
    List<byte[]> contents() throws IOException {
        Set<String> used = new HashSet<>();
        Set<Changes> inUse = new HashSet<>();
        byGroup.values().forEach(partitions -> inUse.addAll(partitions.values()));
        inUse.forEach(changes -> changes.applied.forEach(each -> used.add(each.hash())));
        sentAt.forEach((hash, time) -> {
            if (time >= newest - UNDER_WAY) {
                used.add(hash);
            }
        });
        same.values().removeIf(each -> !each.applied.isEmpty() && !inUse.contains(each));
        List<byte[]> entries = new ArrayList<>();
        for (Map.Entry<String, byte[]> each : contents.entrySet()) {
            if (!used.contains(each.getKey())) {
                continue;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(each.getKey());
            out.write(each.getValue());
            entries.add(bytes.toByteArray());
        }
        return entries;
    }

    /** The changes of a key group, for the state of its key. */
    byte[] bytes(int keyGroup) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        Map<Integer, Changes> partitions = byGroup.get(keyGroup);
        out.writeInt(partitions.size());
        for (Map.Entry<Integer, Changes> each : partitions.entrySet()) {
            out.writeInt(each.getKey());
            out.writeInt(each.getValue().applied.size());
            for (Applied applied : each.getValue().applied) {
                out.writeLong(applied.from());
                out.writeLong(applied.seq());
                out.writeUTF(applied.hash());
            }
        }
        return bytes.toByteArray();
    }

    void restore(int keyGroup, byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Map<Integer, Changes> partitions = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            int partition = in.readInt();
            List<Applied> applied = new ArrayList<>();
            for (int records = in.readInt(); records > 0; records--) {
                applied.add(new Applied(in.readLong(), in.readLong(), in.readUTF()));
            }
            partitions.put(partition, shared(applied));
        }
        byGroup.put(keyGroup, partitions);
    }
}
