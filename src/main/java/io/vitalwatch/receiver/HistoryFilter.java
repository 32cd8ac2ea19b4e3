package io.vitalwatch.receiver;

/** Which rows somebody wants to see; null means all. */
record HistoryFilter(String study, String event, Boolean success) {
    static final HistoryFilter ALL = new HistoryFilter(null, null, null);

    boolean passes(HistoryRow row) {
        return (study == null || study.equals(row.study())) && (event == null || event.equals(row.event()))
                && (success == null || success == row.success());
    }
}
