package io.vitalwatch.bench;

import com.sun.management.GarbageCollectionNotificationInfo;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The pauses of the garbage collector in this JVM since it was made, as the JVM reports them: whole milliseconds. */
final class Pauses {
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

    Pauses() {
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) each).addNotificationListener((notification, nothing) -> {
                if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                    millis.add(GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()).getGcInfo().getDuration());
                }
            }, null, null);
        }
    }

    @Override
    public String toString() {
        List<Long> sorted;
        synchronized (millis) {
            sorted = new ArrayList<>(millis);
        }
        if (sorted.isEmpty()) {
            return "PAUSES none";
        }
        Collections.sort(sorted);
        return String.format(Locale.ROOT, "PAUSES %d of the garbage collector: p50 %d ms, p99 %d ms, longest %d ms", sorted.size(),
                sorted.get((sorted.size() - 1) / 2), sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1), sorted.get(sorted.size() - 1));
    }
}
