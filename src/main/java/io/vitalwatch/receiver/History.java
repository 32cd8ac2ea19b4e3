package io.vitalwatch.receiver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The last so many arrivals, newest last. Offering a row never waits: one thread takes rows from a bounded queue, numbers them, counts
 * their attempts and hands them on to Kafka; a row that finds the queue full is dropped and counted.
 *
 * <p>Memory is bounded on every side: rows, bodies of failed ones, and hashes whose attempts are counted.
 */
final class History implements AutoCloseable {
    private static final int QUEUE = 16_384;

    /** Totals over the rows that are kept and pass a filter. */
    record Totals(long events, long success, long failed) {
        /** Percent, or 100 where nothing came. */
        double rate() {
            return events == 0 ? 100 : 100.0 * success / events;
        }
    }

    private final int capacity;
    private final int detailed;
    private final Consumer<HistoryRow> store;
    private final BlockingQueue<HistoryRow> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final ArrayDeque<HistoryRow> rows;
    private final Map<String, Integer> attempts;
    private final Thread thread = new Thread(this::run, "receiver-history");
    private long number;
    private int withDetails;
    private volatile boolean closing;

    /**
     * @param capacity rows kept
     * @param detailed failed rows whose headers and body are kept
     * @param hashes bodies whose attempts are counted; the oldest is forgotten first
     * @param store where each row of this process goes; must not block
     */
    History(int capacity, int detailed, int hashes, Consumer<HistoryRow> store) {
        this.capacity = capacity;
        this.detailed = detailed;
        this.store = store;
        this.rows = new ArrayDeque<>(Math.min(capacity, 1024));
        this.attempts = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > hashes;
            }
        };
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes a row, or drops it; never waits. */
    void offer(HistoryRow row) {
        if (!queue.offer(row)) {
            dropped.incrementAndGet();
        }
    }

    /** Rows that were lost because more came than could be kept track of. */
    long dropped() {
        return dropped.get();
    }

    /** A row that another receiver wrote, or this one before it was started anew. */
    synchronized void readBack(HistoryRow row) {
        if (row.hash() != null) {
            attempts.merge(row.hash(), row.attempt(), Math::max);
        }
        append(row.numbered(++number, row.attempt()));
    }

    /** What was there at the start; it is put before what came meanwhile. */
    synchronized void readBackAll(List<HistoryRow> old) {
        List<HistoryRow> all = new ArrayList<>(old);
        all.addAll(rows);
        all.sort(Comparator.comparingLong(HistoryRow::time));
        rows.clear();
        withDetails = 0;
        for (HistoryRow row : old) {
            if (row.hash() != null) {
                attempts.merge(row.hash(), row.attempt(), Math::max);
            }
        }
        for (HistoryRow row : all) {
            append(row.numbered(++number, row.attempt()));
        }
    }

    /** The newest rows that pass, newest first. */
    synchronized List<HistoryRow> newest(HistoryFilter filter, int limit) {
        return between(filter, 0, Long.MAX_VALUE, limit);
    }

    /** The newest rows with a number above one and up to another, newest first. */
    synchronized List<HistoryRow> between(HistoryFilter filter, long above, long upTo, int limit) {
        List<HistoryRow> found = new ArrayList<>();
        Iterator<HistoryRow> newestFirst = rows.descendingIterator();
        while (newestFirst.hasNext() && found.size() < limit) {
            HistoryRow row = newestFirst.next();
            if (row.number() <= above) {
                break;
            }
            if (row.number() <= upTo && filter.passes(row)) {
                found.add(row);
            }
        }
        return Collections.unmodifiableList(found);
    }

    synchronized Totals totals(HistoryFilter filter) {
        long events = 0;
        long success = 0;
        for (HistoryRow row : rows) {
            if (filter.passes(row)) {
                events++;
                success += row.success() ? 1 : 0;
            }
        }
        return new Totals(events, success, events - success);
    }

    /** Studies and event types that occur, for choosing from. */
    synchronized List<SortedSet<String>> choices() {
        SortedSet<String> studies = new TreeSet<>();
        SortedSet<String> events = new TreeSet<>();
        for (HistoryRow row : rows) {
            if (row.study() != null) {
                studies.add(row.study());
            }
            if (row.event() != null) {
                events.add(row.event());
            }
        }
        return List.of(studies, events);
    }

    /** The number of the newest row. */
    synchronized long newestNumber() {
        return number;
    }

    /** Waits until there is a row above the given number, though not longer than given nor once the waiter gives up. */
    synchronized void awaitAbove(long above, long millis, BooleanSupplier givesUp) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; number <= above && left > 0 && !givesUp.getAsBoolean(); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Lets those who wait look whether they give up. */
    synchronized void wake() {
        notifyAll();
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                take(queue.take());
            }
        } catch (InterruptedException e) {
            // Closing: what has been offered by now is still kept.
        }
        for (HistoryRow row = queue.poll(); row != null; row = queue.poll()) {
            take(row);
        }
    }

    private void take(HistoryRow row) {
        HistoryRow counted;
        synchronized (this) {
            int attempt = row.hash() == null ? 0 : attempts.merge(row.hash(), 1, Integer::sum);
            counted = row.numbered(++number, attempt);
            append(counted);
        }
        store.accept(counted.withoutDetails());
    }

    private void append(HistoryRow row) {
        rows.addLast(row);
        withDetails += row.details() == null ? 0 : 1;
        if (rows.size() > capacity) {
            withDetails -= rows.removeFirst().details() == null ? 0 : 1;
        }
        if (withDetails > detailed) {
            forgetOldestDetails();
        }
        notifyAll();
    }

    private void forgetOldestDetails() {
        // A tenth at a time, so that the walk over all rows is rare.
        int spare = Math.max(1, detailed / 10);
        List<HistoryRow> all = new ArrayList<>(rows);
        rows.clear();
        for (HistoryRow row : all) {
            boolean forget = row.details() != null && spare > 0;
            if (forget) {
                spare--;
                withDetails--;
            }
            rows.addLast(forget ? row.withoutDetails() : row);
        }
    }
}
