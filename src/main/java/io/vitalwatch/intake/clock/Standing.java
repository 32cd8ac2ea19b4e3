package io.vitalwatch.intake.clock;

/** What became of a record's stamp when the record got its arrival. */
public enum Standing {
    /** The stamp counts: the arrival is the larger of stamp and clock. */
    BELIEVED,
    /** The stamp was too far ahead and another record showed that it is wrong: the arrival is the clock. Reported as arrival-ahead. */
    REFUTED,
    /** The stamp was too far ahead and there was no room to wait any longer: the arrival is the clock. Reported as arrival-ahead. */
    NO_ROOM;

    /** Whether the record gets a notice {@code arrival-ahead}. */
    public boolean isAhead() {
        return this != BELIEVED;
    }
}
