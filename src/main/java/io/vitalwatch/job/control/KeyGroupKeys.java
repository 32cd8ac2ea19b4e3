package io.vitalwatch.job.control;

import io.vitalwatch.model.Delivery;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * One key for each key group of Flink, by which a change reaches every subtask that has patients, wherever key groups go. They are longer than
 * any user id, so none of them is a user.
 */
public final class KeyGroupKeys {
    private static final String PREFIX = "#".repeat(Delivery.LONGEST_USER + 1);

    private KeyGroupKeys() {}

    /** A key for each key group, always the same ones. */
    public static String[] of(int keyGroups) {
        String[] keys = new String[keyGroups];
        int missing = keyGroups;
        for (int i = 0; missing > 0; i++) {
            String key = PREFIX + i;
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups);
            if (keys[group] == null) {
                keys[group] = key;
                missing--;
            }
        }
        return keys;
    }
}
