package io.vitalwatch.monitor.rules;

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
import io.vitalwatch.monitor.rules.AppliedChanges.Applied;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
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
public final class ControlledRules {
    private static final Logger LOG = LoggerFactory.getLogger(ControlledRules.class);
    /** Nothing counts yet. */
    private static final Changes NONE = new Changes(AppliedChanges.NONE);

    /** What counts in a partition; for each study the versions that are made of it. */
    private static final class Changes {
        private final AppliedChanges applied;
        private final Map<String, OfStudy> byStudy = new HashMap<>();

        private Changes(AppliedChanges applied) {
            this.applied = applied;
        }
    }

    private static final class OfStudy {
        private List<Base> bases;
        private LayeredRules.Shared shared;
        private RuleHistory history;
    }

    /** All key groups take the same change of a partition, one after the other. */
    private record Step(AppliedChanges before, Applied change) {}

    private final ControlReader reader;
    private final SubmittedRules submitted;
    private final long judged;
    private final ControlContents contents;
    private final LayeredRules layers = new LayeredRules();
    private final Map<Integer, Map<Integer, Changes>> byGroup = new HashMap<>();
    private final Map<AppliedChanges, Changes> same = new HashMap<>();
    private Step lastStep;
    private Changes lastResult;

    /**
     * @param judged so far back a sample may be judged, or a patient may have come to no change, milliseconds
     * @param partitions how many partitions the raw topic has, or 0 where that is not known
     */
    public ControlledRules(ControlReader reader, SubmittedRules submitted, long judged, int partitions) {
        this.reader = reader;
        this.submitted = submitted;
        this.judged = judged;
        this.contents = new ControlContents(reader, partitions);
    }

    /** Whether nothing counts for studies, groups or all. */
    public boolean isEmpty() {
        return byGroup.isEmpty();
    }

    /** The contents of changes for many patients. */
    public ControlContents contents() {
        return contents;
    }

    /**
     * The record of a copy for one patient, or null if this release cannot read it: the copy was under way when the job was restored with
     * another release.
     */
    public ControlRecord ofPatient(ControlCopy copy) {
        try {
            return reader.read(copy.content());
        } catch (IllegalArgumentException e) {
            LOG.error("Control record {} cannot be used by this release: {}", copy.seq(), e.getMessage());
            return null;
        }
    }

    /** Brings patients to a moment by the changes that count so far. */
    public interface Catching {
        void up(int partition, long moment) throws Exception;
    }

    /**
     * Takes a change for many patients.
     *
     * @param catching is called first if older changes are dropped for it, once a change
     * @return its record if it changes rules, else null
     */
    public ControlRecord take(int keyGroup, ControlCopy copy, Catching catching) throws Exception {
        ControlRecord record = contents.take(keyGroup, copy);
        if (record == null || !(record.change() instanceof LimitsChange || record.change() instanceof CatalogueChange)) {
            return null;
        }
        Map<Integer, Changes> partitions = byGroup.computeIfAbsent(keyGroup, group -> new TreeMap<>());
        Step step = new Step(partitions.getOrDefault(copy.partition(), NONE).applied, new Applied(copy.appliedAt(), copy.seq(), copy.hash()));
        if (!step.equals(lastStep)) {
            long over = copy.clock() == ControlCopy.NO_CLOCK ? ControlCopy.NO_CLOCK : copy.clock() - 1;
            AppliedChanges after = step.before().with(step.change(), contents::record, judged, over);
            boolean first = lastStep == null || !step.change().equals(lastStep.change());
            if (first && after.isFewer(step.before())) {
                catching.up(copy.partition(), over);
            }
            lastResult = shared(after);
            lastStep = step;
        }
        partitions.put(copy.partition(), lastResult);
        return record;
    }

    private Changes shared(AppliedChanges applied) {
        return same.computeIfAbsent(applied, Changes::new);
    }

    /** What a patient's own record adds to the limits and groups; the same if it is of another kind. */
    public static PersonalLimits with(PersonalLimits personal, ControlCopy copy, ControlRecord record) {
        if (record.change() instanceof LimitsChange change) {
            return personal.with(limits(copy.appliedAt(), copy.seq(), record, change), copy.clock());
        }
        if (record.change() instanceof PatientChange change && change.verb().setsGroups()) {
            return personal.with(new PersonalLimits.Groups(copy.appliedAt(), copy.seq(), change.groups()), copy.clock());
        }
        return personal;
    }

    private static LimitsRecord limits(long from, long seq, ControlRecord record, LimitsChange change) {
        return new LimitsRecord(from, seq, record.isTemporary() ? record.until() : LimitsRecord.FOR_EVER, change.set(), change.clear());
    }

    /** The versions of a patient's rules. */
    public RuleHistory of(int keyGroup, Patient patient, int partition, String study) {
        Map<Integer, Changes> partitions = byGroup.get(keyGroup);
        Changes changes = partitions == null ? NONE : partitions.getOrDefault(partition, NONE);
        PersonalLimits personal = patient == null ? PersonalLimits.NONE : patient.personal();
        if (changes.applied.isEmpty() && personal == PersonalLimits.NONE) {
            return submitted.history();
        }
        if (changes.applied.isEmpty()) {
            changes = shared(AppliedChanges.NONE);
        }
        OfStudy ofStudy = changes.byStudy.get(study);
        if (ofStudy == null) {
            ofStudy = ofStudy(changes.applied.list(), study);
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
            ControlRecord record = contents.record(each.hash());
            if (record != null && record.change() instanceof LimitsChange change) {
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

    /**
     * The submitted catalogues up to the first one that a record brought, then those of records. One that this release cannot read any more is
     * left out: the catalogue before it stays in force.
     */
    private List<Base> bases(List<Applied> applied) {
        List<Base> ofRecords = new ArrayList<>();
        for (Applied each : applied) {
            ControlRecord record = contents.record(each.hash());
            if (record != null && record.change() instanceof CatalogueChange change) {
                CatalogueText text = new CatalogueText(change.yaml(), "catalogue", Map.of(), submitted.ages());
                if (contents.isUsable(each.hash(), text)) {
                    ofRecords.add(new Base(each.from(), text));
                }
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

    /**
     * The contents for the state.
     *
     * @param keyGroups the key groups of this subtask
     */
    public List<byte[]> snapshotContents(Iterable<Integer> keyGroups) throws IOException {
        Set<String> used = new HashSet<>();
        Set<Changes> inUse = new HashSet<>();
        byGroup.values().forEach(partitions -> inUse.addAll(partitions.values()));
        inUse.forEach(changes -> changes.applied.list().forEach(each -> used.add(each.hash())));
        same.values().removeIf(each -> !each.applied.isEmpty() && !inUse.contains(each));
        contents.drop(used, keyGroups);
        return contents.snapshot();
    }

    /** The changes of a key group and partition, for the state of the key group's key. */
    public byte[] bytes(int keyGroup, int partition) throws IOException {
        return byGroup.get(keyGroup).get(partition).applied.bytes();
    }

    public void restore(int keyGroup, int partition, byte[] bytes) throws IOException {
        byGroup.computeIfAbsent(keyGroup, group -> new TreeMap<>()).put(partition, shared(AppliedChanges.read(bytes)));
    }
}
