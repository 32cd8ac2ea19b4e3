package io.vitalwatch.quality;

/** Which of the vendor's three blood-pressure series is believed. */
public enum PressureSeries {
    /** The combined series where both values are there, else the raw measurement. */
    COMBINE,
    /** The single cuffless measurement only. */
    RAW,
    /** The long-term series where both values are there, else the raw measurement. */
    LONG_TERM
}
