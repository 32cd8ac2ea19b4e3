package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs deliveries of any users through one monitor and keeps all that it says, and the patients' states. */
final class Recorder extends RecordedOutput {
    final Map<String, Patient> patients = new HashMap<>();
    private final PatientMonitor monitor;
    private RuleHistory history;

    Recorder() {
        this(Rules.settings(), Rules.catalogue());
    }

    Recorder(MonitorSettings settings, Catalogue catalogue) {
        this(settings, catalogue, true);
    }

    private Recorder(MonitorSettings settings, Catalogue catalogue, boolean filtered) {
        monitor = new PatientMonitor(settings, catalogue, Set.of(Verdict.IMPLAUSIBLE), filtered);
        history = RuleHistory.of(catalogue);
    }

    /** Asks each rule about each row. */
    static Recorder withoutFilter(MonitorSettings settings, Catalogue catalogue) {
        return new Recorder(settings, catalogue, false);
    }

    /** From now on these rules are in force, from a moment on that no delivery has reached yet. */
    Recorder rulesFrom(long time, Catalogue catalogue) {
        history = history.then(time, catalogue, Long.MIN_VALUE);
        return this;
    }

    Recorder run(List<Delivery> deliveries) {
        deliveries.forEach(this::deliver);
        return this;
    }

    Recorder deliver(Delivery delivery) {
        patients.put(delivery.user(), monitor.deliver(patients.get(delivery.user()), delivery, history, this));
        return this;
    }

    /** The arrival clock comes to a moment without a delivery of this user. */
    Recorder silenceUntil(String user, long now) {
        patients.computeIfPresent(user, (key, patient) -> monitor.arrivalClock(patient, key, now, history, this));
        return this;
    }

    /** The bracelet is handed over to another patient at a moment of the arrival clock. */
    Recorder handover(String user, long place) {
        ControlRecord record = new ControlRecord("id", Scope.user(user), ControlRecord.NOT_SET, ControlRecord.NOT_SET, "anna", "", -1,
                new PatientChange(PatientChange.Verb.HANDOVER, List.of()));
        PatientMonitor.Acted acted = monitor.changeStay(patients.get(user), user, record, place, history, this);
        patients.put(user, acted.patient());
        return this;
    }

    /** Replaces each patient by what its bytes say. */
    Recorder restore() {
        patients.replaceAll((user, patient) -> decoded(encoded(patient)));
        return this;
    }

    List<Alert> alertsOf(String user) {
        return alerts.stream().filter(alert -> alert.user().equals(user)).toList();
    }

    /** The last summary of each window: the one that counts for who reads them. */
    Map<String, WindowSummary> lastWindows() {
        Map<String, WindowSummary> last = new HashMap<>();
        windows.forEach(window -> last.put(window.user() + " " + window.vital() + " " + window.start(), window));
        return last;
    }

    static byte[] encoded(Patient patient) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            PatientCodec.write(patient, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Patient decoded(byte[] bytes) {
        try {
            return PatientCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
