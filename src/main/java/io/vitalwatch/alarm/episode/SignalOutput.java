package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Rejection;
import io.vitalwatch.model.Verdict;
import io.vitalwatch.model.WindowSummary;

/** Adds to each record of an episode what people hear after it, and passes everything on. */
public final class SignalOutput implements MonitorOutput {
    private final SignalBook book;
    private MonitorOutput out;
    private Signals signals;

    /** @param book null where nobody answers alarms */
    public SignalOutput(SignalBook book) {
        this.book = book;
    }

    /** Passes on to this output from now on. */
    public SignalOutput over(MonitorOutput other) {
        out = other;
        return this;
    }

    /** The signals of the patient at hand. */
    public void of(Signals patient) {
        signals = patient;
    }

    /** Where the records go. */
    public MonitorOutput out() {
        return out;
    }

    @Override
    public void alert(Alert alert) {
        out.alert(alert.with(book == null ? SignalBook.unanswered(alert) : book.written(signals, alert), alert.by()));
    }

    @Override
    public void window(WindowSummary summary) {
        out.window(summary);
    }

    @Override
    public void rejected(Rejection rejection) {
        out.rejected(rejection);
    }

    @Override
    public void count(Event event) {
        out.count(event);
    }

    @Override
    public void reading(Verdict verdict) {
        out.reading(verdict);
    }
}
