package io.vitalwatch.cluster;

import io.vitalwatch.simulator.DeliveryHistory.Attempt;
import io.vitalwatch.simulator.PlannedDelivery;
import io.vitalwatch.simulator.Vendor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a receiver answered, delivery by delivery. Written by the vendor's thread; all but {@link #accepted} is read when that has ended. */
final class Answers implements Vendor.Watch {
    private final AtomicLong accepted = new AtomicLong();
    /** Hashes of bodies answered 204, of those that were once refused or cut off, and of those that may never be accepted. */
    final Set<String> stored = new HashSet<>();
    final Set<String> triedAgain = new HashSet<>();
    final Set<String> forged = new HashSet<>();
    /** Answers to good deliveries, by status. */
    final TreeMap<Integer, Long> byStatus = new TreeMap<>();
    /** Good deliveries that were not answered at all, by what was seen of it. */
    final TreeMap<String, Long> unanswered = new TreeMap<>();
    /** Attempts of which the vendor heard nothing within its time. */
    final List<Attempt> timedOut = new ArrayList<>();
    /** The one that took longest from its sending, or null. */
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
