package io.vitalwatch.alarm;

import java.io.Serializable;

/**
 * The monitor's clocks and windows, milliseconds.
 *
 * @param lateReach how far behind the patient clock a late sample still finds its place
 * @param windowLength length of the tumbling windows that are summarised
 * @param freshnessLimit an alarm on older data (arrival − sample time) is historical
 * @param reminderInterval a live high alarm is repeated after this long on the patient clock; 0 for never
 * @param stateTtl a patient of whom nothing arrived for this long is forgotten
 */
public record MonitorSettings(long lateReach, long windowLength, long freshnessLimit, long reminderInterval, long stateTtl)
        implements Serializable {}
