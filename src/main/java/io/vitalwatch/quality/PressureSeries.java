package io.vitalwatch.quality;

/** Which of the vendor's three blood-pressure series is used. */
public enum PressureSeries {
    /** The combined series if it has both values, else the raw measurement. */
    COMBINE,
    /** The single cuffless measurement only. */
    RAW,
    /** The long-term series if it has both values, else the raw measurement. */
    LONG_TERM
}
