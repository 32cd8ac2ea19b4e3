package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.episode.SignalOutput;
import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.late.JudgedAgain;
import io.vitalwatch.alarm.late.LateEvidence;
import io.vitalwatch.alarm.row.RulePrefilter;
import io.vitalwatch.alarm.row.SameStamp;
import io.vitalwatch.alarm.row.WearingAhead;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.RuleVersions;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.window.PatientClock.Place;

import java.util.List;
import java.util.Set;

/**
 * Processes one patient's deliveries in order of arrival and decides which alarms to write. Plain Java; time is an argument.
 *
 * <p>For each sample: drop a duplicate, settle a conflict with a row of the same timestamp ({@link SameStamp}), advance the patient clock,
 * put the readings into their windows, then ask every rule that the sample concerns, in the order of the catalogue. Deadlines of the
 * arrival clock that are due before a delivery are handled first, so it does not matter when the watermark passes them.
 */
public final class PatientMonitor {
    /** A reach behind which no sample is, milliseconds. */
    private static final long NO_END = Long.MAX_VALUE / 4;
    private static final long HOUR = 3_600_000;

    private final MonitorSettings settings;
    private final RuleHistory submitted;
    private final CurrentPatient current;
    private final EpisodeBook book;
    private final RuleRun run;
    private final ReadingIntake readings;
    private final int[] placed;
    private final LateEvidence lateEvidence;
    private final JudgedAgain again;
    private final Backlog backlog;
    private final RuleChanges changes;
    private final ArrivalClock clock;
    private final CareActions care;
    private final UndatedFlags undatedFlags;
    private final WaitingFlags waitingFlags;
    private final Reminders reminders;
    private final Rows rows;
    private final boolean filtered;
    private final int sampleBound;
    /** The version of the rules that the patient of the delivery has come to. */
    private PreparedCatalogue now;
    /** All versions of them, by id. */
    private RuleVersions versions;

    /**
     * @param rows verdicts for which a rejected reading is written as a record of its own and counted; with the others it is only counted
     */
    public PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows) {
        this(settings, catalogue, rows, true);
    }

    /** @param filtered whether only rules that a sample concerns are asked; without the filter the records are the same */
    PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows, boolean filtered) {
        this(settings, catalogue, rows, filtered, Rows.OF_DELIVERIES);
    }

    private PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> verdicts, boolean filtered, Rows rows) {
        this.settings = settings;
        this.submitted = RuleHistory.of(catalogue);
        this.readings = new ReadingIntake(verdicts);
        this.placed = readings.placed();
        this.book = new EpisodeBook(settings.freshnessLimit(), settings.reminderInterval());
        this.run = new RuleRun(book);
        this.current = new CurrentPatient(settings, run);
        this.lateEvidence = new LateEvidence(book, rows == Rows.OF_WAITING_FLAGS ? NO_END : settings.lateReach(), filtered);
        this.again = new JudgedAgain(lateEvidence);
        this.backlog = new Backlog(settings, lateEvidence, filtered);
        this.changes = new RuleChanges(current, book, lateEvidence);
        this.clock = new ArrivalClock(settings, current, changes, book, this::forget, filtered);
        this.care = new CareActions(current, clock, book);
        this.undatedFlags = new UndatedFlags(run);
        this.waitingFlags = new WaitingFlags(settings, undatedFlags);
        this.reminders = new Reminders(book, settings.reminderInterval());
        this.rows = rows;
        this.filtered = filtered;
        this.sampleBound = (int) Math.min(1 << 20, settings.lateReach() / 1000 + 64);
        current.use(submitted);
    }

    /** For flags that are judged before their delivery. */
    static PatientMonitor ofWaitingFlags(MonitorSettings settings) {
        return new PatientMonitor(settings, new Catalogue(List.of()), Set.of(), true, Rows.OF_WAITING_FLAGS);
    }

    /** For rows that are older than the late reach. */
    static PatientMonitor ofBacklog(MonitorSettings settings, boolean filtered) {
        return new PatientMonitor(settings, new Catalogue(List.of()), Set.of(), filtered, Rows.OF_BACKLOG);
    }

    /** Which rows are judged here. */
    private enum Rows {
        OF_DELIVERIES,
        /** Rows are only tried out: later rows that are within the reach of the patient may be before that of the newest one that was tried. */
        OF_WAITING_FLAGS,
        /** Of old rows only the spans go over to the patient that are within reach of the newest of them: they are forgotten at each row. */
        OF_BACKLOG
    }

    /** People answer alarms from now on: their signals are remembered, come back and stay latched. */
    public PatientMonitor answering(SignalSettings times) {
        current.answering(times);
        return this;
    }

    /**
     * The patient after an action.
     *
     * @param patient the state, or null if there is nothing to keep
     * @param refused why the action changed nothing, or null if it counts
     */
    public record Acted(Patient patient, String refused) {}

    /**
     * An answer to an alarm: acknowledge, pause, resume, note, close.
     *
     * @param known the patient's state, or null if there is none
     * @param place when it counts: the arrival clock at its place in the patient's partition
     */
    public Acted act(Patient known, String user, ControlRecord record, long place, RuleHistory history, MonitorOutput out) {
        current.use(history);
        return care.answer(known, user, record, place, out);
    }

    /**
     * Admission, discharge, handover.
     *
     * @param known the patient's state, or null if there is none
     * @param place when it counts: the arrival clock at its place in the patient's partition
     */
    public Acted changeStay(Patient known, String user, ControlRecord record, long place, RuleHistory history, MonitorOutput out) {
        current.use(history);
        return care.changeStay(known, user, record, place, out);
    }

    /** Processes a delivery by the rules that were given to the constructor. */
    public Patient deliver(Patient known, Delivery delivery, MonitorOutput out) {
        return deliver(known, delivery, submitted, out);
    }

    /**
     * Processes a delivery.
     *
     * @param known the patient's state, or null if there is none
     * @param history the versions of the patient's rules that take effect up to the arrival of the delivery; those that the patient has not
     *     come to yet are applied in their order
     * @return the patient's new state, or null if there is nothing to keep
     */
    public Patient deliver(Patient known, Delivery delivery, RuleHistory history, MonitorOutput out) {
        if (delivery.samples().isEmpty() && delivery.undated().isEmpty()) {
            return known;
        }
        current.use(history);
        return deliver(known, delivery, current.is(known, out));
    }

    private Patient newPatient(Delivery delivery, MonitorOutput out) {
        Patient patient = new Patient();
        patient.rulesFrom = current.rules.startAt(delivery.arrival());
        current.is(patient);
        out.count(MonitorOutput.Event.NEW_PATIENT);
        return patient;
    }

    private Patient deliver(Patient known, Delivery delivery, SignalOutput out) {
        if (delivery.part() == Delivery.Part.FLAGS) {
            return deliverFlags(known, delivery, out);
        }
        Patient patient = known == null ? null : clock.before(known, delivery.user(), delivery.arrival(), out);
        if (patient == null) {
            patient = newPatient(delivery, out);
        } else {
            changes.endRemoved(patient, delivery.user(), delivery.study(), delivery.arrival(), out);
        }
        takeRules(patient);
        patient.partition = delivery.origin().partition();
        if (!patient.study.equals(delivery.study())) {
            // Only if it differs, as in ArrivalClock: a reference that is written into an old object costs the collector time.
            patient.study = delivery.study();
        }
        boolean ofStay = patient.stay.isConcernedBy(delivery);
        boolean another = ofStay && delivery.arrival() > patient.lastContact;
        if (ofStay) {
            patient.noteContact(delivery.arrival());
        }
        for (int i = 0; i < delivery.undated().size(); i++) {
            undatedFlags.take(now.catalogue, patient, delivery, delivery.undated().get(i), out);
        }
        List<Sample> samples = SameStamp.ordered(delivery.samples());
        if (ofStay && !samples.isEmpty() && samples.get(samples.size() - 1).time() > patient.clock()) {
            patient.clock.noteLag(delivery.freshnessTime(), samples.get(samples.size() - 1).time());
        }
        boolean alive = false;
        for (int i = 0; i < samples.size(); i++) {
            if (again.any() && samples.get(i).time() > patient.clock()) {
                judgeAgain(patient, delivery, out);
            }
            alive |= take(patient, delivery, samples.get(i), WearingAhead.verdict(samples, i), out);
        }
        judgeAgain(patient, delivery, out);
        if (!backlog.isEmpty()) {
            backlog.judge(current.rules, patient, delivery, out);
        }
        if (!alive && another) {
            patient.idleDeliveries++;
        }
        now.windows.correct(patient, delivery.user(), out);
        if (out.wrote()) {
            patient.deadlineKnown = false;
        }
        return patient;
    }

    /** All late rows were taken in: judges the rules again that they concern. */
    private void judgeAgain(Patient patient, Delivery delivery, MonitorOutput out) {
        if (again.any()) {
            patient.deadlineKnown = false;
            again.judge(patient, atClock(patient, delivery), out);
        }
    }

    private static DecisionContext atClock(Patient patient, Delivery delivery) {
        return new DecisionContext(delivery.user(), delivery.study(), patient.clock(), delivery.arrival(), delivery.freshnessTime(),
                patient.offsetMinutes, patient.clock());
    }

    private void takeRules(Patient patient) {
        now = current.rules.of(patient);
        versions = current.rules.versions;
    }

    /** Only the cardiac-arrest flags of a delivery that still waits for its arrival. */
    private Patient deliverFlags(Patient known, Delivery delivery, MonitorOutput out) {
        Patient patient = known == null || delivery.arrival() == Delivery.NO_CLOCK
                ? known
                : clock.before(known, delivery.user(), delivery.arrival(), out);
        if (patient == null) {
            patient = newPatient(delivery, out);
            patient.study = delivery.study();
        }
        waitingFlags.judge(patient, delivery, current.rules, out);
        return patient;
    }

    /**
     * Judges rows on a patient that is made for it and not kept, without its arrivals.
     *
     * @param samples in the order in which they are taken
     */
    void judgeRows(Patient made, Delivery delivery, List<Sample> samples, RuleHistory history, MonitorOutput out) {
        current.use(history);
        takeRules(made);
        for (Sample sample : samples) {
            take(made, delivery, sample, null, out);
        }
        if (!backlog.isEmpty()) {
            backlog.judge(current.rules, made, delivery, out);
        }
        judgeAgain(made, delivery, out);
        now.windows.correct(made, delivery.user(), out);
    }

    /** Advances the arrival clock by the rules that were given to the constructor. */
    public Patient arrivalClock(Patient patient, String user, long moment, MonitorOutput out) {
        return arrivalClock(patient, user, moment, submitted, out);
    }

    /**
     * Advances the arrival clock to a moment.
     *
     * @param history the versions of the patient's rules that take effect up to the moment
     * @return the patient's state, or null if its time to live was over and it was forgotten. Limits of its own are kept
     */
    public Patient arrivalClock(Patient patient, String user, long moment, RuleHistory history, MonitorOutput out) {
        current.use(history);
        return clock.advance(patient, user, moment, current.is(patient, out));
    }

    /** As the other {@code deadline}, by the rules that were given to the constructor. */
    public long deadline(Patient patient) {
        return deadline(patient, submitted);
    }

    /**
     * When the arrival clock has to come to this patient again ({@link #arrivalClock}): the next moment at which something is due, or one
     * before it. Due are the deadlines of rules, and other rules that take effect and concern the patient. Others that take effect are
     * applied at the patient's next delivery.
     */
    public long deadline(Patient patient, RuleHistory history) {
        current.use(history);
        return clock.deadline(patient);
    }

    /** Whether nothing is due at a patient up to a moment, and the patient has come to the rules of that moment. */
    public boolean hasComeTo(Patient patient, RuleHistory history, long moment) {
        return patient.rulesFrom >= history.from(history.at(moment)) && deadline(patient, history) > moment;
    }

    /**
     * @param ahead see {@link WearingAhead#verdict}
     * @return whether the row is a sign of life: it brought something new
     */
    private boolean take(Patient patient, Delivery delivery, Sample sample, Verdict ahead, MonitorOutput out) {
        Place place = patient.clock.place(sample.time(), settings.lateReach());
        if (place == Place.STALE || patient.stay.isBefore(sample.time())) {
            stale(patient, delivery, sample, out);
            return false;
        }
        if (patient.rows.times(sample.type()).size() >= sampleBound) {
            forget(patient);
        }
        boolean repeated = patient.rows.note(sample, sampleBound);
        if (patient.rows.fieldsChanged()) {
            again.noteFields(versions, sample.time());
        }
        int added = repeated ? SameStamp.compare(patient, sample) : SameStamp.ADDS;
        if (added == 0) {
            out.count(MonitorOutput.Event.DUPLICATE);
            return false;
        }
        if (delivery.freshnessTime() - sample.time() <= settings.freshnessLimit()) {
            patient.notLiveSince = Patient.NEVER;
        } else if (patient.notLiveSince == Patient.NEVER) {
            patient.notLiveSince = delivery.arrival();
            patient.deadlineKnown = false;
        }
        out.count((added & SameStamp.CONFLICTS) != 0 ? MonitorOutput.Event.CONFLICT : MonitorOutput.Event.ACCEPTED);
        boolean newest = place == Place.NEW;
        Verdict before = newest ? ahead : null;
        if (repeated) {
            ReadingIntake.rejectStatus(patient, delivery, sample, out);
        }
        if (added == SameStamp.CONFLICTS) {
            long concerned = readings.fill(now, patient, delivery, sample, before, out);
            again.note(versions, patient, sample.time(), RulePrefilter.ALL, false, placed, true, false);
            return false;
        }
        now.arrivals.recordArrival(patient, delivery, sample, out);
        boolean late = !newest || (added & SameStamp.CONFLICTS) != 0;
        boolean another = late || sample.time() == patient.clock() || versions.areOthers(patient.rulesFrom, sample.time());
        boolean anotherHour = false;
        if (newest) {
            now.windows.correct(patient, delivery.user(), out);
            patient.clock.advance(sample.time());
            patient.offsetMinutes = sample.offsetMinutes();
            long within = sample.time() - patient.lastHour * HOUR;
            anotherHour = patient.lastHour == Patient.NEVER || within < 0 || within >= HOUR;
            if (anotherHour) {
                patient.lastHour = Math.floorDiv(sample.time(), HOUR);
                out.count(MonitorOutput.Event.PATIENT_HOUR);
            }
        }
        boolean status = SameStamp.says(sample) != Ternary.UNKNOWN;
        boolean restated = sample.type() == SampleType.ACTIVITY && noteStatus(patient, sample, newest, another, repeated);
        long asked = readings.fill(now, patient, delivery, sample, before, out);
        boolean newFlag = sample.cardiacArrest() > 0 && patient.flags.add(sample.time(), sample.cardiacArrest());
        asked |= now.prefilter.ofRow(sample, patient.missingFields(sample.type()), newFlag, status);
        asked |= now.prefilter.withOpenEpisode(patient.episodes);
        if (another) {
            // A reading that is normal as it is now may have replaced one that counted.
            boolean sparing = filtered && (added & SameStamp.CONFLICTS) == 0;
            again.note(versions, patient, sample.time(), sparing ? asked : RulePrefilter.ALL, newFlag, placed, late, restated);
        }
        // A flag of a later row, or of this one, was judged before its delivery.
        boolean foretold = patient.flags.newest() > sample.time() || !newFlag && patient.flags.newest() == sample.time();
        if (foretold) {
            again.noteFlags(versions, sample.time());
        }
        if (asked != 0 || !filtered) {
            ask(filtered ? asked : RulePrefilter.ALL, patient, delivery, sample, newest, late, another, foretold, status, newFlag, out);
        }
        reminders.afterRow(now, patient, delivery, sample, placed, out);
        if (newest && rows != Rows.OF_WAITING_FLAGS) {
            if (anotherHour && patient.rows.size() >= WindowBook.FEW || rows == Rows.OF_BACKLOG || now.windows.forgets(patient)) {
                forget(patient);
            }
            now.windows.advance(patient, delivery.user(), out);
        }
        now.arrivals.recordReadings(patient, delivery, sample, out);
        return true;
    }

    /**
     * Notes what an activity row says of the bracelet, and judges the temperatures around it by it.
     *
     * @return whether something else is known now of a time of which another row had said something
     */
    private boolean noteStatus(Patient patient, Sample sample, boolean newest, boolean another, boolean repeated) {
        boolean changed = BraceletStatus.note(patient, sample, newest, repeated);
        Ternary says = SameStamp.says(sample);
        if (says != Ternary.UNKNOWN && (another || changed && says == Ternary.FALSE)) {
            long oldest = BraceletStatus.judgeTemperatures(patient, sample, patient.clock() - settings.lateReach(), now.windows);
            if (oldest != BraceletStatus.NONE) {
                again.note(versions, Group.TEMPERATURE, oldest);
            }
        }
        return repeated && changed;
    }

    /**
     * Late data come at most {@code late.reach} behind the clock: what the rules keep of the time before is stepped up to there, and which
     * rows there were is forgotten. It changes nothing that is said, so it is not done at each row: only before readings or rows are forgotten
     * for another reason, and at least once an hour where there are many rows.
     */
    private void forget(Patient patient) {
        if (rows == Rows.OF_WAITING_FLAGS) {
            return;
        }
        lateEvidence.forget(current.rules.versions, patient);
        patient.forgetRows(patient.clock() - settings.lateReach());
    }

    /** @param asked the rules that the sample concerns, by {@link RulePrefilter#bit} */
    private void ask(
            long asked, Patient patient, Delivery delivery, Sample sample, boolean newest, boolean late, boolean another, boolean foretold,
            boolean status, boolean newFlag, MonitorOutput out) {
        DecisionContext context = patient.context(delivery, sample);
        DecisionContext ofFlag = newFlag && newest && isBehind(patient, delivery, sample)
                ? context.live(TimeBasis.BEHIND, "The bracelet's clock is " + Sentences.roughly(patient.lag()) + " behind in every delivery: the"
                        + " flag is of now.")
                : context;
        Moment moment = new Moment(patient, sample, newest, newFlag, newest && status, placed);
        List<Evaluation> all = now.catalogue.rules();
        for (int i = 0; i < all.size(); i++) {
            if ((asked & RulePrefilter.bit(i)) != 0) {
                boolean again = turnsLive(patient, all.get(i), delivery, sample, context);
                // A row from before the rules in force is judged by those of its time.
                if (!again && all.get(i).judgesAgain()
                        && (late || another && (all.get(i).judgesRows() || versions.isOther(all.get(i), patient.rulesFrom, sample.time()))
                                || foretold && all.get(i).waitsForNothing())) {
                    continue;
                }
                run.ask(all.get(i), patient, again ? new Moment(patient, sample, newest, true, newest && status, placed) : moment,
                        all.get(i).waitsForNothing() ? ofFlag : context, out);
            }
        }
    }

    /** Whether the newest row of a delivery is of now although it is old: all data are late by the same time. */
    private static boolean isBehind(Patient patient, Delivery delivery, Sample sample) {
        return patient.notLiveSince != Patient.NEVER && sample.time() == delivery.samples().get(delivery.samples().size() - 1).time()
                && patient.clock.lagIsSteady(delivery.arrival(), sample.time());
    }

    /** Whether a flag that was judged before its delivery is live by now, while its episode is historical. */
    private boolean turnsLive(Patient patient, Evaluation rule, Delivery delivery, Sample sample, DecisionContext context) {
        if (delivery.part() != Delivery.Part.AFTER_FLAGS || sample.cardiacArrest() <= 0 || !rule.waitsForNothing()) {
            return false;
        }
        Episode episode = patient.episodes.of(rule.id());
        return episode != null && episode.freshness() == Freshness.HISTORICAL && sample.time() >= episode.onset()
                && book.freshness(context) == Freshness.LIVE;
    }

    private void stale(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        boolean before = patient.stay.isBefore(sample.time());
        readings.countStale(delivery, sample, before, out);
        boolean newFlag = sample.cardiacArrest() > 0 && patient.flags.add(sample.time(), sample.cardiacArrest());
        if (newFlag && before) {
            undatedFlags.judgeFromBeforeStay(now.catalogue, patient, delivery, sample, out);
        }
        backlog.add(sample.cardiacArrest() > 0 && (before || !newFlag) ? sample.withoutFlag() : sample);
    }
}
