package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Delivery;
import io.vitalwatch.model.Delivery.Undated;
import io.vitalwatch.model.Group;
import io.vitalwatch.model.Origin;
import io.vitalwatch.model.Reading;
import io.vitalwatch.model.Sample;
import io.vitalwatch.model.SampleType;
import io.vitalwatch.model.Ternary;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.control.Change.ActionChange;
import io.vitalwatch.model.control.Change.PatientChange;
import io.vitalwatch.model.control.ControlRecord;
import io.vitalwatch.model.control.Scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A patient's story for tests: {@code at(0, pulse(72)).at(60, arrest(2))}, seconds from {@link #BEGINNING}, arriving at once unless said. */
public final class Timeline extends RecordedOutput {
    /** 2025-11-19T14:00:00Z. */
    public static final long BEGINNING = 1_763_560_800_000L;

    public static final String USER = "e962c5a1-0000-4000-8000-00000000002c";

    private final PatientMonitor monitor;
    private RuleHistory history;
    private Patient patient;
    private long delay;
    private Ternary worn = Ternary.TRUE;
    private Ternary charging = Ternary.FALSE;
    private int battery = 80;
    private int activity = 7;

    public Timeline() {
        this(Rules.settings(), Rules.catalogue());
    }

    public Timeline(MonitorSettings settings, Catalogue catalogue) {
        monitor = new PatientMonitor(settings, catalogue, Set.of(Verdict.IMPLAUSIBLE, Verdict.NEGATIVE));
        history = RuleHistory.of(catalogue);
    }

    /** From so many seconds on these rules are in force. The arrival clock has not come there yet. */
    Timeline rulesFrom(double seconds, Catalogue catalogue) {
        history = history.then(BEGINNING + Math.round(seconds * 1000), catalogue, Long.MIN_VALUE);
        return this;
    }

    /** Continues another timeline's patient under this one's rules. */
    Timeline continuing(Timeline other) {
        patient = other.patient;
        return this;
    }

    /** The patient's state through the bytes of a savepoint. */
    Timeline restored() {
        patient = Recorder.decoded(Recorder.encoded(patient));
        return this;
    }

    Timeline worn(boolean value) {
        worn = Ternary.of(value);
        return this;
    }

    /** From now on rows do not say whether the bracelet is worn or charging. */
    Timeline statusUnknown() {
        worn = Ternary.UNKNOWN;
        charging = Ternary.UNKNOWN;
        return this;
    }

    Timeline charging(boolean value) {
        charging = Ternary.of(value);
        return this;
    }

    Timeline battery(int percent) {
        battery = percent;
        return this;
    }

    Timeline activity(int code) {
        activity = code;
        return this;
    }

    /** From now on samples arrive so many seconds after their time. */
    Timeline arrivingAfter(long seconds) {
        delay = seconds * 1000;
        return this;
    }

    /** A row at so many seconds from the beginning. */
    Timeline at(double seconds, Measured... measured) {
        return deliver(arrival(seconds), row(seconds, measured));
    }

    /** A row that arrives at another moment than its own, both in seconds from the beginning. */
    Timeline at(double seconds, double arrivingAt, Measured... measured) {
        return deliver(BEGINNING + Math.round(arrivingAt * 1000), row(seconds, measured));
    }

    Timeline deliver(long arrival, Sample... samples) {
        patient = monitor.deliver(patient, new Delivery(USER, "EZTJD", arrival, new Origin("t", 0, 0), List.of(samples)), history, this);
        return this;
    }

    /** A part of a delivery whose timestamp waited; clock and stamp in seconds from the beginning. */
    Timeline part(Delivery.Part part, double clock, double stamp, Sample... samples) {
        return partAt(part, BEGINNING + Math.round(clock * 1000), stamp, samples);
    }

    /**
     * A row without a credible time, and nothing else.
     *
     * @param claimed its timestamp, seconds from the beginning
     */
    Timeline undated(double arrivingAt, Undated.Why why, double claimed, int flag) {
        long arrival = BEGINNING + Math.round(arrivingAt * 1000);
        long stamp = why == Undated.Why.NO_TIME ? 0 : BEGINNING + Math.round(claimed * 1000);
        Sample row = new Sample(SampleType.ACTIVITY, why == Undated.Why.OLD ? stamp : arrival, 60, worn, charging, battery, activity, flag,
                List.of());
        patient = monitor.deliver(patient, new Delivery(USER, "EZTJD", arrival, arrival, Delivery.Part.WHOLE, new Origin("t", 0, 0), List.of(),
                List.of(new Undated(why, stamp, stamp * 31 + flag, row))), history, this);
        return this;
    }

    /** The flags of a delivery that waits while its partition has no clock. */
    Timeline flagsWithoutClock(double stamp, Sample... samples) {
        return partAt(Delivery.Part.FLAGS, Delivery.NO_CLOCK, stamp, samples);
    }

    private Timeline partAt(Delivery.Part part, long arrival, double stamp, Sample... samples) {
        patient = monitor.deliver(patient, new Delivery(USER, "EZTJD", arrival, BEGINNING + Math.round(stamp * 1000), part,
                new Origin("t", 0, 0), List.of(samples)), history, this);
        return this;
    }

    /** People answer alarms from now on. */
    Timeline answering() {
        monitor.answering(SignalSettings.DEFAULTS);
        return this;
    }

    /** An action that counts at so many seconds from the beginning. Returns why it is refused, or null. */
    String act(double seconds, ActionChange action, int expected, double until) {
        ControlRecord record = new ControlRecord("id", Scope.user(USER), ControlRecord.NOT_SET,
                until == 0 ? ControlRecord.NOT_SET : BEGINNING + Math.round(until * 1000), "anna", "round", expected, action);
        PatientMonitor.Acted acted = monitor.act(patient, USER, record, BEGINNING + Math.round(seconds * 1000),
                history, this);
        patient = acted.patient();
        return acted.refused();
    }

    /** An admission, discharge or handover that counts at so many seconds from the beginning. Returns why it is refused, or null. */
    String stay(double seconds, PatientChange.Verb verb) {
        ControlRecord record = new ControlRecord("id", Scope.user(USER), ControlRecord.NOT_SET, ControlRecord.NOT_SET, "anna", "", -1,
                new PatientChange(verb, List.of()));
        PatientMonitor.Acted acted = monitor.changeStay(patient, USER, record, BEGINNING + Math.round(seconds * 1000), history, this);
        patient = acted.patient();
        return acted.refused();
    }

    /** The arrival clock comes to so many seconds from the beginning without a delivery. */
    Timeline silenceUntil(double seconds) {
        if (patient != null) {
            patient = monitor.arrivalClock(patient, USER, BEGINNING + Math.round(seconds * 1000), history, this);
        }
        return this;
    }

    Patient patient() {
        return patient;
    }

    Sample row(double seconds, Measured... measured) {
        List<Reading> readings = new ArrayList<>();
        int flag = 0;
        SampleType type = SampleType.ACTIVITY;
        for (Measured each : measured) {
            if (each.reading != null) {
                readings.add(each.reading);
                type = each.reading.group() == Group.TEMPERATURE ? SampleType.TEMPERATURE : type;
            }
            flag = Math.max(flag, each.flag);
        }
        boolean activityRow = type == SampleType.ACTIVITY;
        return new Sample(type, BEGINNING + Math.round(seconds * 1000), 60, activityRow ? worn : Ternary.UNKNOWN,
                activityRow ? charging : Ternary.UNKNOWN, activityRow ? battery : Sample.MISSING, activityRow ? activity : Sample.MISSING,
                activityRow ? flag : Sample.MISSING, readings);
    }

    private long arrival(double seconds) {
        return BEGINNING + Math.round(seconds * 1000) + delay;
    }

    /** "start pulse-high medium", one line a record. */
    List<String> story() {
        return alerts.stream().map(Timeline::line).toList();
    }

    /** The records of one rule. */
    List<String> story(String rule) {
        return alerts.stream().filter(alert -> alert.rule().equals(rule)).map(Timeline::line).toList();
    }

    List<Alert> of(String rule) {
        return alerts.stream().filter(alert -> alert.rule().equals(rule)).toList();
    }

    private static String line(Alert alert) {
        return String.join(" ", alert.phase().label(), alert.rule(), alert.priority().label(), alert.state().label(), alert.reason().label(),
                alert.freshness().label(), "@" + (alert.observed() - BEGINNING) / 1000);
    }

    /** Something in a row: a reading or a flag. */
    static final class Measured {
        private final Reading reading;
        private final int flag;

        private Measured(Reading reading, int flag) {
            this.reading = reading;
            this.flag = flag;
        }
    }

    static Measured pulse(int perMinute) {
        return measured(Group.PULSE, perMinute, 4, Verdict.USABLE);
    }

    static Measured spo2(int percent) {
        return measured(Group.SPO2, percent, 4, Verdict.USABLE);
    }

    static Measured respiration(int perMinute) {
        return measured(Group.RESPIRATION, perMinute, 4, Verdict.USABLE);
    }

    static Measured temperature(double celsius) {
        return measured(Group.TEMPERATURE, celsius, Reading.NO_QUALITY, Verdict.USABLE);
    }

    static Measured pressure(int systolic, int diastolic) {
        return new Measured(
                new Reading(Group.BLOOD_PRESSURE, systolic * 1000, diastolic * 1000, Reading.NO_QUALITY, Verdict.USABLE), 0);
    }

    static Measured poorPulse(int perMinute) {
        return measured(Group.PULSE, perMinute, 0, Verdict.QUALITY);
    }

    static Measured implausiblePulse(int perMinute) {
        return measured(Group.PULSE, perMinute, 4, Verdict.IMPLAUSIBLE);
    }

    static Measured unwornPulse(int perMinute) {
        return measured(Group.PULSE, perMinute, 4, Verdict.NOT_WORN);
    }

    static Measured arrest(int code) {
        return new Measured(null, code);
    }

    static Measured measured(Group group, double value, int quality, Verdict verdict) {
        return new Measured(new Reading(group, Rules.milli(value), 0, quality, verdict), 0);
    }
}
