package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

/** Receives the records and the counts of the patient monitor. */
public interface MonitorOutput {
    void alert(Alert alert);

    void window(WindowSummary summary);

    void rejected(Rejection rejection);

    /** Counts one event of a sample or a patient. */
    void count(Event event);

    /** Counts one reading under its verdict. */
    void reading(Verdict verdict);

    /** Passes everything but alerts on as it is. */
    interface Passing extends MonitorOutput {
        /** Where everything goes. */
        MonitorOutput to();

        @Override
        default void window(WindowSummary summary) {
            to().window(summary);
        }

        @Override
        default void rejected(Rejection rejection) {
            to().rejected(rejection);
        }

        @Override
        default void count(Event event) {
            to().count(event);
        }

        @Override
        default void reading(Verdict verdict) {
            to().reading(verdict);
        }
    }

    /** What is counted besides readings. */
    enum Event {
        ACCEPTED,
        /** A row that is known already. */
        DUPLICATE,
        /** A row with the stamp and type of a known one and other content. */
        CONFLICT,
        STALE,
        /** A patient without state. */
        NEW_PATIENT,
        /** An hour of the patient clock in which at least one sample was accepted. */
        PATIENT_HOUR
    }
}
