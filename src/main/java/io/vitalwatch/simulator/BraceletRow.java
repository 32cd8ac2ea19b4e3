package io.vitalwatch.simulator;

/** A row as the bracelet stores it, able to write itself as the vendor's JSON. */
sealed interface BraceletRow permits ActivityRow, TemperatureRow {
    /** The bracelet's timestamp, Unix milliseconds. */
    long time();

    /** The same row with another timestamp: what a wrong clock makes of it. */
    BraceletRow at(long millis);

    /** Appends the JSON object; values as strings, as the vendor's example has them, or as the data dictionary's numbers. */
    void write(StringBuilder json, boolean strings);

    /** Appends one field with the comma or brace before it. */
    static void field(StringBuilder json, String key, String value, boolean quoted) {
        json.append(json.charAt(json.length() - 1) == '{' ? "\"" : ",\"").append(key).append("\":");
        if (quoted) {
            json.append('"').append(value).append('"');
        } else {
            json.append(value);
        }
    }
}
