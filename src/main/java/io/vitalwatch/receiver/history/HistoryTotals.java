package io.vitalwatch.receiver.history;

import io.vitalwatch.wire.receiver.DeliveryTotals;
import io.vitalwatch.wire.receiver.DeliveryTotals.Period;
import io.vitalwatch.wire.receiver.HistoryRow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts requests since the first start, in the last hour and in the last day, over all receivers. They are counted here and not in the
 * rows of the history, of which only the last ones are kept. The counts of this receiver go on from its last record in Kafka; those of the
 * others are their last records.
 */
public final class HistoryTotals {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int HOURS = 24;

    /** Counts of one kind of period or of all time. */
    record Counts(long success, long failed, long unsigned) {
        private static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(success + other.success, failed + other.failed, unsigned + other.unsigned);
        }

        private static Counts of(Period period) {
            return new Counts(period.success(), period.failed(), period.unsigned());
        }
    }

    /** What the page shows; {@code since} in Unix milliseconds. */
    record Summary(long since, Counts ever, Counts lastHour, Counts lastDay) {}

    private final String id;
    private final String process;
    private final long started;
    private final Map<String, DeliveryTotals> others = new HashMap<>();
    private final TreeMap<Long, Counts> minutes = new TreeMap<>();
    private final TreeMap<Long, Counts> hours = new TreeMap<>();
    private Counts own = Counts.NONE;
    private long changes;
    private DeliveryTotals before;

    /**
     * @param id the receiver's id
     * @param process the random name of this process
     * @param now Unix milliseconds
     */
    public HistoryTotals(String id, String process, long now) {
        this.id = id;
        this.process = process;
        this.started = now;
    }

    /** Counts a request of this process. */
    synchronized void add(HistoryRow row) {
        Counts one = !row.signed() ? new Counts(0, 0, 1) : row.success() ? new Counts(1, 0, 0) : new Counts(0, 1, 0);
        own = own.plus(one);
        changes++;
        hours.merge(row.time() / HOUR * HOUR, one, Counts::plus);
        boolean first = minutes.merge(row.time() / MINUTE * MINUTE, one, Counts::plus) == one;
        if (first) {
            forget(row.time());
        }
    }

    /** Takes in a record of the topic. */
    public synchronized void read(String key, DeliveryTotals totals) {
        if (totals == null || totals.process().equals(process)) {
            return;
        }
        if (key.equals(id)) {
            before = totals;
        } else {
            others.put(key, totals);
        }
    }

    /** The record of this receiver. */
    public synchronized DeliveryTotals record(long now) {
        Counts ever = before == null ? own : own.plus(new Counts(before.success(), before.failed(), before.unsigned()));
        TreeMap<Long, Counts> allMinutes = new TreeMap<>(minutes);
        TreeMap<Long, Counts> allHours = new TreeMap<>(hours);
        if (before != null) {
            for (Period each : before.periods()) {
                (each.seconds() == 60 ? allMinutes : allHours).merge(each.begin(), Counts.of(each), Counts::plus);
            }
        }
        List<Period> periods = new ArrayList<>();
        list(allMinutes.tailMap(now - HOUR, true), 60, periods);
        list(allHours.tailMap(now / HOUR * HOUR - (HOURS - 1) * HOUR, true), 3600, periods);
        return new DeliveryTotals(process, before == null ? started : Math.min(started, before.since()), now, ever.success(), ever.failed(),
                ever.unsigned(), periods);
    }

    /** A number that changes with every request. */
    public synchronized long changes() {
        return changes;
    }

    /** The totals of all receivers. */
    synchronized Summary summary(long now) {
        List<DeliveryTotals> all = new ArrayList<>(others.values());
        all.add(record(now));
        long since = Long.MAX_VALUE;
        Counts ever = Counts.NONE;
        Counts hour = Counts.NONE;
        Counts day = Counts.NONE;
        for (DeliveryTotals each : all) {
            since = Math.min(since, each.since());
            ever = ever.plus(new Counts(each.success(), each.failed(), each.unsigned()));
            for (Period period : each.periods()) {
                if (period.seconds() == 60 && period.begin() > now - HOUR) {
                    hour = hour.plus(Counts.of(period));
                } else if (period.seconds() != 60 && period.begin() > now / HOUR * HOUR - HOURS * HOUR) {
                    day = day.plus(Counts.of(period));
                }
            }
        }
        return new Summary(since, ever, hour, day);
    }

    private void forget(long now) {
        minutes.headMap(now - HOUR - MINUTE).clear();
        hours.headMap(now - (HOURS + 1) * HOUR).clear();
    }

    private static void list(Map<Long, Counts> counts, int seconds, List<Period> into) {
        counts.forEach((begin, each) -> into.add(new Period(begin, seconds, each.success(), each.failed(), each.unsigned())));
    }
}
