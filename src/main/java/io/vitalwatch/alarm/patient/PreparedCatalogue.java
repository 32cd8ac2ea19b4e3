package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.Catalogue;

/** What is built from a catalogue once, to be used for many patients. */
final class PreparedCatalogue {
    final Catalogue catalogue;
    final RulePrefilter prefilter;
    final ArrivalRules arrivals;
    final WindowBook windows;

    PreparedCatalogue(MonitorSettings settings, Catalogue catalogue, RuleRun run) {
        this.catalogue = catalogue;
        this.prefilter = new RulePrefilter(catalogue);
        this.arrivals = new ArrivalRules(catalogue, run);
        this.windows = new WindowBook(settings, catalogue);
    }
}
