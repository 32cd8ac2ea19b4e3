package io.vitalwatch.monitor;

/**
 * A count for each second, in a ring of longs: adding costs O(1) and no object, dropping old seconds O(their number). Memory is 8 bytes for
 * each second from the oldest count to the newest.
 */
final class SecondCounts {
    private static final int FIRST_CAPACITY = 1 << 10;

    /** By the lower bits of the second; its length is a power of two. What is outside of {@link #first} to {@link #end} is 0. */
    private long[] counts = new long[FIRST_CAPACITY];
    private long first;
    /** Exclusive; the same as {@link #first} without any. */
    private long end;

    /** Takes one second and its count. */
    interface Each {
        void count(long second, long count);
    }

    /** @param more may be negative, and so may the count become */
    void add(long second, long more) {
        long from = first == end ? second : Math.min(first, second);
        long to = first == end ? second + 1 : Math.max(end, second + 1);
        if (to - from > counts.length) {
            grow(to - from);
        }
        first = from;
        end = to;
        counts[index(second)] += more;
    }

    /** Drops the seconds before the given one, and returns what was counted in them. */
    long dropBefore(long second) {
        long dropped = 0;
        for (; first < Math.min(second, end); first++) {
            dropped += counts[index(first)];
            counts[index(first)] = 0;
        }
        return dropped;
    }

    /** Each second with a count that is not 0, the oldest first. */
    void forEach(Each each) {
        for (long second = first; second < end; second++) {
            if (counts[index(second)] != 0) {
                each.count(second, counts[index(second)]);
            }
        }
    }

    private int index(long second) {
        return (int) second & counts.length - 1;
    }

    private void grow(long seconds) {
        long[] before = counts;
        counts = new long[Math.toIntExact(2 * Long.highestOneBit(seconds))];
        for (long second = first; second < end; second++) {
            counts[index(second)] = before[(int) second & before.length - 1];
        }
    }
}
