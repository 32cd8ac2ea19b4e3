package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.row.RulePrefilter;

import java.util.HashMap;
import java.util.Map;

/** What is built from a catalogue once, to be used for many patients. */
final class PreparedCatalogue {
    final Catalogue catalogue;
    private final Map<String, Evaluation> byId;
    final RulePrefilter prefilter;
    final ArrivalRules arrivals;
    final WindowBook windows;

    PreparedCatalogue(MonitorSettings settings, Catalogue catalogue, RuleRun run) {
        this.catalogue = catalogue;
        this.prefilter = new RulePrefilter(catalogue);
        this.byId = new HashMap<>();
        catalogue.rules().forEach(rule -> byId.put(rule.id(), rule));
        this.arrivals = new ArrivalRules(this, run);
        this.windows = new WindowBook(settings, catalogue.rules());
    }

    private PreparedCatalogue(PreparedCatalogue from, WindowBook windows) {
        this.catalogue = from.catalogue;
        this.byId = from.byId;
        this.prefilter = from.prefilter;
        this.arrivals = from.arrivals;
        this.windows = windows;
    }

    /** The same, with windows that keep what the rules of several versions look back at. */
    PreparedCatalogue with(WindowBook others) {
        return new PreparedCatalogue(this, others);
    }

    /** The rule with this id, or null. As {@link Catalogue#rule}, without a search: it is asked at each row of a patient with open alarms. */
    Evaluation rule(String id) {
        return byId.get(id);
    }
}
