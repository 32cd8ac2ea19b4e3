package io.vitalwatch.control;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.CatalogueChange;
import io.vitalwatch.model.control.Change.LimitsChange;
import io.vitalwatch.model.control.Change.ObservationChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.Change.ShadowChange;
import io.vitalwatch.model.control.ControlAnswer;
import io.vitalwatch.model.control.ControlAnswer.Outcome;
import io.vitalwatch.model.control.ControlCopy;
import io.vitalwatch.model.control.ControlKind;
import io.vitalwatch.model.control.ControlReader;
import io.vitalwatch.model.control.ControlRecord;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Takes the copies of control records in the partitions that one subtask reads: drops repeats, refuses what cannot be taken, and decides from
 * when each change counts.
 *
 * <p>What becomes of a copy is a function of its own partition's records up to it, so it is the same at any parallelism and after any restart.
 * A copy's own timestamp is not used, so a relay whose clock is wrong changes nothing. Not for several threads.
 */
public final class ControlIntake {
    /** The furthest moment that a record may ask for. */
    private static final long FURTHEST_MILLIS = 366 * 24 * 3_600_000L;
    /** 9999-12-31T23:59:59.999Z, Unix milliseconds. */
    private static final long LATEST = 253_402_300_799_999L;
    private static final String SOURCE = "catalogue";
    private static final String OF_LIMITS = "catalogue in force";

    private final ControlSettings settings;
    private final ControlReader reader;
    private final ControlOutput output;
    private final boolean first;
    private final Map<Integer, PartitionControl> read = new TreeMap<>();
    private final Map<Integer, PartitionControl> restored = new TreeMap<>();
    /** Catalogues by their text: many partitions have the same one. */
    private final Map<String, Optional<Catalogue>> catalogues = new LinkedHashMap<>();
    private Catalogue submitted;

    /**
     * @param first whether this is subtask 0, which also keeps the state of partitions of which nothing was read yet
     */
    public ControlIntake(ControlSettings settings, ControlReader reader, ControlOutput output, boolean first) {
        this.settings = settings;
        this.reader = reader;
        this.output = output;
        this.first = first;
    }

    /**
     * Takes the state of all subtasks, before the first record. Of several entries of a partition the one with the highest offset counts.
     *
     * @throws IOException when an entry is damaged or of a version that this release cannot read
     */
    public void restore(Iterable<byte[]> entries) throws IOException {
        for (byte[] entry : entries) {
            PartitionControl each = PartitionControl.read(entry);
            PartitionControl before = restored.get(each.partition);
            if (before == null || each.nextOffset > before.nextOffset) {
                restored.put(each.partition, each);
            }
        }
    }

    /** The state to write: all partitions that were read since the start, and in subtask 0 also those that were restored and not read. */
    public List<byte[]> snapshot() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        for (PartitionControl each : read.values()) {
            entries.add(each.bytes());
        }
        if (first) {
            for (PartitionControl each : restored.values()) {
                entries.add(each.bytes());
            }
        }
        return entries;
    }

    /** Whether a partition has a state; else {@link #start} has to come before its first record. */
    public boolean isStarted(int partition) {
        if (!read.containsKey(partition) && restored.containsKey(partition)) {
            read.put(partition, restored.remove(partition));
        }
        return read.containsKey(partition);
    }

    /**
     * Begins a partition without state: records that were written before its first record count from the beginning. Their copies, if they
     * come later, are repeats.
     *
     * @param stamp timestamp of the first record that is read, or the partition's clock, Unix milliseconds
     * @param topicId the id of vitals.control, or null if there is none, as in a recording
     * @param log all records of vitals.control in their order
     * @param mine whether a patient's deliveries are in this partition
     */
    public void start(int partition, long stamp, String topicId, List<LoggedControl> log, Predicate<String> mine) {
        PartitionControl state = new PartitionControl(partition);
        state.topicId = topicId;
        read.put(partition, state);
        for (LoggedControl each : log) {
            if (each.appendedAt() > stamp) {
                break;
            }
            ControlRecord record = each.record();
            state.begins(each.seq());
            boolean elsewhere = record.scope().isUser() && !mine.test(record.scope().name());
            long effectiveAt = record.effectiveAt(each.appendedAt(), settings.leadMillis());
            if (elsewhere || state.isKnown(name(record), each.appendedAt()) || !counts(state, record, effectiveAt, each.appendedAt())) {
                continue;
            }
            take(state, record, effectiveAt, each.appendedAt());
            if (!isOver(record, stamp)) {
                // Silence of a patient who was admitted counts from the first record that the job reads.
                boolean admitted = record.change() instanceof PatientChange change && change.verb() == PatientChange.Verb.ADMIT;
                long appliedAt = admitted ? Math.max(effectiveAt, stamp) : effectiveAt;
                send(new ControlCopy(partition, each.seq(), effectiveAt, appliedAt, stamp, hash(each.content()), each.content()), record);
            }
        }
    }

    /** Whether nothing of a record is left at a moment. What limits remove is removed for good, even if what they set ends. */
    private static boolean isOver(ControlRecord record, long time) {
        boolean removes = record.change() instanceof LimitsChange limits && !limits.clear().isEmpty();
        return record.isTemporary() && record.until() <= time && !removes || isAnswer(record);
    }

    /** Whether deliveries of a partition go to the shadow catalogue too. */
    public boolean hasShadow(int partition) {
        PartitionControl state = read.get(partition);
        return state != null && state.shadow;
    }

    /** Notes how far a partition was read. */
    public void advance(int partition, long nextOffset) {
        PartitionControl state = read.get(partition);
        if (state != null) {
            state.nextOffset = nextOffset;
        }
    }

    /**
     * Takes a copy.
     *
     * @param clock the partition's clock, Unix milliseconds, or {@link Long#MIN_VALUE} if it has none yet
     */
    public void read(CopiedControl copy, long clock) {
        output.count(ControlCounter.COPIES, copy.partition());
        PartitionControl state = read.computeIfAbsent(copy.partition(), PartitionControl::new);
        long arrived = clock == Long.MIN_VALUE ? copy.stamp() : clock;
        if (copy.seq() == null || copy.seq() < 0 || copy.appendedAt() == null || copy.appendedAt() < 0) {
            refuse(copy, null, arrived, "the copy has no place and time in vitals.control: it was not written by a receiver's relay");
            return;
        }
        if (copy.appendedAt() > LATEST) {
            refuse(copy, null, arrived, "the copy's time in vitals.control is after the year 9999");
            return;
        }
        if (!isOfKnownTopic(state, copy, arrived)) {
            return;
        }
        String hash = hash(copy.value());
        if (state.isRead(copy.seq(), hash)) {
            output.count(ControlCounter.REPEATED, copy.partition());
            return;
        }
        ControlRecord record;
        try {
            record = readable(copy);
        } catch (IllegalArgumentException e) {
            state.refuses(copy.seq(), hash);
            refuse(copy, null, arrived, e.getMessage());
            return;
        }
        // What is in force for many is copied again as a whole: it counts again behind a change that should have come before it.
        boolean again = state.isCounted(copy.seq(), hash);
        if (again && record.scope().isUser()) {
            output.count(ControlCounter.REPEATED, copy.partition());
            return;
        }
        long effectiveAt = record.effectiveAt(copy.appendedAt(), settings.leadMillis());
        long appliedAt = clock == Long.MIN_VALUE ? effectiveAt : Math.max(effectiveAt, clock + 1);
        if (isAtItsPlace(record) && clock != Long.MIN_VALUE) {
            // From its place: deadlines before it must not pass while deliveries before it may still come.
            appliedAt = clock + 1;
            effectiveAt = Math.min(effectiveAt, appliedAt);
        }
        ControlCopy change = new ControlCopy(copy.partition(), copy.seq(), effectiveAt, appliedAt, clock, hash, copy.value());
        if (!again && state.isKnown(name(record), copy.appendedAt())) {
            state.refuses(copy.seq(), hash);
            output.count(ControlCounter.REPEATED, copy.partition());
            output.answer(ControlAnswer.of(change, record, Outcome.REPEATED, arrived, "a record with this id was written within 24 h before"));
            return;
        }
        try {
            refuseWhatDoesNotFit(state, record, appliedAt, copy.appendedAt());
        } catch (ControlRefusal e) {
            state.refuses(copy.seq(), hash);
            refuse(copy, record, arrived, e.getMessage());
            return;
        }
        String outOfOrder = null;
        if (copy.seq() <= state.last()) {
            output.count(ControlCounter.OUT_OF_ORDER, copy.partition());
            output.outOfOrder(copy.partition(), copy.seq(), state.last());
            outOfOrder = "it counts after record " + state.last() + " in this partition: that one was written by hand into the raw topic, or the"
                    + " partition began without this one";
        }
        state.counts(copy.seq(), hash);
        take(state, record, appliedAt, copy.appendedAt());
        output.count(ControlCounter.APPLIED, copy.partition());
        if (change.lateMillis() > 0) {
            output.count(ControlCounter.LATE, copy.partition());
        }
        Outcome outcome = isAtItsPlace(record) ? Outcome.ACCEPTED : Outcome.APPLIED;
        output.answer(ControlAnswer.of(change, record, outcome, arrived, outOfOrder));
        send(change, record);
    }

    private ControlRecord readable(CopiedControl copy) {
        if (copy.problem() != null) {
            throw new ControlRefusal(copy.problem());
        }
        return reader.read(copy.value());
    }

    private boolean isOfKnownTopic(PartitionControl state, CopiedControl copy, long arrived) {
        if (state.topicId == null || state.topicId.equals(copy.topicId())) {
            state.topicId = copy.topicId();
            return true;
        }
        if (copy.topicId() != null && copy.topicId().equals(settings.topicId())) {
            state.topicId = copy.topicId();
            state.numbersBegin();
            return true;
        }
        if (copy.topicId() == null) {
            refuse(copy, null, arrived, "the copy names no topic: it was not written by a receiver's relay");
            return false;
        }
        output.foreignTopic(copy.partition(), state.topicId, copy.topicId());
        refuse(copy, null, arrived, "the copy is of the topic with id " + copy.topicId() + ", and the changes so far of that with id "
                + state.topicId + ": vitals.control was deleted and created again, or replaced; if that is intended, start the job with"
                + " --control.topic-id=" + copy.topicId());
        return false;
    }

    private void refuse(CopiedControl copy, ControlRecord record, long arrived, String why) {
        output.count(ControlCounter.REFUSED, copy.partition());
        output.answer(new ControlAnswer(copy.seq() == null ? -1 : copy.seq(), copy.partition(), Outcome.REFUSED, arrived,
                ControlRecord.NOT_SET, 0, why, record == null ? null : record.id(), record == null ? null : record.scope(),
                record == null ? null : record.kind(), record == null ? null : record.author()));
    }

    private boolean counts(PartitionControl state, ControlRecord record, long effectiveAt, long appendedAt) {
        try {
            refuseWhatDoesNotFit(state, record, effectiveAt, appendedAt);
            return true;
        } catch (ControlRefusal e) {
            return false;
        }
    }

    /** @param appliedAt from when it would count */
    private void refuseWhatDoesNotFit(PartitionControl state, ControlRecord record, long appliedAt, long appendedAt) {
        if (record.effectiveAt() != ControlRecord.NOT_SET && isAtItsPlace(record)) {
            throw new ControlRefusal("an admission, a discharge or a handover counts at once: leave out effective_at");
        }
        if (record.effectiveAt() != ControlRecord.NOT_SET && record.effectiveAt() > appendedAt + FURTHEST_MILLIS) {
            throw new ControlRefusal("effective_at is more than a year ahead");
        }
        boolean observation = record.change() instanceof ObservationChange;
        if (record.isTemporary() && !observation && record.until() <= appliedAt) {
            throw new ControlRefusal("until is over already when the change would take effect");
        }
        Change change = record.change();
        if (change instanceof ActionChange action) {
            refuseWrongPause(state, action, record, appliedAt, appendedAt);
        } else if (change instanceof CatalogueChange replaced) {
            if (isPlanned(record, appliedAt) && state.isFull(appendedAt)) {
                throw new ControlRefusal(PartitionControl.MOST_PLANNED + " catalogues wait for their time already");
            }
            refuseUnwatched(settings.check().read(replaced.yaml(), SOURCE, Map.of()), Set.of());
        } else if (change instanceof ShadowChange shadow && shadow.yaml() != null) {
            settings.check().read(shadow.yaml(), SOURCE, Map.of());
        } else if (change instanceof LimitsChange limits && !limits.set().isEmpty()) {
            refuseWrongLimits(state, limits, appliedAt);
        }
    }

    /** Limits fit the catalogue that is in force when they count, or one that is planned. */
    private void refuseWrongLimits(PartitionControl state, LimitsChange limits, long appliedAt) {
        ControlRefusal last = null;
        for (String text : state.cataloguesFrom(appliedAt)) {
            try {
                Catalogue replaced = replaced(text);
                Map<String, String> fields = new LinkedHashMap<>(replaced == null ? settings.fields() : Map.of());
                fields.putAll(limits.set());
                Catalogue changed = settings.check().read(replaced == null ? settings.yaml() : text, OF_LIMITS, fields);
                refuseUnwatched(changed, new HashSet<>(catalogue(text).unwatched()));
                return;
            } catch (ControlRefusal e) {
                last = e;
            }
        }
        throw last;
    }

    private void refuseWrongPause(PartitionControl state, ActionChange action, ControlRecord record, long appliedAt, long appendedAt) {
        if (!action.verb().ofRule()) {
            return;
        }
        if (action.verb() == ActionChange.Verb.PAUSE
                && record.until() - Math.max(appendedAt, record.effectiveAt()) > ControlRecordReader.LONGEST_PAUSE_MILLIS) {
            throw new ControlRefusal("until is more than 24 h ahead; a pause ends by itself, after 24 h at most");
        }
        if (action.rule().equals(ActionChange.ALL_RULES)) {
            return;
        }
        Evaluation rule = catalogue(state.cataloguesFrom(appliedAt).get(0)).rule(action.rule());
        if (rule == null) {
            throw new ControlRefusal("there is no rule " + action.rule() + " in the catalogue in force");
        }
        if (rule.essential() == Evaluation.Essential.CARDIAC_ARREST) {
            throw new ControlRefusal("the rule " + action.rule() + " raises cardiac arrests; it cannot be paused");
        }
    }

    /** A change must not leave more unwatched than before; only a submission may do that ({@code --allow-unwatched}). */
    private static void refuseUnwatched(Catalogue changed, Set<String> before) {
        List<String> missing = new ArrayList<>(changed.unwatched());
        missing.removeAll(before);
        if (!missing.isEmpty()) {
            throw new ControlRefusal("patients would be unwatched: the catalogue would have " + String.join("; and ", missing));
        }
    }

    private Catalogue catalogue(String text) {
        Catalogue replaced = replaced(text);
        if (replaced != null) {
            return replaced;
        }
        submitted = submitted == null ? settings.check().read(settings.yaml(), SOURCE, settings.fields()) : submitted;
        return submitted;
    }

    /** The catalogue of a record; null where there is none, or one of an older release that this one cannot read: the monitor logs an error. */
    private Catalogue replaced(String text) {
        if (text == null) {
            return null;
        }
        if (catalogues.size() > PartitionControl.MOST_PLANNED && !catalogues.containsKey(text)) {
            catalogues.clear();
        }
        return catalogues.computeIfAbsent(text, yaml -> {
            try {
                return Optional.of(settings.check().read(yaml, SOURCE, Map.of()));
            } catch (ControlRefusal e) {
                return Optional.empty();
            }
        }).orElse(null);
    }

    /** Whether it counts from the time that it asks for, and not as soon as it can. */
    private static boolean isPlanned(ControlRecord record, long appliedAt) {
        return record.effectiveAt() == appliedAt;
    }

    private static void take(PartitionControl state, ControlRecord record, long appliedAt, long appendedAt) {
        state.remember(name(record), appendedAt);
        if (record.change() instanceof CatalogueChange planned && isPlanned(record, appliedAt)) {
            state.planCatalogue(appliedAt, planned.yaml());
        } else if (record.change() instanceof CatalogueChange replaced) {
            state.replaceCatalogue(appliedAt, replaced.yaml());
        } else if (record.change() instanceof ShadowChange shadow) {
            state.shadow = shadow.yaml() != null;
        }
    }

    private void send(ControlCopy copy, ControlRecord record) {
        if (record.scope().isUser()) {
            output.toPatient(copy, record);
        } else {
            output.toAll(copy, record);
        }
    }

    /** Answers to alarms, admissions, discharges and handovers count from their place; their patient says whether they count. */
    private static boolean isAtItsPlace(ControlRecord record) {
        return record.kind() == ControlKind.ACTION
                || record.change() instanceof PatientChange change && change.verb() != PatientChange.Verb.GROUPS;
    }

    /** Answers to alarms mean something only at their place in the log; pauses last. */
    private static boolean isAnswer(ControlRecord record) {
        return record.change() instanceof ActionChange action && !action.verb().ofRule();
    }

    /** The same id may be used for another scope, whose copies may be in other partitions. */
    private static String name(ControlRecord record) {
        return record.id() + ' ' + record.scope().type().ordinal() + record.scope().name();
    }

    /** SHA-256, the first 16 bytes as hex; empty for no content. */
    static String hash(byte[] content) {
        if (content == null) {
            return "";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
