package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.episode.MonitorOutput;
import io.vitalwatch.alarm.episode.SignalBook;
import io.vitalwatch.alarm.episode.SignalOutput;
import io.vitalwatch.alarm.episode.SignalSettings;
import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.Stay;
import io.vitalwatch.model.Alert;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The patient that is processed now, as far as the parts of the monitor share it: its rules, prepared once for all patients that have the
 * same, its stay, and where its records go. On the way each record gets what people hear after it, and by which rules it was judged.
 */
final class CurrentPatient {
    /** So many histories and catalogues are kept prepared. */
    private static final int MOST_PREPARED = 1 << 14;

    /** All versions of the rules; of them, {@link RulesInForce#of} is the one that a patient has come to. */
    RulesInForce rules;
    /** What people hear of alarms; null where nobody answers them. */
    SignalBook signalBook;
    SignalOutput out = new SignalOutput(null, this::latch, null, this::isBeforeStay);
    private final MonitorSettings settings;
    private final RuleRun run;
    private final Map<Catalogue, PreparedCatalogue> catalogues = new IdentityHashMap<>();
    private final Map<RuleHistory, RulesInForce> histories = new IdentityHashMap<>();
    private Stay stay = Stay.FIRST;

    CurrentPatient(MonitorSettings settings, RuleRun run) {
        this.settings = settings;
        this.run = run;
    }

    /** People answer alarms from now on: their signals are remembered, come back and stay latched. */
    void answering(SignalSettings times) {
        signalBook = new SignalBook(times, this::neverPaused, this::latch);
        out = new SignalOutput(signalBook, this::latch, this::basis, this::isBeforeStay);
    }

    /** Takes the rules of the patient. */
    void use(RuleHistory history) {
        if (rules != null && rules.history == history) {
            return;
        }
        if (histories.size() > MOST_PREPARED || catalogues.size() > MOST_PREPARED) {
            histories.clear();
            catalogues.clear();
        }
        rules = histories.computeIfAbsent(history, this::prepare);
    }

    private RulesInForce prepare(RuleHistory history) {
        PreparedCatalogue[] prepared = new PreparedCatalogue[history.size()];
        for (int version = 0; version < prepared.length; version++) {
            prepared[version] = catalogues.computeIfAbsent(history.catalogue(version), each -> new PreparedCatalogue(settings, each, run));
        }
        if (prepared.length > 1) {
            // Late rows are judged by the versions of their time, so the windows keep what any of them looks back at.
            List<Evaluation> all = new ArrayList<>();
            for (PreparedCatalogue each : prepared) {
                all.addAll(each.catalogue.rules());
            }
            WindowBook windows = new WindowBook(settings, all);
            for (int version = 0; version < prepared.length; version++) {
                prepared[version] = prepared[version].with(windows);
            }
        }
        return new RulesInForce(history, prepared);
    }

    /** @param patient whose records are written from now on; null for one of whom nothing is kept */
    void is(Patient patient) {
        out.of(patient == null ? null : patient.signals);
        stay = patient == null ? Stay.FIRST : patient.stay;
    }

    /**
     * As {@link #is(Patient)}.
     *
     * @param to where its records go
     * @return what the monitor writes to
     */
    SignalOutput is(Patient patient, MonitorOutput to) {
        is(patient);
        return out.over(to);
    }

    private boolean isBeforeStay(long time) {
        return stay.isBefore(time);
    }

    private Boolean latch(Alert alert) {
        return inForce(alert).latch().get(alert.rule());
    }

    private Alert.Basis basis(Alert alert) {
        Catalogue catalogue = inForce(alert);
        return new Alert.Basis(catalogue.version(), catalogue.layer(alert.rule()), stay.numberAt(alert.observed()));
    }

    /** The rules by which a record was judged. */
    private Catalogue inForce(Alert alert) {
        return rules.history.catalogue(rules.history.at(alert.observed()));
    }

    private boolean neverPaused(String rule) {
        int index = rules.versions.indexOf(rule);
        return index >= 0 && rules.versions.newestOf(index).essential() == Evaluation.Essential.CARDIAC_ARREST;
    }
}
