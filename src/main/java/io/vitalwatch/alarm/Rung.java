package io.vitalwatch.alarm;

import io.vitalwatch.model.Priority;

import java.io.Serializable;

/**
 * One step of a priority ladder: a condition, how it is confirmed, and how it clears.
 *
 * @param priority what it raises
 * @param condition what a reading must show
 * @param confirm how often, or for how long
 * @param clearMargin a reading is recovered when it is inside every limit by this much, thousandths
 * @param clearCount this many usable readings in a row
 */
public record Rung(Priority priority, Condition condition, Confirm confirm, int clearMargin, int clearCount) implements Serializable {}
