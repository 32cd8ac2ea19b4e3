package io.vitalwatch.simulator.patient;

/**
 * Random numbers without state: each value is a function of the seed, the name of a stream and a place in it. Values can be asked for in
 * any order, and a new stream changes no other.
 *
 * <p>The mixing is that of SplitMix64 (Steele, Lea, Flood 2014).
 */
public final class Noise {
    private final long seed;

    private Noise(long seed) {
        this.seed = seed;
    }

    static Noise of(long seed, long patient) {
        return new Noise(mix(mix(seed) + patient));
    }

    /** Between 0 (inclusive) and 1. */
    double unit(String stream, long place) {
        return (bits(stream, place) >>> 11) * 0x1.0p-53;
    }

    /** A number from low (inclusive) to high. */
    public double between(String stream, long place, double low, double high) {
        return low + (high - low) * unit(stream, place);
    }

    /** A whole number from 0 to bound − 1. */
    public int below(String stream, long place, int bound) {
        return (int) (unit(stream, place) * bound);
    }

    /** True with this probability. */
    public boolean chance(String stream, long place, double probability) {
        return unit(stream, place) < probability;
    }

    /** Varies between −1 and 1 with a new direction in each period; continuous. */
    double wander(String stream, long millis, long period) {
        long step = Math.floorDiv(millis, period);
        double within = (double) Math.floorMod(millis, period) / period;
        double ease = within * within * (3 - 2 * within);
        double from = 2 * unit(stream, step) - 1;
        double to = 2 * unit(stream, step + 1) - 1;
        return from + (to - from) * ease;
    }

    long bits(String stream, long place) {
        return mix(mix(seed ^ stream.hashCode() * 0x9E3779B97F4A7C15L) + place);
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
