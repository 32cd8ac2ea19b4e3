package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.DecisionContext;
import io.vitalwatch.alarm.episode.Episode;
import io.vitalwatch.alarm.episode.EpisodeBook;
import io.vitalwatch.alarm.episode.Explanation;
import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.patient.PatientMonitor.Acted;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Reason;
import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;

import java.util.List;

/**
 * What people do for a patient: they answer its alarms, and they admit it, discharge it, or hand its bracelet over. It counts at once, at the
 * arrival clock; everything that was due before is handled first. At the end of a stay all alarms end, and a wall keeps its data from the next.
 */
final class CareActions {
    private final CurrentPatient current;
    private final ArrivalClock clock;
    private final EpisodeBook book;

    CareActions(CurrentPatient current, ArrivalClock clock, EpisodeBook book) {
        this.current = current;
        this.clock = clock;
        this.book = book;
    }

    /** See {@link PatientMonitor#act}; the rules of the patient are in {@link CurrentPatient#rules}. */
    Acted answer(Patient known, String user, ControlRecord record, long place, MonitorOutput to) {
        if (current.signalBook == null) {
            return new Acted(known, "alarms are not answered here");
        }
        if (isLater(record, place)) {
            return new Acted(known, "an answer to an alarm counts at once: leave out effective_at");
        }
        MonitorOutput out = current.is(known, to);
        Patient before = known == null ? null : clock.advance(known, user, place - 1, out);
        if (before == null && !((Change.ActionChange) record.change()).verb().ofRule()) {
            return new Acted(null, "nothing is known of this patient");
        }
        Patient patient = before == null ? new Patient() : before;
        patient.deadlineKnown = false;
        String refused = current.signalBook.act(patient.signals, patient.episodes, record, place, current.out.out());
        return new Acted(refused == null ? patient : before, refused);
    }

    /** See {@link PatientMonitor#changeStay}; the rules of the patient are in {@link CurrentPatient#rules}. */
    Acted changeStay(Patient known, String user, ControlRecord record, long place, MonitorOutput to) {
        if (isLater(record, place)) {
            return new Acted(known, "an admission, a discharge or a handover counts at once: leave out effective_at");
        }
        MonitorOutput out = current.is(known, to);
        Patient patient = known == null ? null : clock.before(known, user, place, out);
        if (patient == null) {
            patient = new Patient();
            patient.rulesFrom = current.rules.startAt(place);
        }
        PatientChange change = (PatientChange) record.change();
        if (change.verb() == PatientChange.Verb.ADMIT) {
            patient.admit(place, change.study());
            return new Acted(patient, null);
        }
        current.is(patient);
        Patient next = endStay(patient, user, change.verb(), place, out);
        if (change.verb() == PatientChange.Verb.HANDOVER && patient.lastContact != Patient.NEVER) {
            next.admit(place, null);
        }
        return new Acted(next, null);
    }

    private static boolean isLater(ControlRecord record, long place) {
        return record.effectiveAt() != ControlRecord.NOT_SET && record.effectiveAt() >= place;
    }

    /** Open and latched alarms end, and nothing of the windows goes over to the next stay. */
    private Patient endStay(Patient patient, String user, PatientChange.Verb verb, long place, MonitorOutput out) {
        current.rules.of(patient).windows.closeAll(patient, user, out);
        DecisionContext context = new DecisionContext(user, patient.study, place, place, patient.offsetMinutes, patient.clock());
        for (Episode episode : patient.episodes.list()) {
            Explanation why = new Explanation(List.of(), new Alert.Limit("", 0, 0, 0),
                    verb == PatientChange.Verb.HANDOVER ? "The bracelet was handed over." : "The patient was discharged.");
            book.end(patient.episodes, episode, Reason.DISCHARGED, context, why, episode.latches().lastTrue, out);
        }
        if (current.signalBook != null) {
            current.signalBook.discharge(patient.signals, patient.episodes, place, current.out.out());
        }
        return patient.afterWall(place);
    }
}
