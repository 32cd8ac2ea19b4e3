package io.vitalwatch.simulator;

/**
 * Chance without state: each value is a function of the seed, a stream and a place, so any moment can be asked for in any order.
 *
 * <p>The mixing is SplitMix64's (Steele, Lea, Flood 2014). Streams are told apart by name, so a new one changes no other.
 */
final class Noise {
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

    /** Between these two. */
    double between(String stream, long place, double low, double high) {
        return low + (high - low) * unit(stream, place);
    }

    /** A whole number from 0 to bound − 1. */
    int below(String stream, long place, int bound) {
        return (int) (unit(stream, place) * bound);
    }

    boolean chance(String stream, long place, double probability) {
        return unit(stream, place) < probability;
    }

    /** Wanders between −1 and 1, with a new direction each period; continuous, bounded for good. */
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
