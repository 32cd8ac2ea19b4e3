package io.vitalwatch.alarm;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

/** Where the monitor puts what it found and what it counted. */
public interface Outcome {
    void alert(Alert alert);

    void window(WindowSummary summary);

    void rejected(Rejection rejection);

    /** Counts one event: a sample's fate, a patient seen. */
    void count(Event event);

    /** Counts one reading under its verdict. */
    void reading(Verdict verdict);

    /** What is counted besides readings. */
    enum Event {
        ACCEPTED,
        DUPLICATE,
        STALE,
        /** A patient that has no state yet. */
        NEW_PATIENT,
        /** An hour of the patient clock in which at least one sample was accepted. */
        PATIENT_HOUR
    }
}
