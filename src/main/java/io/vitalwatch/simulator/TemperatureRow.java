package io.vitalwatch.simulator;

/**
 * A row of a temperature event. It has no wearing field: the user's activity rows tell.
 *
 * @param core hundredths of a °C; 0 where there is no reading
 * @param skin hundredths of a °C in sleep, else 0, written as null
 */
record TemperatureRow(long time, int core, int skin, String timezone) implements BraceletRow {
    @Override
    public TemperatureRow at(long millis) {
        return new TemperatureRow(millis, core, skin, timezone);
    }

    @Override
    public void write(StringBuilder json, boolean strings) {
        json.append('{');
        BraceletRow.field(json, "timestamp", Long.toString(time), strings);
        BraceletRow.field(json, "temp_sk1", decimal(core), strings);
        BraceletRow.field(json, "temp_sk2", skin == 0 ? "null" : decimal(skin), strings && skin != 0);
        BraceletRow.field(json, "temp_amb", "null", false);
        BraceletRow.field(json, "timezone", timezone, true);
        json.append('}');
    }

    private static String decimal(int hundredths) {
        int rest = hundredths % 100;
        return rest == 0 ? Integer.toString(hundredths / 100) : hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }
}
