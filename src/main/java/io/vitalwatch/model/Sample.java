package io.vitalwatch.model;

import java.util.List;

/**
 * One row of the bracelet, decoded and judged.
 *
 * @param type activity or temperature
 * @param time the bracelet's timestamp, Unix milliseconds
 * @param offsetMinutes the offset of local time at the sample, minutes east of UTC; 0 where the row has no offset
 * @param worn whether the bracelet was worn well enough; UNKNOWN if the row has no such field (temperature rows have none)
 * @param charging whether the bracelet was on the charger; UNKNOWN if the row has no such field
 * @param battery percent 0 to 100, or {@link #MISSING}
 * @param activity the vendor's activity code (0 unspecified, 1 other, 2 walk, 4 run, 6 cycle, 7 rest), or {@link #MISSING}
 * @param cardiacArrest the vendor's flag: 0 for none, 1 and 2 are undocumented; or {@link #MISSING}
 * @param readings what was measured, at most one reading for each group; a value of 0 means no reading and is left out
 * @param fields the fields that the row had, whatever they said: a bit for each by the ordinal of {@code corsano.Field}. The timestamp's
 *     bit, which has the ordinal 0, says whether anything was known of the row beside its time and zone
 * @param unknownFields names that the row had, of fields that are probably known ones under another name; at most 16, in plain characters
 */
public record Sample(
        SampleType type,
        long time,
        int offsetMinutes,
        Ternary worn,
        Ternary charging,
        int battery,
        int activity,
        int cardiacArrest,
        List<Reading> readings,
        int fields,
        List<String> unknownFields) {
    /** Of a row of which it is not known which fields it had. */
    public static final int EVERY_FIELD = -1;

    /** A sample of a row with every field. */
    public Sample(SampleType type, long time, int offsetMinutes, Ternary worn, Ternary charging, int battery, int activity,
            int cardiacArrest, List<Reading> readings) {
        this(type, time, offsetMinutes, worn, charging, battery, activity, cardiacArrest, readings, EVERY_FIELD, List.of());
    }

    /** The row does not have this number. */
    public static final int MISSING = -1;

    /** Whether nothing was known of the row but its time and zone. */
    public boolean nothingKnown() {
        return (fields & 1) == 0;
    }

    /** The same sample with other readings. */
    public Sample with(List<Reading> others) {
        return new Sample(type, time, offsetMinutes, worn, charging, battery, activity, cardiacArrest, others, fields,
                unknownFields);
    }

    /** The same row at another time. */
    public Sample at(long other) {
        return new Sample(type, other, offsetMinutes, worn, charging, battery, activity, cardiacArrest, readings, fields, unknownFields);
    }

    /** The same row without a cardiac-arrest flag. */
    public Sample withoutFlag() {
        return new Sample(type, time, offsetMinutes, worn, charging, battery, activity, 0, readings);
    }

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
