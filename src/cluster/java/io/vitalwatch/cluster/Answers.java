package io.vitalwatch.cluster;

import io.vitalwatch.simulator.vendor.DeliveryHistory.Attempt;
import io.vitalwatch.simulator.vendor.PlannedDelivery;
import io.vitalwatch.simulator.vendor.Vendor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The receiver's answers to all deliveries. The vendor's thread writes them. Read everything except {@link #accepted} after it ended.
 */
final class Answers implements Vendor.Watch {
    private final AtomicLong accepted = new AtomicLong();
    /** Hashes of bodies: answered 204; refused or cut off at least once; wrongly signed, so that 204 would be an error. */
    final Set<String> stored = new HashSet<>();
    final Set<String> triedAgain = new HashSet<>();
    final Set<String> forged = new HashSet<>();
    /** Answers to good deliveries, by status. */
    final TreeMap<Integer, Long> byStatus = new TreeMap<>();
    /** Good deliveries without an answer, by the reason that the vendor saw. */
    final TreeMap<String, Long> unanswered = new TreeMap<>();
    /** Attempts without an answer within the vendor's time limit. */
    final List<Attempt> timedOut = new ArrayList<>();
    /** The attempt with the slowest answer, or null. */
    Attempt slowest;
    long slowestRefusalMicros;

    @Override
    public void over(PlannedDelivery delivery, Attempt attempt) {
        String hash = RawLog.sha256(delivery.body());
        if (attempt.http() != 0 && (slowest == null || attempt.answerMicros() > slowest.answerMicros())) {
            slowest = attempt;
        }
        if (!delivery.deservesSuccess()) {
            forged.add(hash);
            return;
        }
        if (attempt.http() == 0) {
            unanswered.merge(attempt.reason(), 1L, Long::sum);
            if (attempt.reason().equals("no answer in time")) {
                timedOut.add(attempt);
            }
        } else {
            byStatus.merge(attempt.http(), 1L, Long::sum);
        }
        if (attempt.http() == 204) {
            stored.add(hash);
            accepted.incrementAndGet();
        } else {
            triedAgain.add(hash);
        }
        if (attempt.http() == 503) {
            slowestRefusalMicros = Math.max(slowestRefusalMicros, attempt.answerMicros());
        }
    }

    /** Good deliveries answered 204 so far. */
    long accepted() {
        return accepted.get();
    }

    long answered(int status) {
        return byStatus.getOrDefault(status, 0L);
    }

    long unansweredInAll() {
        return unanswered.values().stream().mapToLong(Long::longValue).sum();
    }
}
