package io.vitalwatch.alarm.patient;

import java.io.Serializable;

/**
 * The monitor's clocks and windows, milliseconds.
 *
 * @param lateReach how far behind the patient clock a late sample is still put into its window
 * @param windowLength length of the tumbling windows that are summarised
 * @param freshnessLimit an alarm on older data (arrival − sample time) is historical
 * @param reminderInterval a live high alarm is repeated after this long on the patient clock; 0 for never
 * @param stateTtl a patient from whom nothing arrived for this long is forgotten
 */
public record MonitorSettings(long lateReach, long windowLength, long freshnessLimit, long reminderInterval, long stateTtl)
        implements Serializable {}
