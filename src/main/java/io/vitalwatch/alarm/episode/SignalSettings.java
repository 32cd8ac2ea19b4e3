package io.vitalwatch.alarm.episode;

import io.vitalwatch.model.Priority;

import java.io.Serializable;
import java.util.List;

/**
 * How long people may leave an alarm alone. All on the arrival clock.
 *
 * @param acknowledgedHigh after this long the signal of an acknowledged high alarm comes back, milliseconds
 * @param acknowledgedMedium the same for medium
 * @param acknowledgedLow the same for low
 * @param escalateAfter when the next people are called, milliseconds since the signal is on, one for each step, rising; empty for never
 */
public record SignalSettings(long acknowledgedHigh, long acknowledgedMedium, long acknowledgedLow, List<Long> escalateAfter)
        implements Serializable {
    /** The longest pause or acknowledgement, milliseconds. */
    public static final long LONGEST = 24 * 3_600_000L;
    /** 3, 10 and 30 minutes; no escalation. */
    public static final SignalSettings DEFAULTS = new SignalSettings(3 * 60_000, 10 * 60_000, 30 * 60_000, List.of());

    public SignalSettings {
        escalateAfter = List.copyOf(escalateAfter);
    }

    /** How long an acknowledgement lasts that does not say so. */
    long acknowledged(Priority priority) {
        return switch (priority) {
            case HIGH -> acknowledgedHigh;
            case MEDIUM -> acknowledgedMedium;
            case LOW -> acknowledgedLow;
        };
    }
}
