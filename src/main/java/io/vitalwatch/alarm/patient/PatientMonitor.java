package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.episode.SignalBook;
import io.vitalwatch.alarm.episode.SignalOutput;
import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.evaluate.Moment;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.TimeBasis;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.window.PatientClock.Place;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Processes one patient's deliveries in order of arrival and decides which alarms to write. Plain Java; time is an argument.
 *
 * <p>For each sample: drop a duplicate, settle a conflict with a row of the same timestamp ({@link SameStamp}), advance the patient clock,
 * put the readings into their windows, then ask every rule that the sample concerns, in the order of the catalogue. Deadlines of the
 * arrival clock that are due before a delivery are handled first, so it does not matter when the watermark passes them.
 */
public final class PatientMonitor {
    /** So many histories and catalogues are kept prepared. */
    private static final int MOST_PREPARED = 1 << 14;

    private final MonitorSettings settings;
    private final RuleHistory submitted;
    private final EpisodeBook book;
    private final RuleRun run;
    private final boolean filtered;
    private final int sampleBound;
    private final ReadingIntake readings;
    private final int[] placed;
    private final LateEvidence lateEvidence;
    private final JudgedAgain again;
    private final Backlog backlog = new Backlog();
    private final Map<Catalogue, PreparedCatalogue> catalogues = new IdentityHashMap<>();
    private final Map<RuleHistory, RulesInForce> histories = new IdentityHashMap<>();
    /** The rules of the patient at hand, and of them the version that the patient has come to. */
    private RulesInForce rules;
    private PreparedCatalogue now;
    /** The stay of the patient at hand. */
    private Stay stay = Stay.FIRST;
    /** Of old rows only the spans go over to the patient that are within reach of the newest of them. */
    private boolean forgetsAtEachRow;
    /** Rows are only tried out: later rows that are within the reach of the patient may be before that of the newest one that was tried. */
    private boolean forgetsNothing;
    /** Null where nobody answers alarms. */
    private SignalBook signalBook;
    private SignalOutput heard = new SignalOutput(null, this::latch, null, time -> stay.isBefore(time));
    /** Another one for the flags of a waiting delivery, and one for rows that are older than the late reach; null until they are needed. */
    private PatientMonitor ofFlags;
    private PatientMonitor ofBacklog;

    /**
     * @param rows verdicts for which a rejected reading is written as a record of its own and counted; with the others it is only counted
     */
    public PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows) {
        this(settings, catalogue, rows, true);
    }

    /** @param filtered whether only rules that a sample concerns are asked; without the filter the records are the same */
    PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows, boolean filtered) {
        this(settings, catalogue, rows, filtered, settings.lateReach());
    }

    private PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows, boolean filtered, long keeps) {
        this.settings = settings;
        this.submitted = RuleHistory.of(catalogue);
        this.readings = new ReadingIntake(rows);
        this.placed = readings.placed();
        this.book = new EpisodeBook(settings.freshnessLimit(), settings.reminderInterval());
        this.run = new RuleRun(book);
        this.lateEvidence = new LateEvidence(book, keeps, filtered);
        this.again = new JudgedAgain(lateEvidence);
        this.filtered = filtered;
        this.sampleBound = (int) Math.min(1 << 20, settings.lateReach() / 1000 + 64);
        use(submitted);
    }

    /** For flags that are judged before their delivery. */
    private PatientMonitor(MonitorSettings settings) {
        this(settings, new Catalogue(List.of()), Set.of(), true, Long.MAX_VALUE / 4);
        forgetsNothing = true;
    }

    /** People answer alarms from now on: their signals are remembered, come back and stay latched. */
    public PatientMonitor answering(SignalSettings times) {
        signalBook = new SignalBook(times, this::neverPaused, this::latch);
        heard = new SignalOutput(signalBook, this::latch, this::basis, time -> stay.isBefore(time));
        return this;
    }

    private Boolean latch(Alert alert) {
        return inForce(alert).latch().get(alert.rule());
    }

    private Alert.Basis basis(Alert alert) {
        Catalogue catalogue = inForce(alert);
        return new Alert.Basis(catalogue.version(), catalogue.layer(alert.rule()), stay.numberAt(alert.observed()));
    }

    /** The rules by which a record was judged. */
    private Catalogue inForce(Alert alert) {
        return rules.history.catalogue(rules.history.at(alert.observed()));
    }

    private boolean neverPaused(String rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.id(i).equals(rule)) {
                return rules.newestOf(i).essential() == Evaluation.Essential.CARDIAC_ARREST;
            }
        }
        return false;
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
        use(history);
        if (signalBook == null) {
            return new Acted(known, "alarms are not answered here");
        }
        if (record.effectiveAt() != ControlRecord.NOT_SET && record.effectiveAt() >= place) {
            return new Acted(known, "an answer to an alarm counts at once: leave out effective_at");
        }
        hearing(known, out);
        Patient before = known == null ? null : advance(known, user, place - 1, heard);
        if (before == null && !((Change.ActionChange) record.change()).verb().ofRule()) {
            return new Acted(null, "nothing is known of this patient");
        }
        Patient patient = before == null ? new Patient() : before;
        now = rules.of(patient);
        patient.deadlineKnown = false;
        String refused = signalBook.act(patient.signals, patient.episodes, record, place, heard.out());
        return new Acted(refused == null ? patient : before, refused);
    }

    /**
     * Admission, discharge, handover.
     *
     * @param known the patient's state, or null if there is none
     * @param place when it counts: the arrival clock at its place in the patient's partition
     */
    public Acted changeStay(Patient known, String user, ControlRecord record, long place, RuleHistory history, MonitorOutput out) {
        use(history);
        if (record.effectiveAt() != ControlRecord.NOT_SET && record.effectiveAt() >= place) {
            return new Acted(known, "an admission, a discharge or a handover counts at once: leave out effective_at");
        }
        hearing(known, out);
        Patient before = known == null ? null : advance(known, user, place - 1, heard);
        if (before != null && rules.next(before) <= place) {
            changeRules(before, user, rules.next(before), heard);
        }
        Patient patient = before == null ? new Patient() : before;
        if (before == null) {
            patient.rulesFrom = rules.history.from(rules.history.at(place));
        }
        PatientChange.Verb verb = ((PatientChange) record.change()).verb();
        if (verb == PatientChange.Verb.ADMIT) {
            patient.admit(place, ((PatientChange) record.change()).study());
            return new Acted(patient, null);
        }
        hearing(patient, out);
        Patient next = endStay(patient, user, verb, place);
        if (verb == PatientChange.Verb.HANDOVER && patient.lastContact != Patient.NEVER) {
            next.admit(place, null);
        }
        return new Acted(next, null);
    }

    /** Open and latched alarms end, and nothing of the windows goes over to the next stay. */
    private Patient endStay(Patient patient, String user, PatientChange.Verb verb, long place) {
        rules.of(patient).windows.closeAll(patient, user, heard);
        DecisionContext context = new DecisionContext(user, patient.study, place, place, patient.offsetMinutes, patient.clock());
        for (Episode episode : patient.episodes.list()) {
            Explanation why = new Explanation(List.of(), new Alert.Limit("", 0, 0, 0),
                    verb == PatientChange.Verb.HANDOVER ? "The bracelet was handed over." : "The patient was discharged.");
            book.end(patient.episodes, episode, Reason.DISCHARGED, context, why, episode.latches().lastTrue, heard);
        }
        if (signalBook != null) {
            signalBook.discharge(patient.signals, patient.episodes, place, heard.out());
        }
        return patient.afterWall(place);
    }

    private PatientMonitor another() {
        PatientMonitor another = new PatientMonitor(settings, new Catalogue(List.of()), Set.of(), filtered);
        another.forgetsAtEachRow = true;
        return another;
    }

    /** Takes the rules of the patient at hand. */
    private void use(RuleHistory history) {
        if (rules != null && rules.history == history) {
            return;
        }
        if (histories.size() > MOST_PREPARED || catalogues.size() > MOST_PREPARED) {
            histories.clear();
            catalogues.clear();
        }
        rules = histories.computeIfAbsent(history, this::prepare);
    }

    private RulesInForce prepare(RuleHistory history) {
        PreparedCatalogue[] prepared = new PreparedCatalogue[history.size()];
        for (int version = 0; version < prepared.length; version++) {
            prepared[version] = catalogues.computeIfAbsent(history.catalogue(version), each -> new PreparedCatalogue(settings, each, run));
        }
        if (prepared.length > 1) {
            // Late rows are judged by the versions of their time, so the windows keep what any of them looks back at.
            List<Evaluation> all = new ArrayList<>();
            for (PreparedCatalogue each : prepared) {
                all.addAll(each.catalogue.rules());
            }
            WindowBook windows = new WindowBook(settings, all);
            for (int version = 0; version < prepared.length; version++) {
                prepared[version] = prepared[version].with(windows);
            }
        }
        return new RulesInForce(history, prepared);
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
        use(history);
        return deliver(known, delivery, hearing(known, out));
    }

    /** Adds to the records of a patient what people hear after them. */
    private SignalOutput hearing(Patient known, MonitorOutput out) {
        heard.of(known == null ? null : known.signals);
        stay = known == null ? Stay.FIRST : known.stay;
        return heard.over(out);
    }

    private Patient newPatient(Delivery delivery, MonitorOutput out) {
        Patient patient = new Patient();
        patient.rulesFrom = startOfRules(delivery);
        heard.of(patient.signals);
        stay = patient.stay;
        out.count(MonitorOutput.Event.NEW_PATIENT);
        return patient;
    }

    private Patient deliver(Patient known, Delivery delivery, SignalOutput out) {
        if (delivery.part() == Delivery.Part.FLAGS) {
            return judgeFlags(known, delivery, out);
        }
        Patient patient = known == null ? null : clockBefore(known, delivery, out);
        if (patient == null) {
            patient = newPatient(delivery, out);
        } else {
            endRemoved(patient, delivery.user(), delivery.study(), delivery.arrival(), out);
        }
        now = rules.of(patient);
        patient.partition = delivery.origin().partition();
        if (!patient.study.equals(delivery.study())) {
            // Only if it differs, as in deadline().
            patient.study = delivery.study();
        }
        boolean ofStay = isOfStay(patient, delivery);
        boolean another = ofStay && delivery.arrival() > patient.lastContact;
        if (ofStay) {
            contact(patient, delivery);
        }
        for (int i = 0; i < delivery.undated().size(); i++) {
            takeUndated(patient, delivery, delivery.undated().get(i), out);
        }
        List<Sample> samples = SameStamp.ordered(delivery.samples());
        if (ofStay && !samples.isEmpty() && samples.get(samples.size() - 1).time() > patient.clock()) {
            patient.noteLag(delivery.freshnessTime(), samples.get(samples.size() - 1).time());
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
            ofBacklog = ofBacklog == null ? another() : ofBacklog;
            backlog.judge(ofBacklog, rules, patient, delivery, out);
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

    /** From when the rules are in force by which a new patient begins; before any delivery, of the oldest version. */
    private long startOfRules(Delivery delivery) {
        return rules.history.from(rules.history.at(delivery.arrival()));
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

    /** Whether a delivery says anything of the patient's stay. An upload of rows from before it does not, unless it has a flag. */
    private static boolean isOfStay(Patient patient, Delivery delivery) {
        if (patient.stay == Stay.FIRST || !delivery.undated().isEmpty()) {
            return true;
        }
        for (Sample sample : delivery.samples()) {
            if (!patient.stay.isBefore(sample.time()) || sample.cardiacArrest() > 0) {
                return true;
            }
        }
        return false;
    }

    private static void contact(Patient patient, Delivery delivery) {
        if (patient.firstContact == Patient.NEVER) {
            patient.firstContact = delivery.arrival();
            patient.deadlineKnown = false;
        }
        patient.lastContact = Math.max(patient.lastContact, delivery.arrival());
    }

    /** A row whose time cannot be believed: only its flag counts. It moves no clock, is in no window and is no sign of life. */
    private void takeUndated(Patient patient, Delivery delivery, Undated undated, MonitorOutput out) {
        patient.deadlineKnown = false;
        patient.undatedSince = patient.undatedSince == Patient.NEVER ? delivery.arrival() : patient.undatedSince;
        patient.undatedRows++;
        patient.undatedWhy = undated.why();
        patient.undatedAhead = undated.ahead(delivery.arrival());
        judgeUndated(patient, delivery, undated, out);
    }

    private void judgeUndated(Patient patient, Delivery delivery, Undated undated, MonitorOutput out) {
        Sample row = undated.row();
        if (row.cardiacArrest() <= 0 || patient.flags.contains(undated.claimed()) || patient.knowsUndatedFlag(undated.fingerprint())) {
            return;
        }
        DecisionContext context = context(patient, delivery, row);
        if (!undated.old()) {
            String off = undated.why() == Undated.Why.NO_TIME ? "has no stamp that can be read"
                    : "has a stamp " + Sentences.roughly(undated.ahead(delivery.arrival())) + (undated.why() == Undated.Why.FUTURE
                            ? " ahead" : " behind");
            context = context.live(TimeBasis.ARRIVAL, "The sample " + off + ": its time cannot be believed, the arrival is given.");
        }
        Moment moment = undated.old() ? new Moment(patient, row, false, true, false, null) : Moment.undated(patient, row);
        for (Evaluation rule : now.catalogue.rules()) {
            if (rule.waitsForNothing()) {
                run.askUndated(rule, patient, moment, context, out);
            }
        }
    }

    /**
     * Judges the cardiac-arrest flags of a delivery that still waits for its arrival. Its rows are tried out on a copy of the patient. Only
     * the flags and the episodes of the rules that wait for nothing are kept: windows, clock, status and last arrival do not change.
     */
    private Patient judgeFlags(Patient known, Delivery delivery, MonitorOutput out) {
        Patient patient = known == null || delivery.arrival() == Delivery.NO_CLOCK
                ? known
                : clockBefore(known, delivery, out);
        if (patient == null) {
            patient = newPatient(delivery, out);
            patient.study = delivery.study();
        }
        patient.deadlineKnown = false;
        Patient tried = patient.copy();
        Delivery atStamp = new Delivery(delivery.user(), delivery.study(), delivery.stamp(), delivery.freshnessTime(), Delivery.Part.WHOLE,
                delivery.origin(), delivery.samples(), delivery.undated());
        ofFlags = ofFlags == null ? new PatientMonitor(settings) : ofFlags;
        ofFlags.tryFlags(tried, atStamp, rules.waitingForNothing(), out);
        patient.undatedFlags = tried.undatedFlags;
        for (Sample sample : delivery.samples()) {
            if (sample.cardiacArrest() > 0) {
                patient.addFlag(sample.time(), sample.cardiacArrest());
            }
        }
        for (Evaluation rule : rules.of(patient).catalogue.rules()) {
            if (rule.waitsForNothing()) {
                patient.episodes.takeOver(rule.id(), tried.episodes);
            }
        }
        return patient;
    }

    private void tryFlags(Patient tried, Delivery delivery, RuleHistory immediate, MonitorOutput out) {
        use(immediate);
        now = rules.of(tried);
        MonitorOutput flags = new FlagOutput(now.catalogue, out);
        for (Undated undated : delivery.undated()) {
            judgeUndated(tried, delivery, undated, flags);
        }
        for (Sample sample : SameStamp.ordered(delivery.samples())) {
            take(tried, delivery, sample, null, flags);
        }
        if (!backlog.isEmpty()) {
            ofBacklog = ofBacklog == null ? another() : ofBacklog;
            backlog.judge(ofBacklog, rules, tried, delivery, flags);
        }
        judgeAgain(tried, delivery, flags);
        now.windows.correct(tried, delivery.user(), flags);
    }

    /** Judges rows that are older than the late reach: what was in them is over. */
    void judgePassed(Patient before, Delivery delivery, List<Sample> old, RuleHistory inOrderOfTime, MonitorOutput out) {
        use(inOrderOfTime);
        now = rules.of(before);
        MonitorOutput alerts = new FlagOutput(now.catalogue, out);
        for (Sample sample : old) {
            take(before, delivery, sample, null, alerts);
        }
        judgeAgain(before, delivery, alerts);
        now.windows.correct(before, delivery.user(), alerts);
        DecisionContext context = context(before, delivery, old.get(old.size() - 1));
        for (Episode episode : before.episodes.list()) {
            lateEvidence.pass(now.rule(episode.rule()), before, episode, context, alerts);
        }
    }

    /** Comes to the moment before a delivery, and then to rules that take effect with it. */
    private Patient clockBefore(Patient known, Delivery delivery, MonitorOutput out) {
        Patient patient = advance(known, delivery.user(), delivery.arrival() - 1, out);
        if (patient != null && rules.next(patient) <= delivery.arrival()) {
            changeRules(patient, delivery.user(), rules.next(patient), out);
        }
        return patient;
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
        use(history);
        return advance(patient, user, moment, hearing(patient, out));
    }

    private Patient advance(Patient patient, String user, long moment, MonitorOutput out) {
        for (;;) {
            long change = rules.next(patient);
            if (!deadlines(patient, user, Math.min(moment, change - 1), out)) {
                Patient left = patient.forgotten();
                heard.of(left == null ? null : left.signals);
                stay = left == null ? Stay.FIRST : left.stay;
                return left;
            }
            if (change > moment) {
                return patient;
            }
            changeRules(patient, user, change, out);
        }
    }

    /** Asks the rules whose deadlines are over. Returns false if the patient was forgotten. */
    private boolean deadlines(Patient patient, String user, long moment, MonitorOutput out) {
        now = rules.of(patient);
        for (long deadline = due(patient, moment); deadline <= moment; deadline = due(patient, moment)) {
            patient.deadlineKnown = false;
            endRemoved(patient, user, patient.study, deadline, out);
            if (deadline >= patient.lastContact + settings.stateTtl()) {
                forget(patient, user, deadline, out);
                return false;
            }
            if (patient.clock.isSet()) {
                // A sentence may say how many rows there were.
                forget(patient);
            }
            if (now.arrivals.silenceDue(patient, deadline)) {
                now.windows.closeAll(patient, user, out);
            }
            now.arrivals.due(patient, user, deadline, out);
            if (signalBook != null) {
                signalBook.due(patient.signals, patient.episodes, deadline, heard.out());
            }
        }
        patient.handledUntil = Math.max(patient.handledUntil, moment);
        return true;
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
        use(history);
        now = rules.of(patient);
        long deadline = due(patient, patient.handledUntil);
        return patient.rulesFrom >= history.newestFrom() ? deadline : Math.min(deadline, nextChange(patient, deadline));
    }

    /** Whether nothing is due at a patient up to a moment, and the patient has come to the rules of that moment. */
    public boolean hasComeTo(Patient patient, RuleHistory history, long moment) {
        return patient.rulesFrom >= history.from(history.at(moment)) && deadline(patient, history) > moment;
    }

    private long nextChange(Patient patient, long deadline) {
        long next = Evaluation.NEVER;
        for (int version = rules.history.at(patient.rulesFrom) + 1; version < rules.history.size(); version++) {
            long from = rules.history.from(version);
            if (!patient.episodes.isEmpty() || patient.clock.isSet() && patient.clock() >= from) {
                return Math.min(next, from);
            }
            long another = rules.prepared(version).arrivals.deadline(patient);
            if (another < deadline && patient.lastContact != Patient.NEVER) {
                next = Math.min(next, Math.max(another, from));
            }
        }
        return next;
    }

    /** The next deadline. If it is after a moment, another moment after that one may be returned that is not later than the deadline. */
    private long due(Patient patient, long moment) {
        if (patient.lastContact == Patient.NEVER) {
            // Only flags were judged so far, of a delivery that still waits; or the patient has gone, and the wall stays for some time.
            return patient.stay.since() == Stay.NEVER ? Evaluation.NEVER : patient.stay.since() + settings.stateTtl();
        }
        if (filtered) {
            long earliest = earliestDeadline(patient, moment);
            if (earliest > moment) {
                return earliest;
            }
        }
        return deadline(patient, now.arrivals.deadline(patient));
    }

    /** A moment that no deadline is before; one after the given moment if there is one. */
    private long earliestDeadline(Patient patient, long moment) {
        if (!patient.deadlineKnown || patient.deadlineBy != now.arrivals || patient.earliestDeadline <= moment) {
            patient.earliestDeadline = deadline(patient, now.arrivals.earliestDeadline(patient));
            patient.deadlineKnown = true;
            if (patient.deadlineBy != now.arrivals) {
                // Only if it differs: each reference that is written into an old object makes the garbage collector scan that object.
                patient.deadlineBy = now.arrivals;
            }
        }
        return patient.earliestDeadline;
    }

    private long deadline(Patient patient, long ofRules) {
        long deadline = Math.min(ofRules, patient.lastContact + settings.stateTtl());
        if (signalBook != null && !patient.signals.isEmpty()) {
            deadline = Math.min(deadline, signalBook.deadline(patient.signals));
        }
        // A deadline that other rules moved to a time before they took effect is due when they do.
        return Math.max(deadline, patient.rulesFrom);
    }

    /** Other rules take effect: the episodes of those that differ are asked again. */
    private void changeRules(Patient patient, String user, long from, MonitorOutput out) {
        int version = rules.history.at(from);
        int before = rules.history.at(patient.rulesFrom);
        patient.rulesFrom = from;
        patient.deadlineKnown = false;
        patient.sameTo = patient.sameFrom;
        now = rules.of(patient);
        DecisionContext context = new DecisionContext(user, patient.study, from, from, patient.offsetMinutes, patient.clock());
        for (int i = 0; i < rules.size(); i++) {
            Episode open = patient.episodes.of(rules.id(i));
            boolean concerned = open != null || patient.clock.isSet() && patient.clock() >= from;
            if (!concerned || rules.same(i, before, version)) {
                continue;
            }
            if (rules.judgesAgain(i)) {
                lateEvidence.judgeAgain(rules, i, patient, from, context, out);
            } else if (open != null && rules.rule(version, i) instanceof Evaluation.OnArrivalClock rule && rule.deadline(patient) > from) {
                Explanation why = new Explanation(List.of(), new Alert.Limit("limits changed", 0, 0, 0),
                        "The limits were changed: by the new ones it is not due yet.");
                book.end(patient.episodes, open, Reason.LIMITS_CHANGED, context, why, open.latches().lastTrue, out);
            }
        }
        endRemoved(patient, user, patient.study, from, out);
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
        if (patient.known[sample.type().ordinal()].size() >= sampleBound) {
            forget(patient);
        }
        boolean repeated = patient.noteRow(sample, sampleBound);
        if (patient.fieldsChanged()) {
            again.noteFields(rules, sample.time());
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
            again.note(rules, patient, sample.time(), RulePrefilter.ALL, false, placed, true, false);
            return false;
        }
        now.arrivals.recordArrival(patient, delivery, sample, out);
        boolean late = !newest || (added & SameStamp.CONFLICTS) != 0;
        boolean another = late || sample.time() == patient.clock() || rules.areOthers(patient, sample.time());
        boolean anotherHour = false;
        if (newest) {
            now.windows.correct(patient, delivery.user(), out);
            patient.clock.advance(sample.time());
            patient.offsetMinutes = sample.offsetMinutes();
            long hour = Math.floorDiv(sample.time(), 3_600_000L);
            anotherHour = hour != patient.lastHour;
            if (anotherHour) {
                patient.lastHour = hour;
                out.count(MonitorOutput.Event.PATIENT_HOUR);
            }
        }
        boolean status = SameStamp.says(sample) != Ternary.UNKNOWN;
        boolean restated = sample.type() == SampleType.ACTIVITY && noteStatus(patient, sample, newest, another, repeated);
        long asked = readings.fill(now, patient, delivery, sample, before, out);
        boolean newFlag = sample.cardiacArrest() > 0 && patient.addFlag(sample.time(), sample.cardiacArrest());
        asked |= now.prefilter.ofRow(patient, sample, newFlag, status) | now.prefilter.withOpenEpisode(patient.episodes);
        if (another) {
            // A reading that is normal as it is now may have replaced one that counted.
            boolean sparing = filtered && (added & SameStamp.CONFLICTS) == 0;
            again.note(rules, patient, sample.time(), sparing ? asked : RulePrefilter.ALL, newFlag, placed, late, restated);
        }
        // A flag of a later row, or of this one, was judged before its delivery.
        boolean foretold = patient.flags.newest() > sample.time() || !newFlag && patient.flags.newest() == sample.time();
        if (foretold) {
            again.noteFlags(rules, sample.time());
        }
        if (asked != 0 || !filtered) {
            ask(filtered ? asked : RulePrefilter.ALL, patient, delivery, sample, newest, late, another, foretold, status, newFlag, out);
        }
        for (int i = 0; i < patient.episodes.size(); i++) {
            if (book.mayRemind(patient.episodes.get(i), patient.clock(), delivery.arrival())) {
                remind(patient, patient.episodes.get(i), context(patient, delivery, sample).at(patient.clock()), out);
            }
        }
        if (newest && !forgetsNothing) {
            if (anotherHour || forgetsAtEachRow || now.windows.forgets(patient, placed)) {
                forget(patient);
            }
            now.windows.advance(patient, delivery.user(), placed, out);
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
                again.note(rules, patient, Group.TEMPERATURE, oldest);
            }
        }
        return repeated && changed;
    }

    /**
     * Late data come at most {@code late.reach} behind the clock: what the rules keep of the time before is stepped up to there, and which
     * rows there were is forgotten. It changes nothing that is said, so it is not done at each row: only before readings or rows are forgotten
     * for another reason, and at least once an hour.
     */
    private void forget(Patient patient) {
        if (forgetsNothing) {
            return;
        }
        lateEvidence.forget(rules, patient);
        patient.forgetRows(patient.clock() - settings.lateReach());
    }

    /** @param asked the rules that the sample concerns, by {@link RulePrefilter#bit} */
    private void ask(
            long asked, Patient patient, Delivery delivery, Sample sample, boolean newest, boolean late, boolean another, boolean foretold,
            boolean status, boolean newFlag, MonitorOutput out) {
        DecisionContext context = context(patient, delivery, sample);
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
                        && (late || another && (all.get(i).judgesRows() || rules.isOther(all.get(i), patient, sample.time()))
                                || foretold && all.get(i).waitsForNothing())) {
                    continue;
                }
                run.ask(all.get(i), patient, again ? new Moment(patient, sample, newest, true, newest && status, placed) : moment,
                        all.get(i).waitsForNothing() ? ofFlag : context, out);
            }
        }
    }

    private void remind(Patient patient, Episode episode, DecisionContext context, MonitorOutput out) {
        Evaluation rule = now.rule(episode.rule());
        if (rule == null) {
            return;
        }
        Group group = rule.decides();
        boolean measured = group == null || placed[group.ordinal()] >= 0;
        if (!book.reminderDue(episode, patient.clock(), context.arrived(), rule.waitsForNothing(), measured ? 0 : rule.cadence())) {
            return;
        }
        if (group != null && !book.isKnown(context.at(patient.lastUsable(group)), rule.unknownAfter())) {
            return;
        }
        boolean known = episode.state() == AlarmState.ACTIVE;
        Explanation still = !known ? null : rule.lastKnown(patient, episode.latches(), context, true);
        String since = "since " + Sentences.since(episode.onset(), context.freshnessTime(), patient.offsetMinutes) + ".";
        Explanation why = still == null
                ? new Explanation(List.of(), new Alert.Limit("high for the reminder interval", 1, 1, settings.reminderInterval()),
                        (known ? "Still high priority, " : "Still unknown whether it holds, at high priority, ") + since)
                : still.saying("Still high priority: " + still.message() + ", " + since);
        book.update(episode, Reason.REMINDER, context, why, out);
    }

    /** Whether the newest row of a delivery is of now although it is old: all data are late by the same time. */
    private static boolean isBehind(Patient patient, Delivery delivery, Sample sample) {
        return patient.notLiveSince != Patient.NEVER && sample.time() == delivery.samples().get(delivery.samples().size() - 1).time()
                && patient.lagIsSteady(delivery.arrival(), sample.time());
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

    private static DecisionContext context(Patient patient, Delivery delivery, Sample sample) {
        return new DecisionContext(
                delivery.user(), delivery.study(), sample.time(), delivery.arrival(), delivery.freshnessTime(), sample.offsetMinutes(),
                patient.clock());
    }

    private void stale(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        boolean before = patient.stay.isBefore(sample.time());
        readings.countStale(delivery, sample, before, out);
        boolean newFlag = sample.cardiacArrest() > 0 && patient.addFlag(sample.time(), sample.cardiacArrest());
        if (newFlag && before) {
            judgeFlagOfBefore(patient, delivery, sample, out);
        }
        backlog.add(sample.cardiacArrest() > 0 && (before || !newFlag) ? sample.withoutFlag() : sample);
    }

    /** A flag that arrives after a discharge or handover may be of whoever wears the bracelet now: it is live. */
    private void judgeFlagOfBefore(Patient patient, Delivery delivery, Sample sample, MonitorOutput out) {
        Sample row = sample.at(delivery.arrival());
        DecisionContext context = context(patient, delivery, row).live(TimeBasis.ARRIVAL,
                "The sample is from before the discharge or handover and arrived after it: the arrival is given.");
        for (Evaluation rule : now.catalogue.rules()) {
            if (rule.waitsForNothing()) {
                run.askUndated(rule, patient, Moment.undated(patient, row), context, out);
            }
        }
    }

    /** Ends the episodes of rules that are no longer in the catalogue, at the patient's next delivery or deadline. */
    private void endRemoved(Patient patient, String user, String study, long arrival, MonitorOutput out) {
        for (int i = 0; i < patient.episodes.size();) {
            Episode episode = patient.episodes.get(i);
            if (now.rule(episode.rule()) != null) {
                i++;
            } else {
                DecisionContext context = new DecisionContext(user, study, arrival, arrival, patient.offsetMinutes, patient.clock());
                Explanation why = new Explanation(List.of(), new Alert.Limit("", 0, 0, 0), "The rule is no longer in the catalogue.");
                book.end(patient.episodes, episode, Reason.RULE_REMOVED, context, why, episode.latches().lastTrue, out);
            }
        }
    }

    private void forget(Patient patient, String user, long deadline, MonitorOutput out) {
        now.windows.closeAll(patient, user, out);
        DecisionContext context = new DecisionContext(user, patient.study, deadline, deadline, patient.offsetMinutes, patient.clock());
        for (Episode episode : patient.episodes.list()) {
            Explanation why = new Explanation(List.of(), new Alert.Limit("no delivery", 0, 0, settings.stateTtl()),
                    "Closed: nothing arrived for " + Sentences.duration(settings.stateTtl()) + ".");
            book.end(patient.episodes, episode, Reason.EXPIRED, context, why, episode.latches().lastTrue, out);
        }
    }
}
