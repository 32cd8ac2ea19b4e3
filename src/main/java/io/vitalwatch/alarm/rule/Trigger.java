package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Priority;

/**
 * What raises a priority, for people who read the rules.
 *
 * @param condition a comparison ("pulse >= 131") or a clause ("nothing new arrived for 10 min")
 * @param confirmed what confirms it ("in 2 of the last 3 readings, for 15 s"); empty where once is enough
 */
public record Trigger(Priority priority, String condition, String confirmed) {
    /** One that is not confirmed. */
    public Trigger(Priority priority, String condition) {
        this(priority, condition, "");
    }
}
