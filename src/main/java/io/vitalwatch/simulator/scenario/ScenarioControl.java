package io.vitalwatch.simulator.scenario;

import io.vitalwatch.model.control.Change;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;
import io.vitalwatch.wire.ControlRecordJson;

/**
 * What a person does to a patient's limits, alarms or stay during a scenario.
 *
 * @param atMillis when, after the start of the simulation
 * @param change what
 * @param lastsMillis after which time it ends by itself; 0 if it does not
 */
public record ScenarioControl(long atMillis, Change change, long lastsMillis) {
    /**
     * The control record.
     *
     * @param user the patient
     * @param start when the simulation starts, Unix milliseconds
     * @param number of this event among all of the simulation
     */
    public byte[] record(String user, long start, int number) {
        long until = lastsMillis == 0 ? ControlRecord.NOT_SET : start + atMillis + lastsMillis;
        return ControlRecordJson.of(new ControlRecord("scenario-" + start + "-" + number, Scope.user(user), ControlRecord.NOT_SET, until,
                "scenario", "as the scenario says", ControlRecord.ANY_SEQUENCE, change));
    }
}
