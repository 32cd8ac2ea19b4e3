package io.vitalwatch.alarm;

import java.util.Locale;

/** A circumstance in which a rule does not speak. The first four are the vendor's activity codes. */
public enum Context {
    /** Activity code 2. */
    WALKING(2),
    /** Activity code 4. */
    RUNNING(4),
    /** Activity code 6. */
    CYCLING(6),
    /** Activity code 7. */
    RESTING(7),
    CHARGING(-1),
    NOT_WORN(-1);

    private final int activity;

    Context(int activity) {
        this.activity = activity;
    }

    /** The vendor's activity code, or −1 for a circumstance that is none. */
    public int activity() {
        return activity;
    }

    /** Lower-case, hyphenated, as in rules. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
