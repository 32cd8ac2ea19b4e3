package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;

import java.util.function.Function;
import java.util.function.LongPredicate;

/** Adds to each record of an episode what people hear after it, and by which rules it was judged, and passes everything on. */
public final class SignalOutput implements MonitorOutput.Passing {
    private final SignalBook book;
    private final Function<Alert, Boolean> latch;
    private final LongPredicate ofStayBefore;
    private final BasisOutput out;
    private Signals signals;
    private boolean wrote;

    /**
     * @param book null where nobody answers alarms
     * @param latch whether the rule of a record says that its alarms stay after their end; null if it does not say so
     * @param basis by which rules a record was judged; null where that is not said
     * @param ofStayBefore whether a moment of sample time lies in a stay that is over: what is found there is historical
     */
    public SignalOutput(SignalBook book, Function<Alert, Boolean> latch, Function<Alert, Alert.Basis> basis, LongPredicate ofStayBefore) {
        this.book = book;
        this.latch = latch;
        this.ofStayBefore = ofStayBefore;
        this.out = new BasisOutput(basis);
    }

    /** Passes on to this output from now on. */
    public SignalOutput over(MonitorOutput other) {
        out.over(other);
        return this;
    }

    /** The signals of the patient at hand. */
    public void of(Signals patient) {
        signals = patient;
    }

    /** Whether there was a record of an episode since this was last asked. */
    public boolean wrote() {
        boolean since = wrote;
        wrote = false;
        return since;
    }

    /** Where records go of which the signal is known. */
    public MonitorOutput out() {
        return out;
    }

    @Override
    public void alert(Alert found) {
        wrote = true;
        Alert alert = ofStayBefore.test(found.observed()) ? found.historical() : found;
        out.alert(alert.with(book == null ? SignalBook.unanswered(alert, latch.apply(alert)) : book.written(signals, alert), alert.by()));
    }

    @Override
    public MonitorOutput to() {
        return out;
    }
}
