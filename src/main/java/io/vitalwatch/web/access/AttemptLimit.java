package io.vitalwatch.web.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits how often something is done for each of many keys: a number at once, then a number a second. At most 1,024 keys are remembered;
 * the one that was used longest ago is removed first.
 */
public final class AttemptLimit {
    private static final int MOST_KEYS = 1024;

    private static final class Allowance {
        private double left;
        private long at;
    }

    private final double burst;
    private final double perSecond;
    private final LongSupplier nanos;
    private final Map<String, Allowance> allowances = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /**
     * @param burst how many at once
     * @param perSecond how many a second after that
     * @param nanos a clock such as System.nanoTime()
     */
    public AttemptLimit(double burst, double perSecond, LongSupplier nanos) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /** Whether one more is allowed for this key; counts it if so. */
    public synchronized boolean allows(String key) {
        long now = nanos.getAsLong();
        Allowance allowance = allowances.computeIfAbsent(key, any -> {
            Allowance made = new Allowance();
            made.left = burst;
            made.at = now;
            return made;
        });
        allowance.left = Math.min(burst, allowance.left + (now - allowance.at) / 1e9 * perSecond);
        allowance.at = now;
        if (allowance.left < 1) {
            return false;
        }
        allowance.left -= 1;
        return true;
    }
}
