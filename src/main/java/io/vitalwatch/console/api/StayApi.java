package io.vitalwatch.console.api;

import io.vitalwatch.console.api.ApiAnswers.BadParameter;
import io.vitalwatch.console.store.StoredPatientRow;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.web.Exchange;
import io.vitalwatch.web.HttpAnswer;

import java.util.Set;

/** {@code POST /api/v1/patients/{id}/stay}: the groups of a patient, admission, discharge, and handover of the bracelet. */
final class StayApi {
    private static final Set<String> FIELDS = Set.of("do", "groups", "reason", "id");

    private final Changes changes;

    StayApi(Changes changes) {
        this.changes = changes;
    }

    HttpAnswer post(Exchange exchange, StoredPatientRow patient) {
        JsonBody body = JsonBody.of(exchange, FIELDS);
        PatientChange.Verb verb = verb(body.text("do", ""));
        if (!verb.setsGroups() && body.has("groups")) {
            throw new BadParameter("groups must be given only for admit and groups");
        }
        ControlRecord record = changes.record(body.id(), exchange, ControlRecord.NOT_SET, Scope.user(patient.user()),
                verb.setsGroups() ? body.text("reason", "") : body.reason(verb.label()),
                new PatientChange(verb, body.list("groups").stream().map(String::strip).distinct().sorted().toList(),
                        verb == PatientChange.Verb.ADMIT ? patient.study() : null));
        return changes.write(record);
    }

    private static PatientChange.Verb verb(String word) {
        for (PatientChange.Verb each : PatientChange.Verb.values()) {
            if (each.label().equals(word)) {
                return each;
            }
        }
        throw new BadParameter("do must be one of groups, admit, discharge, handover");
    }
}
