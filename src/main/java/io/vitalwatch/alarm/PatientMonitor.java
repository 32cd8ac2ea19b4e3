package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Known;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.window.PatientClock.Place;
import io.vitalwatch.window.ReadingRing;
import io.vitalwatch.window.TimeSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The heart: takes one patient's deliveries in order of arrival and decides what to say. Plain Java; time comes in as an argument.
 *
 * <p>For each sample: duplicates out, patient clock on, readings into their windows, then every rule of the catalogue is asked in its order.
 * Deadlines of the arrival clock that passed before a delivery are worked off before it, so it does not matter when a watermark says so.
 */
public final class PatientMonitor {
    private static final int MOST_FLAGS = 256;

    private final MonitorSettings settings;
    private final Catalogue catalogue;
    private final Set<Verdict> rows;
    private final EpisodeBook book;
    private final SilenceWatch silence;
    private final DeviceEvaluation device;
    private final List<Object> evaluations = new ArrayList<>();
    private final Attention attention;
    private final boolean inattentive;
    private final WindowBook windows;
    private final int sampleBound;
    private final int[] inserted = new int[Group.count()];

    /** @param rows verdicts for which a rejected reading is reported by a row of its own, besides being counted */
    public PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows) {
        this(settings, catalogue, rows, false);
    }

    /** @param inattentive whether every rule is asked by every sample; what is said is the same */
    PatientMonitor(MonitorSettings settings, Catalogue catalogue, Set<Verdict> rows, boolean inattentive) {
        this.settings = settings;
        this.catalogue = catalogue;
        this.rows = rows;
        this.book = new EpisodeBook(settings);
        this.device = new DeviceEvaluation(book);
        List<Rule.Silence> silences = new ArrayList<>();
        for (Rule rule : catalogue.rules()) {
            if (rule instanceof Rule.Limits limits) {
                evaluations.add(new LimitsEvaluation(limits, book));
            } else if (rule instanceof Rule.Flag flag) {
                evaluations.add(new FlagEvaluation(flag, book));
            } else if (rule instanceof Rule.Silence each) {
                silences.add(each);
                evaluations.add(each);
            } else {
                evaluations.add(rule);
            }
        }
        this.attention = new Attention(catalogue.rules());
        this.inattentive = inattentive;
        this.silence = new SilenceWatch(silences, book);
        this.windows = new WindowBook(settings, catalogue);
        this.sampleBound = (int) Math.min(1 << 20, settings.lateReach() / 1000 + 64);
    }

    /**
     * Takes a delivery in.
     *
     * @param known the patient's state, or null for one that is not known
     * @return the patient's state now, or null where there is nothing to keep
     */
    public Patient deliver(Patient known, Delivery delivery, Outcome out) {
        if (delivery.samples().isEmpty()) {
            return known;
        }
        Patient patient = known == null ? null : arrivalClock(known, delivery.user(), delivery.arrival() - 1, out);
        if (patient == null) {
            patient = new Patient();
            out.count(Outcome.Event.NEW_PATIENT);
        } else {
            endRemoved(patient, delivery.user(), delivery.study(), delivery.arrival(), out);
        }
        if (!patient.study.equals(delivery.study())) {
            // Only then: each reference that is written into an old object costs the garbage collector a look at it.
            patient.study = delivery.study();
        }
        List<Sample> samples = delivery.samples();
        for (int i = 0; i < samples.size(); i++) {
            take(patient, delivery, samples.get(i), out);
        }
        windows.correct(patient, delivery.user(), out);
        if (patient.clock.isSet()) {
            for (TimeSet times : patient.known) {
                times.evict(patient.clock() - settings.lateReach());
            }
        }
        return patient;
    }

    /**
     * Lets the arrival clock come to a moment.
     *
     * @return the patient's state, or null when it was forgotten for its time to live
     */
    public Patient arrivalClock(Patient patient, String user, long now, Outcome out) {
        for (long deadline = deadline(patient); deadline <= now; deadline = deadline(patient)) {
            endRemoved(patient, user, patient.study, deadline, out);
            if (deadline >= patient.lastArrival + settings.stateTtl()) {
                forget(patient, user, deadline, out);
                return null;
            }
            windows.closeAll(patient, user, out);
            silence.due(patient, user, deadline, out);
        }
        return patient;
    }

    /** The next moment of the arrival clock at which something is due for this patient. */
    public long deadline(Patient patient) {
        return Math.min(silence.deadline(patient), patient.lastArrival + settings.stateTtl());
    }

    private void take(Patient patient, Delivery delivery, Sample sample, Outcome out) {
        Place place = patient.clock.place(sample.time(), settings.lateReach());
        if (place == Place.STALE) {
            stale(patient, delivery, sample, out);
            return;
        }
        boolean repeated = !patient.known[sample.type().ordinal()].add(sample.time(), sampleBound);
        if (repeated && !addsSomething(patient, sample)) {
            out.count(Outcome.Event.DUPLICATE);
            return;
        }
        silence.heard(patient, delivery, sample, out);
        out.count(Outcome.Event.ACCEPTED);
        if (place == Place.NEW) {
            windows.correct(patient, delivery.user(), out);
            patient.clock.advance(sample.time());
            patient.offsetMinutes = sample.offsetMinutes();
            long hour = Math.floorDiv(sample.time(), 3_600_000L);
            if (hour != patient.lastHour) {
                patient.lastHour = hour;
                out.count(Outcome.Event.PATIENT_HOUR);
            }
        }
        boolean status = place == Place.NEW && noteStatus(patient, sample);
        long asked = fill(patient, delivery, sample, out);
        boolean newFlag = sample.cardiacArrest() > 0 && patient.flags.add(sample.time(), MOST_FLAGS);
        if (inattentive || !patient.episodes.isEmpty()) {
            asked = Attention.ALL;
        } else {
            asked |= attention.toSample(patient, sample, newFlag, status);
        }
        if (asked != 0) {
            ask(asked, patient, delivery, sample, place, status, newFlag, out);
        }
        if (place == Place.NEW) {
            windows.advance(patient, delivery.user(), inserted, out);
        }
    }

    /** A known row is a duplicate unless it completes itself: a group not measured at that moment before, or a flag. */
    private static boolean addsSomething(Patient patient, Sample sample) {
        if (sample.cardiacArrest() > 0 && !patient.flags.contains(sample.time())) {
            return true;
        }
        for (Reading reading : sample.readings()) {
            ReadingRing ring = patient.ring(reading.group());
            if (ring == null || !ring.contains(sample.time())) {
                return true;
            }
        }
        return false;
    }

    /** @return the rules to which the readings have to be shown, if no alarm is open */
    private long fill(Patient patient, Delivery delivery, Sample sample, Outcome out) {
        Arrays.fill(inserted, -1);
        long asked = 0;
        List<Reading> readings = sample.readings();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            if (sample.type() == SampleType.TEMPERATURE && reading.verdict() == Verdict.USABLE
                    && patient.onAt(sample.time()) == Known.FALSE) {
                reading = reading.judged(patient.charging ? Verdict.CHARGING : Verdict.NOT_WORN);
            }
            asked |= attention.toVerdict(reading.verdict());
            Group group = reading.group();
            int index = patient.ringToFill(group).insert(sample.time(), reading, sample.activity(), windows.bound());
            if (index < 0) {
                reading = reading.judged(Verdict.DUPLICATE);
            } else {
                inserted[group.ordinal()] = index;
                windows.note(patient, group, sample.time());
                asked |= attention.toReading(reading);
            }
            tell(delivery, sample, reading, out);
        }
        return asked;
    }

    private void tell(Delivery delivery, Sample sample, Reading reading, Outcome out) {
        out.reading(reading.verdict());
        if (reading.verdict() != Verdict.USABLE && rows.contains(reading.verdict())) {
            String value = reading.verdict() == Verdict.MALFORMED ? null : reading.group() == Group.BLOOD_PRESSURE
                    ? Sentences.number(reading.value()) + "/" + Sentences.number(reading.second())
                    : Sentences.number(reading.value());
            out.rejected(row(delivery, sample, Rejection.Scope.READING, reading.verdict().label(), reading.group().label(), value,
                    "reading not used: " + reading.verdict().label()));
        }
    }

    private static Rejection row(
            Delivery delivery, Sample sample, Rejection.Scope scope, String reason, String vital, String value, String detail) {
        Origin origin = delivery.origin();
        return new Rejection(scope, reason, detail, origin, delivery.arrival(), delivery.user(), delivery.study(), sample.time(), vital, value,
                null, 0);
    }

    /** @return whether the row says if the bracelet is on the patient */
    private static boolean noteStatus(Patient patient, Sample sample) {
        boolean off = sample.worn() == Known.FALSE || sample.charging() == Known.TRUE;
        boolean on = sample.worn() == Known.TRUE && !off;
        if (sample.type() != SampleType.ACTIVITY || !off && !on) {
            return false;
        }
        Known now = Known.of(on);
        if (now != patient.on) {
            patient.on = now;
            patient.statusSince = sample.time();
        }
        patient.charging = sample.charging() == Known.TRUE;
        return true;
    }

    /** @param asked the rules that may have something to say, by {@link Attention#bit} */
    private void ask(
            long asked, Patient patient, Delivery delivery, Sample sample, Place place, boolean status, boolean newFlag, Outcome out) {
        Moment moment = moment(delivery, sample);
        boolean inOrder = place == Place.NEW;
        for (int i = 0; i < evaluations.size(); i++) {
            if ((asked & Attention.bit(i)) == 0) {
                continue;
            }
            Object evaluation = evaluations.get(i);
            if (evaluation instanceof LimitsEvaluation limits) {
                limits.evaluate(patient, inserted[limits.group().ordinal()], moment, out);
            } else if (evaluation instanceof FlagEvaluation flag) {
                flag.evaluate(patient, sample, newFlag, moment, out);
            } else if (evaluation instanceof Rule.NotWorn rule && status) {
                device.notWorn(rule, patient, sample, moment, out);
            } else if (evaluation instanceof Rule.Battery rule && inOrder) {
                device.battery(rule, patient, sample, moment, out);
            } else if (evaluation instanceof Rule.PoorSignal rule && inOrder) {
                for (int group = 0; group < inserted.length; group++) {
                    if (inserted[group] >= 0) {
                        device.poorSignal(rule, patient, Group.of(group), inserted[group], moment, out);
                    }
                }
            } else if (evaluation instanceof Rule.Implausible rule && inOrder) {
                for (int j = 0; j < sample.readings().size(); j++) {
                    device.implausible(rule, patient, sample, sample.readings().get(j), moment, out);
                }
            }
        }
        for (int i = 0; i < patient.episodes.size(); i++) {
            Episode episode = patient.episodes.get(i);
            if (book.reminderDue(patient, episode)) {
                Finding finding = new Finding(List.of(), new Alert.Limit("high for the reminder interval", 1, 1, settings.reminderInterval()),
                        "Still " + episode.state.label() + " at high priority.");
                book.update(patient, episode, Reason.REMINDER, moment.at(patient.clock()), finding, out);
            }
        }
    }

    private static Moment moment(Delivery delivery, Sample sample) {
        return new Moment(delivery.user(), delivery.study(), sample.time(), delivery.arrival(), sample.offsetMinutes());
    }

    private void stale(Patient patient, Delivery delivery, Sample sample, Outcome out) {
        Moment moment = moment(delivery, sample);
        silence.heard(patient, delivery, sample, out);
        out.count(Outcome.Event.STALE);
        out.rejected(row(delivery, sample, Rejection.Scope.SAMPLE, "stale", null, null,
                "older than the patient clock by more than late.reach; shown only to rules that need one sample"));
        for (Reading reading : sample.readings()) {
            tell(delivery, sample, reading, out);
        }
        boolean newFlag = sample.cardiacArrest() > 0 && patient.flags.add(sample.time(), MOST_FLAGS);
        for (Object evaluation : evaluations) {
            if (evaluation instanceof FlagEvaluation flag && newFlag) {
                flag.evaluate(patient, sample, true, moment, out);
            } else if (evaluation instanceof LimitsEvaluation limits) {
                Reading reading = sample.reading(limits.group());
                if (reading != null) {
                    limits.evaluateStale(patient, reading, sample.activity(), moment, out);
                }
            }
        }
    }

    /** Ends what belongs to rules that a changed catalogue no longer has: at the patient's next delivery or deadline, whichever is first. */
    private void endRemoved(Patient patient, String user, String study, long arrival, Outcome out) {
        if (patient.episodes.isEmpty()) {
            return;
        }
        for (Episode episode : List.copyOf(patient.episodes)) {
            if (catalogue.rule(episode.rule) == null) {
                Moment moment = new Moment(user, study, arrival, arrival, patient.offsetMinutes);
                Finding finding = new Finding(List.of(), new Alert.Limit("", 0, 0, 0), "The rule is no longer in the catalogue.");
                book.end(patient, episode, Reason.RULE_REMOVED, moment, finding, episode.lastTrue, out);
            }
        }
    }

    private void forget(Patient patient, String user, long deadline, Outcome out) {
        windows.closeAll(patient, user, out);
        Moment moment = new Moment(user, patient.study, deadline, deadline, patient.offsetMinutes);
        for (Episode episode : List.copyOf(patient.episodes)) {
            Finding finding = new Finding(List.of(), new Alert.Limit("no delivery", 0, 0, settings.stateTtl()),
                    "Closed: nothing arrived for " + Sentences.duration(settings.stateTtl()) + ".");
            book.end(patient, episode, Reason.EXPIRED, moment, finding, episode.lastTrue, out);
        }
    }
}
