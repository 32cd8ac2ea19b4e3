package io.vitalwatch.alarm;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;

/** One open alarm of one patient and rule. Mutable; lives in the patient's state until it ends. */
final class Episode {
    static final byte[] NO_RUNGS = {};

    final String rule;
    final Kind kind;
    final long onset;
    /** Sequence number of the next record. */
    int sequence;
    Priority priority;
    AlarmState state = AlarmState.ACTIVE;
    Freshness freshness;
    /** For each rung how many recovered readings in a row clear it; 0 where the rung is not active. */
    byte[] clearNeeded = NO_RUNGS;
    /** The newest sample time at which the condition was seen to hold. */
    long lastTrue;
    /** Patient clock at the last record, for reminders. */
    long notified;
    /** Which measurement group it is about, where a rule looks at several; −1 otherwise. */
    int subject = -1;
    /** Recovered samples in a row, for rules that count them here and not in a ring. */
    int recovered;

    Episode(String rule, Kind kind, long onset) {
        this.rule = rule;
        this.kind = kind;
        this.onset = onset;
    }

    Episode copy() {
        Episode copy = new Episode(rule, kind, onset);
        copy.sequence = sequence;
        copy.priority = priority;
        copy.state = state;
        copy.freshness = freshness;
        copy.clearNeeded = clearNeeded.length == 0 ? NO_RUNGS : clearNeeded.clone();
        copy.lastTrue = lastTrue;
        copy.notified = notified;
        copy.subject = subject;
        copy.recovered = recovered;
        return copy;
    }

    boolean anyRungActive() {
        for (byte needed : clearNeeded) {
            if (needed > 0) {
                return true;
            }
        }
        return false;
    }
}
