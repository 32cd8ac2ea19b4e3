package io.vitalwatch.console.live;

import io.vitalwatch.model.AlarmState;
import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Alert.Phase;
import io.vitalwatch.model.Alert.Signal;
import io.vitalwatch.model.Freshness;
import io.vitalwatch.model.Kind;
import io.vitalwatch.model.Priority;

import java.util.Comparator;

/** How much an open episode needs somebody, the most first. The ordinal is what browsers get. */
public enum Attention {
    /** A physiological alarm of high priority that nobody has answered. */
    HIGH,
    MEDIUM,
    /** The condition of a grave alarm is over, and nobody has answered it. */
    LATCHED,
    /** An alarm of high or medium priority without usable data: it may or may not still hold. */
    UNKNOWN,
    /** A technical alarm of medium or high priority: nobody watches this patient. */
    UNWATCHED,
    LOW,
    ACKNOWLEDGED,
    /** Other technical alarms, and those found in old data. */
    OTHER,
    /** No open episode. */
    NONE;

    /** The gravest episode first; of two alike the one that began first. */
    static final Comparator<Alert> GRAVEST_FIRST = Comparator.comparing(Attention::of)
            .thenComparing(Comparator.comparing(Alert::priority).reversed())
            .thenComparingLong(Alert::onset).thenComparing(Alert::episode);

    /** Whether people still see the episode after this record: its condition goes on, or nobody has answered it. */
    public static boolean stays(Alert record) {
        return record.phase() != Phase.END || record.isLatched();
    }

    /**
     * The priority of the sound that an open episode calls for, by its last record; null for silence. It sounds until somebody has answered
     * it, whether its condition lasts, is unknown or is over: missing data must not silence an alarm. Technical alarms of low priority, and
     * alarms found in old data, do not sound; nor do those that are over where nobody can answer them.
     */
    static Priority sound(Alert last) {
        boolean calls = last.signal() == Signal.ON || last.isLatched() || last.signal() == null && last.freshness() != Freshness.HISTORICAL;
        if (!calls || last.kind() == Kind.TECHNICAL && last.priority() == Priority.LOW) {
            return null;
        }
        return last.signal() == Signal.LATCHED ? last.gravest() : last.priority();
    }

    /** What an open episode needs, by its last record. */
    public static Attention of(Alert last) {
        if (last.signal() == Signal.LATCHED) {
            return LATCHED;
        }
        if (last.freshness() == Freshness.HISTORICAL) {
            return OTHER;
        }
        if (last.signal() == Signal.ACKNOWLEDGED || last.signal() == Signal.PAUSED) {
            return ACKNOWLEDGED;
        }
        if (last.kind() == Kind.TECHNICAL) {
            return last.priority() == Priority.LOW ? OTHER : UNWATCHED;
        }
        if (last.priority() == Priority.LOW) {
            return LOW;
        }
        return last.state() == AlarmState.UNKNOWN ? UNKNOWN : last.priority() == Priority.HIGH ? HIGH : MEDIUM;
    }
}
