package io.vitalwatch.simulator;

import java.util.List;
import java.util.UUID;

/** A patient of the simulation: who it is, where it lives, how its phone writes, and what will happen to it. */
final class VirtualPatient {
    private static final int[] OFFSETS = {60, 60, 60, 60, 0, 120, -300, -210, 330, 540};

    private final Noise noise;
    private final String user;
    private final Study study;
    private final int offsetMinutes;
    private final Fate fate;

    VirtualPatient(SimulationSettings settings, Scenario scenario, int index) {
        this.noise = Noise.of(settings.seed(), index);
        long high = noise.bits("uuid.high", index) & 0xFFFFFFFFFFFF0FFFL | 0x4000L;
        long low = noise.bits("uuid.low", index) & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        this.user = new UUID(high, low).toString();
        this.study = settings.studies().get(index % settings.studies().size());
        this.offsetMinutes = OFFSETS[noise.below("offset", 0, OFFSETS.length)];
        this.fate = new Fate(settings.startMillis(), scenario.injections(index));
    }

    Noise noise() {
        return noise;
    }

    String user() {
        return user;
    }

    Study study() {
        return study;
    }

    int offsetMinutes() {
        return offsetMinutes;
    }

    Fate fate() {
        return fate;
    }

    List<Injection> injections() {
        return fate.all();
    }

    /** One user in four has the bare shape of the vendor's example, and one in four of the others the dictionary's numbers. */
    Bodies.Style style() {
        boolean bare = noise.chance("bare", 0, 0.25);
        return new Bodies.Style(bare, bare || !noise.chance("numbers", 0, 0.25));
    }
}
