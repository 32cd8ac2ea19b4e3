package io.vitalwatch.alarm;

/**
 * What is remembered of a rule's ended episodes: the stretches of sample time that they covered.
 *
 * <p>So a delivery that is sent again raises nothing twice, and readings of one episode do not start the next.
 * Bounded: the newest {@value #BOUND} stretches.
 */
final class Past {
    static final int BOUND = 64;

    private long[] onsets = new long[2];
    private long[] ends = new long[2];
    private int size;

    Past copy() {
        Past copy = new Past();
        copy.onsets = onsets.clone();
        copy.ends = ends.clone();
        copy.size = size;
        return copy;
    }

    int size() {
        return size;
    }

    long onset(int index) {
        return onsets[index];
    }

    long end(int index) {
        return ends[index];
    }

    void add(long onset, long end) {
        if (size == BOUND) {
            System.arraycopy(onsets, 1, onsets, 0, size - 1);
            System.arraycopy(ends, 1, ends, 0, size - 1);
            size--;
        }
        if (size == onsets.length) {
            onsets = java.util.Arrays.copyOf(onsets, size * 2);
            ends = java.util.Arrays.copyOf(ends, size * 2);
        }
        onsets[size] = onset;
        ends[size] = Math.max(onset, end);
        size++;
    }

    boolean covers(long time) {
        for (int i = size - 1; i >= 0; i--) {
            if (time >= onsets[i] && time <= ends[i]) {
                return true;
            }
        }
        return false;
    }
}
