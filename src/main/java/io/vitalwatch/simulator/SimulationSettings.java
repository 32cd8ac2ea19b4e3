package io.vitalwatch.simulator;

import io.vitalwatch.simulator.scenario.Scenario;
import io.vitalwatch.simulator.vendor.SimulatedStudy;

import java.util.List;

/**
 * The settings of a simulation. The same settings and scenario always give the same bytes: no clock is read, and all random numbers come
 * from the seed.
 *
 * @param seed another seed gives other patients
 * @param startMillis start of simulated time, Unix milliseconds
 * @param durationMillis length of simulated time, at least a minute; deliveries are sent within it
 * @param patients number of bracelets, at least as many as the scenario needs
 * @param rowsPerMinute optical rows a minute and bracelet: 1 is the vendor's default, 6 a hospital plan, 60 the largest
 * @param studies patients belong to them in turn; at least one
 */
public record SimulationSettings(
        long seed, long startMillis, long durationMillis, int patients, int rowsPerMinute, List<SimulatedStudy> studies) {
    public SimulationSettings {
        studies = List.copyOf(studies);
        require(startMillis > 0, "the start is before 1970");
        require(durationMillis >= 60_000, "a simulation lasts at least a minute: the phone sends once a minute");
        require(patients >= 1 && patients <= Scenario.MOST_PATIENTS,
                "patients must be 1 to " + Scenario.MOST_PATIENTS + ", not " + patients);
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
