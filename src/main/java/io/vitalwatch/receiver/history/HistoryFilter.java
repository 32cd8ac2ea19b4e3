package io.vitalwatch.receiver.history;

import io.vitalwatch.wire.receiver.HistoryRow;

/** Which rows to show; a null matches all. */
record HistoryFilter(String study, String event, Boolean success, Boolean signed) {
    static final HistoryFilter ALL = new HistoryFilter(null, null, null, null);

    boolean passes(HistoryRow row) {
        return passes(row.study(), row.event()) && (success == null || success == row.success())
                && (signed == null || signed == row.signed());
    }

    boolean passes(String ofStudy, String ofEvent) {
        return (study == null || study.equals(ofStudy)) && (event == null || event.equals(ofEvent));
    }
}
