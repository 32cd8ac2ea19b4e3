package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.Sentences;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;

import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a patient along the arrival clock: to the deadlines of rules, to versions of the rules that take effect, and to the end of its time
 * to live. Handles everything that is due up to a moment, in order, and finds the next moment at which something is due.
 */
final class ArrivalClock {
    private final MonitorSettings settings;
    private final CurrentPatient current;
    private final RuleChanges changes;
    private final EpisodeBook book;
    private final Consumer<Patient> forget;
    private final boolean filtered;

    /**
     * @param forget forgets what is out of reach of late data
     * @param filtered whether a patient's deadline is kept while it cannot have changed; without, the records are the same
     */
    ArrivalClock(MonitorSettings settings, CurrentPatient current, RuleChanges changes, EpisodeBook book, Consumer<Patient> forget,
            boolean filtered) {
        this.settings = settings;
        this.current = current;
        this.changes = changes;
        this.book = book;
        this.forget = forget;
        this.filtered = filtered;
    }

    /** Comes to the moment before a delivery or a change of the stay, and then to rules that take effect with it. */
    Patient before(Patient known, String user, long arrival, MonitorOutput out) {
        Patient patient = advance(known, user, arrival - 1, out);
        if (patient != null && current.rules.next(patient) <= arrival) {
            changes.take(patient, user, current.rules.next(patient), out);
        }
        return patient;
    }

    /** @return the patient, or null if its time to live was over and nothing of it is kept */
    Patient advance(Patient patient, String user, long moment, MonitorOutput out) {
        for (;;) {
            long change = current.rules.next(patient);
            if (!deadlines(patient, user, Math.min(moment, change - 1), out)) {
                Patient left = patient.forgotten();
                current.is(left);
                return left;
            }
            if (change > moment) {
                return patient;
            }
            changes.take(patient, user, change, out);
        }
    }

    /** Asks the rules whose deadlines are over. Returns false if the patient was forgotten. */
    private boolean deadlines(Patient patient, String user, long moment, MonitorOutput out) {
        PreparedCatalogue now = current.rules.of(patient);
        for (long deadline = due(patient, now, moment); deadline <= moment; deadline = due(patient, now, moment)) {
            patient.deadlineKnown = false;
            changes.endRemoved(patient, user, patient.study, deadline, out);
            if (deadline >= patient.lastContact + settings.stateTtl()) {
                expire(patient, now, user, deadline, out);
                return false;
            }
            if (patient.clock.isSet() && now.arrivals.readingsDue(patient, deadline)) {
                // The sentence says how many rows and readings there were: not of those that late data cannot reach any more.
                forget.accept(patient);
                now.windows.forget(patient);
            }
            if (now.arrivals.silenceDue(patient, deadline)) {
                now.windows.closeAll(patient, user, out);
            }
            now.arrivals.due(patient, user, deadline, out);
            if (current.signalBook != null) {
                current.signalBook.due(patient.signals, patient.episodes, deadline, current.out.out());
            }
        }
        patient.handledUntil = Math.max(patient.handledUntil, moment);
        return true;
    }

    /** Its time to live is over: windows and alarms end. */
    private void expire(Patient patient, PreparedCatalogue now, String user, long deadline, MonitorOutput out) {
        now.windows.closeAll(patient, user, out);
        DecisionContext context = new DecisionContext(user, patient.study, deadline, deadline, patient.offsetMinutes, patient.clock());
        for (Episode episode : patient.episodes.list()) {
            Explanation why = new Explanation(List.of(), new Alert.Limit("no delivery", 0, 0, settings.stateTtl()),
                    "Closed: nothing arrived for " + Sentences.duration(settings.stateTtl()) + ".");
            book.end(patient.episodes, episode, Reason.EXPIRED, context, why, episode.latches().lastTrue, out);
        }
    }

    /** See {@link PatientMonitor#deadline(Patient, RuleHistory)}. */
    long deadline(Patient patient) {
        long deadline = due(patient, current.rules.of(patient), patient.handledUntil);
        boolean newest = patient.rulesFrom >= current.rules.history.newestFrom();
        return newest ? deadline : Math.min(deadline, nextChange(patient, deadline));
    }

    private long nextChange(Patient patient, long deadline) {
        RuleHistory history = current.rules.history;
        long next = Evaluation.NEVER;
        for (int version = history.at(patient.rulesFrom) + 1; version < history.size(); version++) {
            long from = history.from(version);
            if (!patient.episodes.isEmpty() || patient.clock.isSet() && patient.clock() >= from) {
                return Math.min(next, from);
            }
            long another = current.rules.prepared(version).arrivals.deadline(patient);
            if (another < deadline && patient.lastContact != Patient.NEVER) {
                next = Math.min(next, Math.max(another, from));
            }
        }
        return next;
    }

    /** The next deadline. If it is after a moment, another moment after that one may be returned that is not later than the deadline. */
    private long due(Patient patient, PreparedCatalogue now, long moment) {
        if (patient.lastContact == Patient.NEVER) {
            // Only flags were judged so far, of a delivery that still waits; or the patient has gone, and the wall stays for some time.
            return patient.stay.since() == Stay.NEVER ? Evaluation.NEVER : patient.stay.since() + settings.stateTtl();
        }
        if (filtered) {
            long earliest = earliestDeadline(patient, now, moment);
            if (earliest > moment) {
                return earliest;
            }
        }
        return withOthers(patient, now.arrivals.deadline(patient));
    }

    /** A moment that no deadline is before; one after the given moment if there is one. */
    private long earliestDeadline(Patient patient, PreparedCatalogue now, long moment) {
        if (!patient.deadlineKnown || patient.deadlineBy != now.arrivals || patient.earliestDeadline <= moment) {
            patient.earliestDeadline = withOthers(patient, now.arrivals.earliestDeadline(patient));
            patient.deadlineKnown = true;
            if (patient.deadlineBy != now.arrivals) {
                // Only if it differs: each reference that is written into an old object makes the garbage collector scan that object.
                patient.deadlineBy = now.arrivals;
            }
        }
        return patient.earliestDeadline;
    }

    /** The earliest of a deadline of the rules, of the time to live, and of what people are to hear again. */
    private long withOthers(Patient patient, long ofRules) {
        long deadline = Math.min(ofRules, patient.lastContact + settings.stateTtl());
        if (current.signalBook != null && !patient.signals.isEmpty()) {
            deadline = Math.min(deadline, current.signalBook.deadline(patient.signals));
        }
        // A deadline that other rules moved to a time before they took effect is due when they do.
        return Math.max(deadline, patient.rulesFrom);
    }
}
