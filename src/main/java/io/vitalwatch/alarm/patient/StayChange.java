package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.SignalBook;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change.PatientChange.Verb;

import java.util.List;

/** What admission, discharge and handover make of a patient. */
final class StayChange {
    private final EpisodeBook book;

    StayChange(EpisodeBook book) {
        this.book = book;
    }

    /** A patient is expected from now on: if nothing arrives, silence counts from here. One of whom something arrived already stays the same. */
    static void admit(Patient patient, long now) {
        if (patient.lastContact == Patient.NEVER) {
            patient.lastArrival = now;
            patient.firstContact = now;
            patient.lastContact = now;
            patient.deadlineKnown = false;
        }
    }

    /**
     * Ends a stay: open and latched alarms end, and nothing of the windows, limits, groups and pauses goes over to the next one. After a
     * handover the next patient is expected at once, if there was one before.
     *
     * @param now when it counts, arrival clock
     * @param windows of the rules in force
     * @param signals null where nobody answers alarms
     * @param answers takes records of which the signal is known
     * @return the patient of the next stay
     */
    Patient end(Patient patient, String user, Verb verb, long now, WindowBook windows, SignalBook signals, MonitorOutput out,
            MonitorOutput answers) {
        windows.closeAll(patient, user, out);
        DecisionContext context = new DecisionContext(user, patient.study, now, now, patient.offsetMinutes, patient.clock());
        for (Episode episode : patient.episodes.list()) {
            Explanation why = new Explanation(List.of(), new Alert.Limit("", 0, 0, 0),
                    verb == Verb.HANDOVER ? "The bracelet was handed over." : "The patient was discharged.");
            book.end(patient.episodes, episode, Reason.DISCHARGED, context, why, episode.latches().lastTrue, out);
        }
        if (signals != null) {
            signals.discharge(patient.signals, patient.episodes, now, answers);
        }
        Patient next = patient.afterWall(now);
        if (verb == Verb.HANDOVER && patient.lastContact != Patient.NEVER) {
            admit(next, now);
        }
        return next;
    }
}
