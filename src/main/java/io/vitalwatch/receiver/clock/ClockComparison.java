package io.vitalwatch.receiver.clock;

import io.vitalwatch.wire.ClockReport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the machine clocks of all receivers and the broker's clock, from the records of vitals.receivers, and says which one is off.
 *
 * <p>Two clocks agree if they are at most five seconds apart. Where more than half of all clocks agree, those that do not agree with them
 * are off. Where no more than half agree (a single receiver and the broker, for example) no clock can be called right, and all are in
 * doubt. A record reaches the broker some time after it was written; the shortest delay of a receiver's last six records counts.
 *
 * <p>At most 64 receivers are compared; one that has written nothing for three minutes is forgotten. For several threads.
 */
public final class ClockComparison {
    /** The name of the broker's clock; no receiver may have it as its id. */
    public static final String BROKER = "broker";

    static final long TOLERANCE_MILLIS = 5_000;
    static final long FORGOTTEN_MILLIS = Duration.ofMinutes(3).toMillis();
    static final int MOST_RECEIVERS = 64;
    private static final int KEPT = 6;

    /** What can be said about a clock. */
    public enum State {
        /** It agrees with more than half of all clocks. */
        RIGHT,
        /** It differs from more than half of all clocks, which agree. */
        OFF,
        /** Clocks differ, and no more than half of them agree. */
        DOUBTFUL
    }

    /**
     * A clock.
     *
     * @param name the receiver's id, or {@link #BROKER}
     * @param aheadMillis how far it is ahead of the broker's, milliseconds
     * @param state what can be said about it
     */
    public record Clock(String name, long aheadMillis, State state) {}

    private final String own;
    private final String process;
    private final Map<String, Written> receivers = new TreeMap<>();
    private long newest = Long.MIN_VALUE;
    private long ownSince = Long.MAX_VALUE;
    private long sameIdAt = Long.MIN_VALUE;

    /**
     * @param own the id of this receiver
     * @param process the name of this process
     */
    public ClockComparison(String own, String process) {
        this.own = own;
        this.process = process;
    }

    /** The last records of a receiver. */
    private static final class Written {
        private final Deque<Long> behind = new ArrayDeque<>();
        private long appended;

        private void add(long millis, long at) {
            behind.addLast(millis);
            if (behind.size() > KEPT) {
                behind.removeFirst();
            }
            appended = at;
        }

        private long aheadMillis() {
            long least = Long.MAX_VALUE;
            for (long each : behind) {
                least = Math.min(least, each);
            }
            return -least;
        }
    }

    /**
     * Takes a record.
     *
     * @param appended the broker's time of the record, Unix milliseconds
     */
    public synchronized void read(ClockReport report, long appended) {
        if (report.receiver().equals(own)) {
            boolean mine = report.process().equals(process);
            ownSince = mine ? Math.min(ownSince, appended) : ownSince;
            if (!mine && appended > ownSince) {
                sameIdAt = appended;
            }
        }
        if (appended < newest - FORGOTTEN_MILLIS) {
            // Records stand in the order in which they were appended, so the broker's clock was set back.
            receivers.clear();
            newest = appended;
        }
        newest = Math.max(newest, appended);
        receivers.values().removeIf(each -> each.appended < newest - FORGOTTEN_MILLIS);
        if (receivers.containsKey(report.receiver()) || receivers.size() < MOST_RECEIVERS) {
            receivers.computeIfAbsent(report.receiver(), id -> new Written()).add(appended - report.stamp(), appended);
        }
    }

    /** All clocks: the broker's first, then those of receivers by id. */
    public synchronized List<Clock> clocks() {
        Map<String, Long> ahead = new TreeMap<>();
        receivers.forEach((id, written) -> ahead.put(id, written.aheadMillis()));
        List<Long> sorted = new ArrayList<>(ahead.values());
        sorted.add(0L);
        sorted.sort(null);
        int from = 0;
        int to = 0;
        for (int low = 0, high = 0; high < sorted.size(); high++) {
            while (sorted.get(high) - sorted.get(low) > TOLERANCE_MILLIS) {
                low++;
            }
            if (high - low > to - from) {
                from = low;
                to = high;
            }
        }
        boolean decided = 2 * (to - from + 1) > sorted.size();
        List<Clock> all = new ArrayList<>();
        all.add(clock(BROKER, 0, decided, sorted.get(from), sorted.get(to)));
        for (Map.Entry<String, Long> each : ahead.entrySet()) {
            all.add(clock(each.getKey(), each.getValue(), decided, sorted.get(from), sorted.get(to)));
        }
        return all;
    }

    /** Whether another process wrote with this receiver's id within the last three minutes. */
    public synchronized boolean idIsUsedTwice() {
        return sameIdAt != Long.MIN_VALUE && Math.abs(newest - sameIdAt) <= FORGOTTEN_MILLIS;
    }

    private static Clock clock(String name, long ahead, boolean decided, long lowest, long highest) {
        boolean agrees = ahead >= highest - TOLERANCE_MILLIS && ahead <= lowest + TOLERANCE_MILLIS;
        return new Clock(name, ahead, !decided ? State.DOUBTFUL : agrees ? State.RIGHT : State.OFF);
    }
}
