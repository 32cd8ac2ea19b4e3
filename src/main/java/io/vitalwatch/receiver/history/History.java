package io.vitalwatch.receiver.history;

import io.vitalwatch.web.access.AttemptLimit;
import io.vitalwatch.wire.receiver.HistoryRow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
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
import java.util.function.Supplier;

/**
 * The last requests to the receiver, newest last. Requests without a good signature have a ring of their own, so that they never push
 * deliveries out; only a few of them each second go to Kafka. Offering a row never waits: one thread takes rows from a bounded queue,
 * numbers them, counts the attempts of their bodies and passes them on to Kafka. If the queue is full, a row is dropped and counted.
 *
 * <p>The numbers of rows, of requests of failed rows, and of hashes whose attempts are counted are limited, so memory is limited.
 */
public final class History implements AutoCloseable {
    private static final int QUEUE = 16_384;
    private static final int MOST_COMBINATIONS = 2000;
    private static final int SHARE_OF_UNSIGNED = 10;
    private static final int UNSIGNED_AT_ONCE = 20;
    private static final int UNSIGNED_A_SECOND = 1;

    /** Counts of requests that pass a filter. */
    record RowTotals(long events, long success, long failed) {
        /** Successes in percent; 100 if there are none. */
        double rate() {
            return events == 0 ? 100 : 100.0 * success / events;
        }
    }

    /** A study and an event type. */
    private record Combination(String study, String event) {}

    /** The studies and event types in the rows, sorted. */
    record Choices(SortedSet<String> studies, SortedSet<String> events) {}

    private final Consumer<HistoryRow> store;
    private final HistoryTotals totals;
    private final Ring signed;
    private final Ring unsigned;
    /** A row, and what finds out how it was signed, or null. */
    private record Offered(HistoryRow row, Supplier<String> diagnosis) {}

    private final BlockingQueue<Offered> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AttemptLimit unsignedToKafka = new AttemptLimit(UNSIGNED_AT_ONCE, UNSIGNED_A_SECOND, System::nanoTime);
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Integer> attempts;
    private final Map<Combination, RowTotals> combinations = new HashMap<>();
    private final Thread thread = new Thread(this::run, "receiver-history");
    private long number;
    private volatile boolean closing;

    /**
     * @param capacity number of rows of signed deliveries kept; of other requests a tenth is kept
     * @param detailed number of failed rows whose request is kept, of each of the two kinds
     * @param hashes number of bodies whose attempts are counted; the oldest is removed first
     * @param totals counts each row of this process
     * @param store gets each row of this process, of unsigned requests only some; must not block
     */
    public History(int capacity, int detailed, int hashes, HistoryTotals totals, Consumer<HistoryRow> store) {
        this.store = store;
        this.totals = totals;
        this.signed = new Ring(capacity, detailed);
        this.unsigned = new Ring(Math.max(1, capacity / SHARE_OF_UNSIGNED), detailed);
        this.attempts = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > hashes;
            }
        };
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Adds a row, or drops it if the queue is full; never waits. Rows of unsigned requests may fill half of the queue. */
    public void offer(HistoryRow row) {
        offer(row, null);
    }

    /**
     * Adds a row as {@link #offer(HistoryRow)} does.
     *
     * @param diagnosis run later, on the history's thread; gives the diagnosis of the row's signature, or null
     */
    public void offer(HistoryRow row, Supplier<String> diagnosis) {
        if (!row.signed() && queue.remainingCapacity() < QUEUE / 2 || !queue.offer(new Offered(row, diagnosis))) {
            dropped.incrementAndGet();
        }
    }

    /** Number of rows that were dropped because the queue was full. */
    public long dropped() {
        return dropped.get();
    }

    /** Adds a row from Kafka that another process wrote. */
    public synchronized void readBack(HistoryRow row) {
        if (row.hash() != null) {
            attempts.merge(row.hash(), row.attempt(), Math::max);
        }
        append(row.numbered(++number, row.attempt()));
    }

    /** Adds the rows that were in Kafka at the start. They are put before newer rows, by their time. */
    public synchronized void readBackAll(List<HistoryRow> old) {
        List<HistoryRow> all = new ArrayList<>(old);
        all.addAll(signed.takeAll());
        all.addAll(unsigned.takeAll());
        combinations.clear();
        all.sort(Comparator.comparingLong(HistoryRow::time));
        for (HistoryRow row : old) {
            if (row.hash() != null) {
                attempts.merge(row.hash(), row.attempt(), Math::max);
            }
        }
        for (HistoryRow row : all) {
            append(row.numbered(++number, row.attempt()));
        }
    }

    /** The newest rows that pass the filter, newest first. */
    synchronized List<HistoryRow> newest(HistoryFilter filter, int limit) {
        return between(filter, 0, Long.MAX_VALUE, limit);
    }

    /** The newest rows with a number greater than {@code above} and up to {@code upTo}, newest first. */
    synchronized List<HistoryRow> between(HistoryFilter filter, long above, long upTo, int limit) {
        List<HistoryRow> found = new ArrayList<>();
        Iterator<HistoryRow> ofSigned = signed.newestFirst();
        Iterator<HistoryRow> ofUnsigned = unsigned.newestFirst();
        HistoryRow left = next(ofSigned);
        HistoryRow right = next(ofUnsigned);
        while ((left != null || right != null) && found.size() < limit) {
            boolean takeLeft = right == null || left != null && left.number() > right.number();
            HistoryRow row = takeLeft ? left : right;
            if (row.number() <= above) {
                break;
            }
            if (row.number() <= upTo && filter.passes(row)) {
                found.add(row);
            }
            left = takeLeft ? next(ofSigned) : left;
            right = takeLeft ? right : next(ofUnsigned);
        }
        return Collections.unmodifiableList(found);
    }

    private static HistoryRow next(Iterator<HistoryRow> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    /**
     * Counts of signed deliveries that pass the filter: without a filter of all receivers since the first start, else of those that this
     * process has received or read back.
     */
    RowTotals totals(HistoryFilter filter, long now) {
        HistoryTotals.Counts ever = filter.study() == null && filter.event() == null ? totals.summary(now).ever() : null;
        long success = 0;
        long failed = 0;
        if (ever != null) {
            success = ever.success();
            failed = ever.failed();
        } else {
            synchronized (this) {
                for (Map.Entry<Combination, RowTotals> each : combinations.entrySet()) {
                    if (filter.passes(each.getKey().study(), each.getKey().event())) {
                        success += each.getValue().success();
                        failed += each.getValue().failed();
                    }
                }
            }
        }
        success = Boolean.FALSE.equals(filter.success()) ? 0 : success;
        failed = Boolean.TRUE.equals(filter.success()) ? 0 : failed;
        return new RowTotals(success + failed, success, failed);
    }

    /** The totals of all requests of all receivers. */
    HistoryTotals.Summary summary(long now) {
        return totals.summary(now);
    }

    /** The number of rows that are kept and pass the filter. */
    synchronized int kept(HistoryFilter filter) {
        return between(filter, 0, Long.MAX_VALUE, Integer.MAX_VALUE).size();
    }

    /** The possible values of the filters. */
    synchronized Choices choices() {
        SortedSet<String> studies = new TreeSet<>();
        SortedSet<String> events = new TreeSet<>();
        for (Combination each : combinations.keySet()) {
            if (each.study() != null) {
                studies.add(each.study());
            }
            if (each.event() != null) {
                events.add(each.event());
            }
        }
        return new Choices(studies, events);
    }

    /** The number of the newest row. */
    synchronized long newestNumber() {
        return number;
    }

    /**
     * Waits for a row with a number greater than {@code above}.
     *
     * @param millis the longest time to wait
     * @param cancelled whether to stop waiting; it is checked again after {@link #wake}
     */
    synchronized void awaitAbove(long above, long millis, BooleanSupplier cancelled) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; number <= above && left > 0 && !cancelled.getAsBoolean(); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Makes every waiting thread check whether it is cancelled. */
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
                recordSafely(queue.take());
            }
        } catch (InterruptedException e) {
            // The history is being closed. Rows that are in the queue are still recorded.
        }
        for (Offered each = queue.poll(); each != null; each = queue.poll()) {
            recordSafely(each);
        }
    }

    private void recordSafely(Offered offered) {
        try {
            record(offered.diagnosis() == null ? offered.row() : offered.row().withDiagnosis(offered.diagnosis().get()));
        } catch (RuntimeException e) {
            // One row must not end the thread.
            dropped.incrementAndGet();
        }
    }

    private void record(HistoryRow row) {
        HistoryRow counted;
        totals.add(row);
        synchronized (this) {
            int attempt = row.hash() == null ? 0 : attempts.merge(row.hash(), 1, Integer::sum);
            counted = row.numbered(++number, attempt);
            append(counted);
        }
        if (counted.signed() || unsignedToKafka.allows("all")) {
            store.accept(counted.withoutDetails());
        }
    }

    private void append(HistoryRow row) {
        (row.signed() ? signed : unsigned).append(row);
        Combination combination = new Combination(row.study(), row.event());
        if (row.signed() && (combinations.size() < MOST_COMBINATIONS || combinations.containsKey(combination))) {
            combinations.merge(combination, new RowTotals(1, row.success() ? 1 : 0, row.success() ? 0 : 1), (all, one) -> new RowTotals(
                    all.events() + one.events(), all.success() + one.success(), all.failed() + one.failed()));
        }
        notifyAll();
    }
}
