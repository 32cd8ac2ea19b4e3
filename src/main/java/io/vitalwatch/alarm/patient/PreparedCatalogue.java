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
        this.windows = new WindowBook(settings, catalogue.rules());
    }

    private PreparedCatalogue(PreparedCatalogue from, WindowBook windows) {
        this.catalogue = from.catalogue;
        this.prefilter = from.prefilter;
        this.arrivals = from.arrivals;
        this.windows = windows;
    }

    /** The same, with windows that keep what the rules of several versions look back at. */
    PreparedCatalogue with(WindowBook others) {
        return new PreparedCatalogue(this, others);
    }
}
