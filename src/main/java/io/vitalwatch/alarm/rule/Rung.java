package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Alert;
import io.vitalwatch.model.Priority;

import java.io.Serializable;

/**
 * One step of a priority ladder: a condition, how it is confirmed, and how it clears.
 *
 * @param priority what it raises
 * @param condition what a reading must meet
 * @param confirm how many readings, or how much time, confirm it
 * @param clearMargin a reading is recovered when it is inside every limit by this much, thousandths
 * @param clearCount the rung clears after this many recovered readings in a row
 */
public record Rung(Priority priority, Condition condition, Confirm confirm, int clearMargin, int clearCount) implements Serializable {
    /** True when this rung raises a higher priority than the other. */
    public boolean isMoreSevere(Rung other) {
        return priority.compareTo(other.priority) > 0;
    }

    /** The rung as the limit of an alert. */
    public Alert.Limit limit() {
        boolean statistic = confirm.statistic() != Confirm.Statistic.NONE;
        return new Alert.Limit(
                condition.toString(),
                statistic ? confirm.readings() : confirm.count(),
                statistic ? confirm.readings() : confirm.of(),
                statistic ? confirm.window() : confirm.duration());
    }
}
