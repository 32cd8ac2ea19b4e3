package io.vitalwatch.job;

import static io.vitalwatch.job.RawRecords.T0;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * A raw topic as several receivers write it, each with a clock of its own. Records stand in the order in which they were appended, with the
 * true time at which that was; seconds count from the beginning.
 */
final class ClockLog {
    /** A record and the true time at which it was appended, seconds. */
    record Entry(int second, RawDelivery raw) {}

    /** How far a receiver's clock is ahead at a second of the log, milliseconds. */
    interface Ahead {
        long at(int second);
    }

    /** A receiver that writes between two seconds, the second exclusive. */
    record Writer(String id, int from, int to, Ahead ahead) {
        static Writer right(String id) {
            return new Writer(id, 0, Integer.MAX_VALUE, second -> 0);
        }

        static Writer off(String id, long millis) {
            return new Writer(id, 0, Integer.MAX_VALUE, second -> millis);
        }

        boolean writes(int second) {
            return second >= from && second < to;
        }
    }

    static final int PARTITIONS = 3;
    static final int USERS = 6;
    /** One patient of each partition stops delivering. */
    static final int SILENT = 3;

    final List<Entry> entries = new ArrayList<>();
    private final int[] offsets = new int[PARTITIONS];

    /** Patient i is in partition i modulo the number of partitions; the last {@link #SILENT} of them stop. */
    static String user(int number) {
        return (number < USERS - SILENT ? "patient-" : "silent-") + number;
    }

    /**
     * A ward: each patient delivers once a minute through the receivers in turn, each receiver writes heartbeats to every partition.
     *
     * @param heartbeatSeconds time between two heartbeats of a receiver
     * @param silentFrom the second from which some patients deliver nothing
     * @param more called at each second before its other records
     */
    static ClockLog ward(List<Writer> writers, int seconds, int heartbeatSeconds, int silentFrom, WardEvent more) {
        ClockLog log = new ClockLog();
        for (int second = 0; second < seconds; second++) {
            int now = second;
            List<Writer> writing = writers.stream().filter(each -> each.writes(now)).toList();
            more.at(log, second);
            for (int i = 0; i < writing.size(); i++) {
                Writer each = writing.get(i);
                int beats = second == each.from() ? 3 : (second + 3 * i) % heartbeatSeconds == 0 ? 1 : 0;
                for (int beat = 0; beat < beats; beat++) {
                    log.beats(second, each);
                }
            }
            for (int user = 0; user < USERS; user++) {
                boolean silent = user >= USERS - SILENT && second >= silentFrom;
                if (!silent && !writing.isEmpty() && second % 60 == 9 * user + 5) {
                    log.delivery(second, user, writing.get((second / 60 + user) % writing.size()), "");
                }
            }
        }
        return log;
    }

    /** What happens in a ward besides the usual. */
    interface WardEvent {
        void at(ClockLog log, int second);
    }

    /** A heartbeat of a receiver in each partition. */
    void beats(int second, Writer writer) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            beat(second, partition, writer.id(), T0 + second * 1_000L + writer.ahead().at(second));
        }
    }

    /** A heartbeat with any stamp. */
    void beat(int second, int partition, String receiver, long stamp) {
        RawDelivery raw = RawRecords.heartbeat(partition, offsets[partition]++, stamp);
        raw.receiver = receiver;
        entries.add(new Entry(second, raw));
    }

    /** A delivery of a row that is five seconds old. */
    void delivery(int second, int user, Writer writer, String more) {
        delivery(second, user, T0 + second * 1_000L + writer.ahead().at(second), more);
    }

    /** A delivery with any stamp. */
    void delivery(int second, int user, long stamp, String more) {
        int partition = user % PARTITIONS;
        entries.add(new Entry(second, new RawDelivery("corsano.raw", partition, offsets[partition]++, stamp,
                RawRecords.body(user(user), T0 + (second - 5) * 1_000L, more))));
    }

    /** The records of a partition in their order. */
    List<Entry> partition(int number) {
        return entries.stream().filter(each -> each.raw().partition == number).toList();
    }

    /** The same records with stamps that fall by up to the given time, at random. */
    ClockLog jittered(Random random, int mostMillis) {
        entries.forEach(each -> each.raw().stamp -= random.nextInt(mostMillis));
        return this;
    }

    /** Calls the action so many times. */
    static void times(int count, IntConsumer action) {
        for (int i = 0; i < count; i++) {
            action.accept(i);
        }
    }
}
