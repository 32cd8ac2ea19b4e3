package io.vitalwatch.alarm.rule;

import io.vitalwatch.model.Group;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;

/**
 * How old a reading may be and still be the value of now, for each measurement group: milliseconds. Rules take their defaults from this
 * table ({@code age.*}).
 */
public record Ages(Map<Group, Long> millis) implements Serializable {
    private static final long MINUTE = 60_000;

    public Ages {
        millis = Map.copyOf(new EnumMap<>(millis));
    }

    /**
     * The default for a group: 10 minutes for what is measured each minute; 75 minutes for blood pressure, which the vendor measures every
     * 30 minutes and delays while the patient moves.
     */
    public static long defaultOf(Group group) {
        return (group == Group.BLOOD_PRESSURE ? 75 : 10) * MINUTE;
    }

    /** The default table. */
    public static Ages defaults() {
        Map<Group, Long> all = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            all.put(group, defaultOf(group));
        }
        return new Ages(all);
    }

    /** Milliseconds. */
    public long of(Group group) {
        return millis.get(group);
    }
}
