package io.vitalwatch.cluster;

import io.vitalwatch.cli.Recorded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whose deliveries the job is fed with while it fails. */
enum Source {
    /** A recording of real readings, so many patients for each one. */
    REAL("real readings") {
        @Override
        void record(Path to, int patients, long seed) throws IOException {
            Recorded.multiply(Installation.recording(), patients, to);
        }
    },
    /** The simulator's vendor, so many patients for each thing that can happen to one. */
    SIMULATOR("simulator") {
        @Override
        void record(Path to, int patients, long seed) throws IOException {
            Traffic.simulated(patients, Traffic.WHOLE, seed, ReceiverServer.Clock.TOLD).record(to);
        }
    };

    private final String text;

    Source(String text) {
        this.text = text;
    }

    /** Writes what a receiver takes, in order of arrival. */
    abstract void record(Path to, int patients, long seed) throws IOException;

    /** Those named, by commas apart. */
    static List<Source> named(String names) {
        return Stream.of(names.split(",")).map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT))).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
