package io.vitalwatch.simulator.patient;

import java.util.List;
import java.util.UUID;

/** A patient of the simulation: user id, time zone, and the events that happen. */
public final class VirtualPatient {
    private static final int[] OFFSETS = {60, 60, 60, 60, 0, 120, -300, -210, 330, 540};

    private final Noise noise;
    private final String user;
    private final int offsetMinutes;
    private final PatientInjections injections;

    /**
     * @param seed the seed of the simulation
     * @param startMillis start of the simulation, Unix milliseconds
     * @param index number of the patient, from 0
     * @param injections what happens to it, with times after the start
     */
    public VirtualPatient(long seed, long startMillis, int index, List<Injection> injections) {
        this.noise = Noise.of(seed, index);
        long high = noise.bits("uuid.high", index) & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
        long low = noise.bits("uuid.low", index) & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        this.user = new UUID(high, low).toString();
        this.offsetMinutes = OFFSETS[noise.below("offset", 0, OFFSETS.length)];
        this.injections = new PatientInjections(startMillis, injections);
    }

    /** The patient's own noise: the same seed and number give the same. */
    public Noise noise() {
        return noise;
    }

    /** The user's id, a UUID. */
    public String user() {
        return user;
    }

    /** The offset of local time from UTC, minutes. */
    public int offsetMinutes() {
        return offsetMinutes;
    }

    /** What happens to the patient, in Unix time. */
    public PatientInjections injections() {
        return injections;
    }

    /**
     * The bracelet that the patient wears.
     *
     * @param startMillis start of the simulation, Unix milliseconds
     * @param rowsPerMinute optical rows a minute, 1 to 60
     */
    public Bracelet bracelet(long startMillis, int rowsPerMinute) {
        return new Bracelet(noise, injections, offsetMinutes, startMillis, rowsPerMinute);
    }
}
