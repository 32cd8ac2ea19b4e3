package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Alert;

import java.util.function.Function;

/** Adds to each record of an episode by which rules it was judged, and passes everything on. */
final class BasisOutput implements MonitorOutput.Passing {
    private final Function<Alert, Alert.Basis> basis;
    private MonitorOutput out;

    /** @param basis null where that is not said */
    BasisOutput(Function<Alert, Alert.Basis> basis) {
        this.basis = basis;
    }

    void over(MonitorOutput other) {
        out = other;
    }

    @Override
    public void alert(Alert alert) {
        out.alert(basis == null ? alert : alert.judgedBy(basis.apply(alert)));
    }

    @Override
    public MonitorOutput to() {
        return out;
    }
}
