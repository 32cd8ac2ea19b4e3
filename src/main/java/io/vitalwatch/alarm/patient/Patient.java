package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.Past;
import io.vitalwatch.alarm.episode.PatientEpisodes;
import io.vitalwatch.alarm.episode.Signals;
import io.vitalwatch.alarm.late.JudgedPatient;
import io.vitalwatch.alarm.row.UndatedRows;
import io.vitalwatch.alarm.version.PersonalLimits;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.window.FlagTimes;
import io.vitalwatch.window.KnownRows;
import io.vitalwatch.window.LackingRows;
import io.vitalwatch.window.LeftReadings;
import io.vitalwatch.window.PatientClock;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.StatusRing;

import java.util.Arrays;

/**
 * All that is kept about one patient: clock, trailing windows, wearing status, open episodes. Mutable and bounded; {@link PatientMonitor}
 * owns the logic, {@link PatientCodec} the bytes.
 *
 * <p>Size: on the heap 16 bytes for each reading inside the late reach (24 for a blood pressure), a third of that in a snapshot, plus 8
 * bytes for each sample time. The number of readings is bounded by one a second of the reach.
 */
public final class Patient implements JudgedPatient {
    final PatientClock clock;
    String study = "";
    /** Offset of the newest sample, for records that no sample decides. */
    int offsetMinutes;
    /** Newest arrival of a delivery that brought something new. */
    long lastArrival = NEVER;
    /** First and newest arrival of any delivery. */
    long firstContact = NEVER;
    long lastContact = NEVER;
    /** Deliveries since {@link #lastArrival}, those of one moment counted once: they brought nothing new. */
    int idleDeliveries;
    /** Rows without a credible time, since {@link #lastArrival}. */
    UndatedRows undated = UndatedRows.NONE;
    /** Arrival since which every new sample was older than the freshness limit. */
    long notLiveSince = NEVER;
    /** Sample time of the newest usable reading, by the ordinal of the group. */
    final long[] lastUsable = new long[Group.count()];
    /** Sample time of the newest row that says "off". */
    long lastOff = NEVER;
    long explainedUntil = NEVER;
    final KnownRows rows;
    final ReadingRing[] rings;
    /** By the ordinal of the group; null before the first reading leaves its ring. */
    final LeftReadings[] left = new LeftReadings[Group.count()];
    /** Cardiac-arrest flags. */
    final FlagTimes flags;
    /** Windows ending by this moment have been summarised. */
    long summarisedTo = NEVER;
    long lastHour = NEVER;
    /**
     * While the clock is between these two (the second exclusive), no window closes and no reading leaves the reach. Both follow from clock and
     * settings. They are not in snapshots; after a restore they are computed again.
     */
    long sameFrom;
    long sameTo;
    /** Readings before this moment were forgotten, in so far as nothing needs them. Not in snapshots either. */
    long forgottenTo = NEVER;
    /** What the activity rows say of the bracelet. */
    final StatusRing status;
    final PatientEpisodes episodes;
    /** From when the newest version of the rules is in force that the patient has come to, or {@link #NEVER} for the oldest. */
    long rulesFrom = NEVER;
    /** Partition of the raw topic of the newest record, or −1. */
    int partition = -1;
    private PersonalLimits personal = PersonalLimits.NONE;
    /** The stay, and what was observed in it. */
    Stay stay = Stay.FIRST;
    /** What people hear of the patient's alarms; empty where nobody answers them. */
    Signals signals = new Signals();
    /** The versions of the rules that were made of {@link #personal} and of what {@link #ownOver} stands for. Not in snapshots. */
    private RuleHistory own;
    private Object ownOver;
    /** No deadline by {@link #deadlineBy} is before this moment, where that is known. Not in snapshots. */
    long earliestDeadline;
    boolean deadlineKnown;
    ArrivalRules deadlineBy;
    /** Deadlines up to this moment of the arrival clock were handled. Not in snapshots. */
    long handledUntil = NEVER;
    /** Event-time timer that is registered for this patient, kept by the operator; NEVER for none. */
    private long timer = NEVER;

    public Patient() {
        this(new PatientEpisodes(), new FlagTimes());
    }

    private Patient(PatientEpisodes episodes, FlagTimes flags) {
        clock = new PatientClock();
        rows = new KnownRows();
        rings = new ReadingRing[Group.count()];
        this.flags = flags;
        status = new StatusRing();
        Arrays.fill(lastUsable, NEVER);
        this.episodes = episodes;
    }

    /** A patient of whom nothing is known but the episodes that ended: for rows that are too old for the windows of the real one. */
    static Patient before(Patient real) {
        Patient before = new Patient(real.episodes.spans(), new FlagTimes());
        before.study = real.study;
        before.offsetMinutes = real.offsetMinutes;
        before.rulesFrom = real.rulesFrom;
        return before;
    }

    /**
     * The study after an admission: deliveries of the stay decide, before them the admission.
     *
     * @param admission what the admission says, or null
     */
    public String studyOf(String admission) {
        return lastContact == NEVER && admission != null ? admission : study;
    }

    /**
     * The patient is expected from now on: if nothing arrives, silence counts from here. Nothing changes if something arrived already.
     *
     * @param ofStudy the study until the first delivery names one; null to leave it as it is
     */
    void admit(long now, String ofStudy) {
        if (lastContact == NEVER) {
            study = studyOf(ofStudy);
            lastArrival = now;
            firstContact = now;
            lastContact = now;
            deadlineKnown = false;
        }
    }

    /**
     * The patient of the next stay. Of this one it only knows which flags and episodes there were, so that a repeated row raises nothing again.
     *
     * @param now arrival clock
     */
    Patient afterWall(long now) {
        Patient next = new Patient(episodes.spans(), flags.withoutCodes());
        next.study = study;
        next.offsetMinutes = offsetMinutes;
        next.partition = partition;
        next.rulesFrom = rulesFrom;
        next.undated = UndatedRows.NONE.withFlagsOf(undated);
        next.stay = stay.next(Math.max(now, clock.now()), now);
        return next;
    }

    /** The stay, and what was observed in it. */
    public Stay stay() {
        return stay;
    }

    /** Adds an observation. */
    public void observe(Stay.Observation observation, int ofPartition) {
        stay = stay.with(observation);
        partition = ofPartition;
    }

    /** What outlives the time to live of a patient. Returns null if that is nothing. */
    Patient forgotten() {
        Signals pauses = signals.pausesAfter(lastContact);
        if ((personal == PersonalLimits.NONE || personal.isOver(lastContact)) && pauses.isEmpty()) {
            return null;
        }
        Patient left = new Patient();
        left.study = study;
        left.partition = partition;
        left.personal = personal;
        left.signals = pauses;
        left.rulesFrom = rulesFrom;
        return left;
    }

    private Patient(Patient from) {
        clock = from.clock.copy();
        study = from.study;
        offsetMinutes = from.offsetMinutes;
        lastArrival = from.lastArrival;
        firstContact = from.firstContact;
        lastContact = from.lastContact;
        idleDeliveries = from.idleDeliveries;
        undated = from.undated;
        notLiveSince = from.notLiveSince;
        System.arraycopy(from.lastUsable, 0, lastUsable, 0, lastUsable.length);
        lastOff = from.lastOff;
        explainedUntil = from.explainedUntil;
        rows = from.rows.copy();
        rings = new ReadingRing[from.rings.length];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = from.rings[i] == null ? null : from.rings[i].copy();
        }
        for (int i = 0; i < left.length; i++) {
            left[i] = from.left[i] == null ? null : from.left[i].copy();
        }
        flags = from.flags.copy();
        summarisedTo = from.summarisedTo;
        lastHour = from.lastHour;
        status = from.status.copy();
        rulesFrom = from.rulesFrom;
        partition = from.partition;
        personal = from.personal;
        stay = from.stay;
        signals = from.signals.copy();
        episodes = from.episodes.copy();
        timer = from.timer;
    }

    /** A copy that shares no mutable object with this one, for a snapshot that is written while this one changes. */
    public Patient copy() {
        return new Patient(this);
    }

    public long timer() {
        return timer;
    }

    /** The study of the newest delivery; empty before the first one. */
    public String study() {
        return study;
    }

    /** Partition of the raw topic of the newest record, or −1. */
    public int partition() {
        return partition;
    }

    /** Limits of the patient's own, and groups. */
    public PersonalLimits personal() {
        return personal;
    }

    /** Replaces limits and groups. */
    public void personal(PersonalLimits others, int ofPartition) {
        personal = others;
        partition = ofPartition;
        own = null;
        deadlineKnown = false;
    }

    /** The versions that {@link #own(Object, RuleHistory)} kept for the same limits of others, or null. */
    public RuleHistory own(Object over) {
        return ownOver == over ? own : null;
    }

    /** Keeps the versions of the patient's rules while its own limits and those of others stay the same. */
    public void own(Object over, RuleHistory history) {
        ownOver = over;
        own = history;
    }

    public void timer(long time) {
        timer = time;
    }

    /** Whether a timer is registered. */
    public boolean hasTimer() {
        return timer != NEVER;
    }

    public void clearTimer() {
        timer = NEVER;
    }

    /** The latest accepted sample time, or {@link PatientClock#UNSET}. */
    @Override
    public long clock() {
        return clock.now();
    }

    /** The number of open alarm episodes. */
    public int openEpisodes() {
        return episodes.size();
    }

    /** An open alarm episode, 0 to {@link #openEpisodes()} − 1. */
    public Episode openEpisode(int index) {
        return episodes.get(index);
    }

    /** The number of readings that are kept, a measure of the size of this state. */
    public int readings() {
        int readings = 0;
        for (ReadingRing ring : rings) {
            readings += ring == null ? 0 : ring.size();
        }
        return readings;
    }

    @Override
    public ReadingRing ring(Group group) {
        return rings[group.ordinal()];
    }

    @Override
    public LeftReadings left(Group group) {
        return left[group.ordinal()];
    }

    ReadingRing ringToFill(Group group) {
        ReadingRing ring = rings[group.ordinal()];
        if (ring == null) {
            ring = new ReadingRing();
            rings[group.ordinal()] = ring;
        }
        return ring;
    }

    @Override
    public long lastEnd(String rule) {
        Past ended = episodes.past(rule);
        return ended == null ? NEVER : ended.lastEnd();
    }

    @Override
    public long lastEndBefore(String rule, long time) {
        Past ended = episodes.past(rule);
        return ended == null ? NEVER : ended.lastEndBefore(time);
    }

    @Override
    public boolean covered(String rule, long time) {
        return episodes.covered(rule, time);
    }

    @Override
    public StatusRing status() {
        return status;
    }

    @Override
    public long statusFrom(long time) {
        long row = rows.times(SampleType.ACTIVITY).from(time);
        return row == Long.MAX_VALUE ? NEVER : row;
    }

    @Override
    public long lastArrival() {
        return lastArrival;
    }

    @Override
    public long lastOff() {
        return lastOff;
    }

    @Override
    public long firstContact() {
        return firstContact;
    }

    @Override
    public int idleDeliveries() {
        return idleDeliveries;
    }

    @Override
    public long undatedSince() {
        return undated.since();
    }

    @Override
    public String undatedTimes() {
        return undated.describe();
    }

    @Override
    public long notLiveSince() {
        return notLiveSince;
    }

    @Override
    public long lag() {
        return clock.lag();
    }

    @Override
    public long lastUsable(Group group) {
        return lastUsable[group.ordinal()];
    }

    @Override
    public int rowsAfter(Group group, long time) {
        return rows.countAfter(group == Group.TEMPERATURE ? SampleType.TEMPERATURE : SampleType.ACTIVITY, time);
    }

    @Override
    public int flagAt(long time) {
        return flags.code(time);
    }

    @Override
    public boolean isFlagged(long time) {
        return flags.contains(time);
    }

    @Override
    public long rowFrom(long time) {
        long first = Math.min(rows.from(time), flags.from(time));
        return first == Long.MAX_VALUE ? NEVER : first;
    }

    /** Where a row is judged that arrives with a delivery. */
    DecisionContext context(Delivery delivery, Sample row) {
        return new DecisionContext(
                delivery.user(), delivery.study(), row.time(), delivery.arrival(), delivery.freshnessTime(), row.offsetMinutes(), clock());
    }

    /** Notes a usable reading. */
    void noteUsable(Group group, long time) {
        long before = lastUsable[group.ordinal()];
        if (time > before) {
            lastUsable[group.ordinal()] = time;
            deadlineKnown &= before != NEVER;
        }
    }

    @Override
    public long explainedUntil() {
        return explainedUntil;
    }

    @Override
    public void explainUntil(long arrival) {
        explainedUntil = Math.max(explainedUntil, arrival);
    }

    @Override
    public PatientEpisodes episodes() {
        return episodes;
    }

    @Override
    public long rulesFrom() {
        return rulesFrom;
    }

    /** Notes the arrival of a delivery of this stay. */
    void noteContact(long arrival) {
        if (firstContact == NEVER) {
            firstContact = arrival;
            deadlineKnown = false;
        }
        lastContact = Math.max(lastContact, arrival);
    }

    @Override
    public int missingFields(SampleType type) {
        return rows.missingFields(type);
    }

    @Override
    public LackingRows lackingFrom(long time) {
        return rows.lackingFrom(time);
    }

    /**
     * Reads what a delivery needs first, each independent of the others, and changes nothing. With a thousand patients or more it is no longer
     * in the caches of the processor, and it all comes from memory at the same time.
     *
     * @return any number, so that reading is not left out
     */
    public long touch() {
        long any = clock.now() + episodes.size() + rows.touch() + status.size() + lastUsable[0] + flags.newest();
        for (ReadingRing ring : rings) {
            any += ring == null ? 0 : ring.touch();
        }
        return any;
    }

    /** Forgets the rows before a moment. */
    void forgetRows(long before) {
        rows.forget(before);
        status.evict(before);
        flags.forget(before);
    }
}
