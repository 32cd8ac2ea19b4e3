package io.vitalwatch.intake.clock;

/** Whether a partition gets the heartbeats that confirm or refute a stamp. */
public enum Heartbeats {
    /** None was ever read: stamps are followed at once. Worth a warning. */
    NONE,
    /** The last ones came more than {@code clock.step} apart: stamps are followed at once. Worth a warning. */
    FAR_APART,
    /** They come: a stamp too far ahead waits. */
    CLOSE
}
