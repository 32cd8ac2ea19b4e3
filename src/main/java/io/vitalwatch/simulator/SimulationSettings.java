package io.vitalwatch.simulator;

import java.util.List;

/**
 * What a simulation is made from. The same settings and scenario give the same bytes, always: there is no clock, and no chance beside
 * the seed.
 *
 * @param seed decides everything that looks like chance
 * @param startMillis first moment of simulated time, Unix milliseconds
 * @param durationMillis how much simulated time; deliveries are sent within it
 * @param patients how many bracelets, at least as many as the scenario names
 * @param rowsPerMinute optical rows a minute and bracelet: 1 is the vendor's default, 6 a hospital plan, 60 the most there is
 * @param studies patients are dealt to them in turn; at least one
 */
public record SimulationSettings(
        long seed, long startMillis, long durationMillis, int patients, int rowsPerMinute, List<Study> studies) {
    /** The most patients that one simulation holds. */
    public static final int MOST_PATIENTS = 1_000_000;

    public SimulationSettings {
        studies = List.copyOf(studies);
        require(startMillis > 0, "the start lies before 1970");
        require(durationMillis >= 60_000, "a simulation lasts a minute at least: the phone sends once a minute");
        require(patients >= 1 && patients <= MOST_PATIENTS, "patients must be 1 to " + MOST_PATIENTS + ", not " + patients);
        require(rowsPerMinute >= 1 && rowsPerMinute <= 60, "rows a minute must be 1 to 60, not " + rowsPerMinute);
        require(!studies.isEmpty(), "there is no study; name one");
    }

    /** The end of simulated time, Unix milliseconds. */
    public long endMillis() {
        return startMillis + durationMillis;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
