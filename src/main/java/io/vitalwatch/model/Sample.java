package io.vitalwatch.model;

import java.util.List;

/**
 * One row of the bracelet, decoded and judged.
 *
 * @param type activity or temperature
 * @param time the bracelet's timestamp, Unix milliseconds
 * @param offsetMinutes the offset of local time at the sample, minutes east of UTC; 0 where the row names none
 * @param worn whether the bracelet was worn well enough; UNKNOWN where the row does not say (temperature rows never do)
 * @param charging whether it was on the charger; UNKNOWN where the row does not say
 * @param battery percent 0 to 100, or {@link #MISSING}
 * @param activity the vendor's activity code (0 unspecified, 1 other, 2 walk, 4 run, 6 cycle, 7 rest), or {@link #MISSING}
 * @param cardiacArrest the vendor's flag, 0 none; 1 and 2 are undocumented; or {@link #MISSING}
 * @param readings what was measured, at most one a group; a value of 0 is no reading and does not stand here
 */
public record Sample(
        SampleType type,
        long time,
        int offsetMinutes,
        Known worn,
        Known charging,
        int battery,
        int activity,
        int cardiacArrest,
        List<Reading> readings) {
    public static final int MISSING = -1;

    /** The reading of this group, or null. */
    public Reading reading(Group group) {
        for (int i = 0; i < readings.size(); i++) {
            if (readings.get(i).group() == group) {
                return readings.get(i);
            }
        }
        return null;
    }
}
