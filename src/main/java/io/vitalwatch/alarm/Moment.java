package io.vitalwatch.alarm;

/**
 * When and on whose data something is decided.
 *
 * @param observed sample time, or the arrival clock where silence decides
 * @param arrived arrival of the deciding delivery, or the arrival clock where silence decides
 */
record Moment(String user, String study, long observed, long arrived, int offsetMinutes) {
    /** The same delivery, seen at another sample time. */
    Moment at(long time) {
        return time == observed ? this : new Moment(user, study, time, arrived, offsetMinutes);
    }

    long age() {
        return arrived - observed;
    }
}
