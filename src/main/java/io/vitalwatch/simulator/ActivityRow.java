package io.vitalwatch.simulator;

/**
 * A row of an activity event. Multiplexed: it fills one measurement group, and the others are 0 with quality 0.
 *
 * @param values by {@link Key}; {@link #ABSENT} where the row does not name the key at all
 */
record ActivityRow(long time, int[] values, String timezone) implements BraceletRow {
    static final int ABSENT = Integer.MIN_VALUE;

    /** The keys between timestamp and timezone, in the order of the vendor's example; the last two are sent by iOS only. */
    enum Key {
        BPM, BPM_Q, LAST_STEPS, ACTIVITY_TYPE, ACTIVITY_COUNT, SPO2, SPO2_Q, ENERGY_EXP, RESPIRATION_RATE, PHA, PHA_Q, RESP_Q, WEARING,
        BATTERY, GAIT_ASYMMETRY, GAIT_SPEED, GAIT_VAR, CARDIAC_ARREST, NIBP_SYSTOLIC, NIBP_DIASTOLIC, NIBP_SYSTOLIC_LONG_TERM,
        NIBP_DIASTOLIC_LONG_TERM, NIBP_SYSTOLIC_COMBINE, NIBP_DIASTOLIC_COMBINE, IS_CHARGING, SKIN_PROXIMITY, SPEED;

        private final String json = name().toLowerCase(java.util.Locale.ROOT);
    }

    private static final Key[] KEYS = Key.values();

    /** A row with every group at 0; the iOS fields and the respiration rate are left out until they are set. */
    static ActivityRow empty(long time, String timezone) {
        ActivityRow row = new ActivityRow(time, new int[KEYS.length], timezone);
        return row.with(Key.RESPIRATION_RATE, ABSENT).with(Key.SKIN_PROXIMITY, ABSENT).with(Key.SPEED, ABSENT);
    }

    ActivityRow with(Key key, double value) {
        values[key.ordinal()] = (int) Math.round(value);
        return this;
    }

    int get(Key key) {
        return values[key.ordinal()];
    }

    @Override
    public ActivityRow at(long millis) {
        return new ActivityRow(millis, values, timezone);
    }

    @Override
    public void write(StringBuilder json, boolean strings) {
        json.append('{');
        BraceletRow.field(json, "timestamp", Long.toString(time), strings);
        for (Key key : KEYS) {
            int value = values[key.ordinal()];
            if (value != ABSENT) {
                boolean flag = key == Key.IS_CHARGING && !strings;
                BraceletRow.field(json, key.json, flag ? String.valueOf(value != 0) : Integer.toString(value), strings);
            }
        }
        BraceletRow.field(json, "timezone", timezone, true);
        json.append('}');
    }
}
