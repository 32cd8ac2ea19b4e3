package io.vitalwatch.alarm.patient;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.evaluate.Evaluation;
import io.vitalwatch.alarm.version.RuleHistory;
import io.vitalwatch.alarm.version.RuleVersions;

/** A {@link RuleHistory} prepared for use: the rules by id, and what is built from the catalogue of each version. */
final class RulesInForce {
    final RuleHistory history;
    final RuleVersions versions;
    private final PreparedCatalogue[] prepared;
    private RuleHistory waitingForNothing;
    private RuleHistory inOrderOfTime;

    RulesInForce(RuleHistory history, PreparedCatalogue[] prepared) {
        this.history = history;
        this.versions = new RuleVersions(history);
        this.prepared = prepared;
    }

    PreparedCatalogue prepared(int version) {
        return prepared[version];
    }

    /** The version that a patient has come to. */
    PreparedCatalogue of(Patient patient) {
        return prepared[prepared.length == 1 ? 0 : history.at(patient.rulesFrom)];
    }

    /** From when the rules are in force by which a new patient begins at a moment; before any delivery, of the oldest version. */
    long startAt(long arrival) {
        return history.from(history.at(arrival));
    }

    /** When the next version begins that a patient has not come to yet, or {@link Evaluation#NEVER}. */
    long next(Patient patient) {
        if (patient.rulesFrom >= history.newestFrom()) {
            return Evaluation.NEVER;
        }
        int version = history.at(patient.rulesFrom) + 1;
        return version < history.size() ? history.from(version) : Evaluation.NEVER;
    }

    /** The versions with those rules only that wait for nothing. */
    RuleHistory waitingForNothing() {
        if (waitingForNothing == null) {
            waitingForNothing = history.map(all -> new Catalogue(all.rules().stream().filter(Evaluation::waitsForNothing).toList()));
        }
        return waitingForNothing;
    }

    /** The versions with those rules only that depend on the order of sample time. */
    RuleHistory inOrderOfTime() {
        if (inOrderOfTime == null) {
            inOrderOfTime = history.map(all -> new Catalogue(all.rules().stream().filter(Evaluation::judgesStale).toList()));
        }
        return inOrderOfTime;
    }
}
